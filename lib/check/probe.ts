/** What a probe is: requests as data, and a judgement of the answers. Both are pure. */
import type { CheckArea, CheckBody } from '../../types/check.ts'
import type { HeaderLine, ServerResponse } from '../../types/browser.ts'
import type { CorsSeverity } from '../../types/report.ts'
import type { Target } from './target.ts'

/** A request of a probe. */
export interface ProbeRequest {
  /** GET, HEAD or OPTIONS; another only where the user asks for it. */
  readonly method: string
  /** The target's, unless it is given; always on the target's host. */
  readonly url?: string
  /** Those that make the probe; each line as it is sent. */
  readonly headers: readonly HeaderLine[]
  /** Only with a method that the user asks for. */
  readonly body?: CheckBody
  /** Which of several equal requests it is; the first has none. */
  readonly again?: number
  /** Whether it goes without the headers that the user gave, as a browser's preflight does. */
  readonly isBare?: boolean
  /** Whether something in it is what the server has said before. */
  readonly isRepeating?: boolean
}

/** Requests by names of the probe's own. */
export type ProbeRequests = Readonly<Record<string, ProbeRequest>>

/** What came of the requests, by their names. */
export interface Seen {
  /** To a request of this probe; undefined where none came. */
  answer (name: string): ServerResponse | undefined
}

/** One thing that a probe found. */
export interface Found {
  readonly severity: CorsSeverity
  /** The origin, method or header that it is about; '' for none. */
  readonly subject?: string
  /** What is wrong, in one or two sentences. */
  readonly message: string
  /** What should be answered, and what is, a line each. */
  readonly expected: readonly string[]
  readonly seen: readonly string[]
  /** Names of the requests that show it, the telling one last. */
  readonly shownBy: readonly [string, ...string[]]
}

/** What is the same of all findings of a kind. */
export interface Kind {
  readonly why: string
  readonly recommendation: string
  /** A primary source. */
  readonly source: string
}

export interface Probe<Id extends string = string> {
  /** Kebab-case; unique. */
  readonly id: string
  /** What it finds out, in one line without a full stop. */
  readonly title: string
  readonly area: CheckArea
  /** The kinds of its findings, by id. */
  readonly kinds: Readonly<Record<Id, Kind>>
  /** Why there is nothing to ask here; null where there is. */
  skip? (target: Target): string | null
  /** What is asked first. */
  plan (target: Target): ProbeRequests
  /** What is asked once these are answered. */
  further? (target: Target, seen: Seen): ProbeRequests
  judge (target: Target, seen: Seen, report: (id: Id, found: Found) => void): void
}

/** Types a probe by the ids of its kinds. */
export function probe<Id extends string> (made: Probe<Id>): Probe {
  return made as unknown as Probe
}
