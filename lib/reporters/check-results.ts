/** The results of a check for all reporters: new, ignored and known findings. */
import { createHash } from 'node:crypto'
import type { UncheckedRoute } from '../../types/check-application.ts'
import type { CheckFinding, CheckReport } from '../../types/check.ts'
import type { CorsSeverity } from '../../types/report.ts'
import { summaryText } from './findings.ts'

/** A finding that the user ignores, with the reason. */
export type IgnoredCheckFinding = CheckFinding & { readonly reason: string }

/** An endpoint that was checked. */
export interface CheckedEndpoint {
  readonly report: CheckReport
  /** The name of the endpoint in reports: the routes of an application that were checked there. Default: the URL. */
  readonly label?: string
  /** The findings of the report that are neither ignored nor known, in its order. */
  readonly findings: readonly CheckFinding[]
  readonly ignored: readonly IgnoredCheckFinding[]
  /** Findings that the baseline report also contains. */
  readonly known: readonly CheckFinding[]
}

/** An endpoint that could not be reached. */
export interface UnreachableEndpoint {
  readonly url: string
  /** Why it could not be reached. */
  readonly message: string
}

export interface CheckResults {
  /** In the order of the arguments. */
  readonly endpoints: readonly CheckedEndpoint[]
  readonly unreachable: readonly UnreachableEndpoint[]
  /** If the endpoints are routes of an application: routes that were not checked. */
  readonly notChecked?: readonly UncheckedRoute[]
  /** Fingerprints of the findings of the baseline report; undefined without a baseline. */
  readonly baseline: ReadonlySet<string> | undefined
  /** Whether the text format shows findings of severity `info`. */
  readonly isVerbose: boolean
  /** Severities that make the command fail. */
  readonly failing: readonly CorsSeverity[]
}

/**
 * The first line about an endpoint, in one sentence: the first cause that counts, why the check is incomplete, or that there is no
 * problem.
 */
export function headlineOf ({ report, findings }: CheckedEndpoint): string {
  const [first] = report.findings
  if (first === undefined || findings.includes(first) || !report.isComplete) return report.summary
  const [next] = findings
  return next !== undefined && next.severity !== 'info' ? next.message : 'No new problem was found.'
}

/** The other findings that a finding explains, one text for each. */
export function explainedTexts ({ explains }: CheckFinding): readonly string[] {
  return explains.map(titleOf)
}

/** Returns an identifier that is the same for the same finding in another run. */
export function fingerprintOf ({ id, url, subject }: Pick<CheckFinding, 'id' | 'url' | 'subject'>): string {
  return createHash('sha256').update(JSON.stringify([id, url, subject])).digest('hex')
}

/** Returns a summary of the numbers of findings and requests. */
export function countsText ({ report, findings, ignored, known }: CheckedEndpoint, isVerbose: boolean): string {
  return `${summaryText({ findings, ignored, known, isVerbose })} (${report.requests} requests)`
}

/** Describes the requests without a response, by reason; '' if all got one. */
export function noResponseText ({ requestsWithoutResponse }: CheckReport): string {
  return requestsWithoutResponse.map(({ reason, requests }) => `${requests} ${requests === 1 ? 'request' : 'requests'} without a response: ${reason}`).join('; ')
}

/** The id and the subject of a finding. */
export function titleOf ({ id, subject }: CheckFinding): string {
  return subject === '' ? id : `${id}: ${subject}`
}
