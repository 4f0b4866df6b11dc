/** What became of a check, for every printer: what counts, what somebody has thought about, and what was known before. */
import { createHash } from 'node:crypto'
import type { CheckFinding, CheckReport } from '../../types/check.ts'
import type { CorsSeverity } from '../../types/report.ts'
import { summaryText } from './findings.ts'

/** A finding that somebody has thought about. */
export type IgnoredCheckFinding = CheckFinding & { readonly reason: string }

/** An endpoint that answered. */
export interface CheckedEndpoint {
  readonly report: CheckReport
  /** Those of the report that count, in its order. */
  readonly findings: readonly CheckFinding[]
  readonly ignored: readonly IgnoredCheckFinding[]
  /** Those that an earlier report has too. */
  readonly known: readonly CheckFinding[]
}

/** One that did not. */
export interface UnreachableEndpoint {
  readonly url: string
  /** Why, in words. */
  readonly message: string
}

export interface CheckResults {
  /** In the order in which they were asked for. */
  readonly endpoints: readonly CheckedEndpoint[]
  readonly unreachable: readonly UnreachableEndpoint[]
  /** Fingerprints of the findings of an earlier report; undefined where there is none. */
  readonly baseline: ReadonlySet<string> | undefined
  /** Whether what is merely worth knowing is wanted on a terminal. */
  readonly isVerbose: boolean
  /** What makes the check fail. */
  readonly failing: readonly CorsSeverity[]
}

/** The same for the same finding of another run. */
export function fingerprintOf ({ id, url, subject }: Pick<CheckFinding, 'id' | 'url' | 'subject'>): string {
  return createHash('sha256').update(JSON.stringify([id, url, subject])).digest('hex')
}

/** How many there are of each kind, and what they were made of. */
export function countsText ({ report, findings, ignored, known }: CheckedEndpoint, isVerbose: boolean): string {
  return `${summaryText({ findings, ignored, known, isVerbose })} (${report.requests} requests)`
}

/** Which requests have no answer, and why; '' where all have one. */
export function unansweredText ({ unanswered }: CheckReport): string {
  return unanswered.map(({ reason, requests }) => `${requests} without an answer: ${reason}`).join('; ')
}

/** What was found: its kind, and what it is about. */
export function titleOf ({ id, subject }: CheckFinding): string {
  return subject === '' ? id : `${id}: ${subject}`
}
