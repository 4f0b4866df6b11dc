/** Types of probes. A probe has requests as data and a function that evaluates the responses. Both are pure. */
import type { CheckArea, CheckBody } from '../../types/check.ts'
import type { HeaderLine, ServerResponse } from '../../types/browser.ts'
import type { CorsSeverity } from '../../types/report.ts'
import type { CheckTarget } from './target.ts'

/** A request of a probe. */
export interface ProbeRequest {
  /** GET, HEAD, OPTIONS or the `errorMethod` option. */
  readonly method: string
  /** A URL of the same host. Default: the URL of the target. */
  readonly url?: string
  /** Header lines that are sent unchanged, in addition to those of the user. */
  readonly headers: readonly HeaderLine[]
  /** Only with `errorMethod`. */
  readonly body?: CheckBody
  /** Number of the repetition, so that an equal request is sent again; undefined for the first. */
  readonly repeat?: number
  /** Whether the `headers` option is not applied. Default: true for OPTIONS, because preflights have no credentials. */
  readonly omitUserHeaders?: boolean
  /** Whether the request contains text of an earlier response, which may have secrets. */
  readonly containsResponseText?: boolean
}

/** Requests by names that are unique within the probe. */
export type ProbeRequests = Readonly<Record<string, ProbeRequest>>

/** The responses to the requests of a probe. */
export interface Responses {
  /** Returns the response to a request of the probe by its name; undefined if it got none. */
  get (name: string): ServerResponse | undefined
}

/** A finding of a probe. */
export interface FindingDraft {
  readonly severity: CorsSeverity
  /** The origin, method or header that the finding is about. Default: ''. */
  readonly subject?: string
  /** What is wrong, in one to three sentences. */
  readonly message: string
  /** Lines that the response should have, and that it has. */
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  /** Names of the requests that prove the finding, the decisive one last. */
  readonly evidence: readonly [string, ...string[]]
}

/** What all findings of a kind have in common. */
export interface Kind {
  readonly why: string
  readonly recommendation: string
  /** URL of a primary source. */
  readonly source: string
}

export interface Probe<Id extends string = string> {
  /** Unique kebab-case id. */
  readonly id: string
  /** The expected behavior, in one line without a capital letter and full stop. */
  readonly title: string
  readonly area: CheckArea
  /** The kinds of findings by id. */
  readonly kinds: Readonly<Record<Id, Kind>>
  /** Returns why the probe does not apply to the target; null if it applies. */
  skip? (target: CheckTarget): string | null
  /** The first requests. */
  plan (target: CheckTarget): ProbeRequests
  /** Requests that depend on the responses to the first ones. */
  followUps? (target: CheckTarget, responses: Responses): ProbeRequests
  judge (target: CheckTarget, responses: Responses, report: (id: Id, found: FindingDraft) => void): void
}

/** Defines a probe, and checks the ids that it reports against its kinds. */
export function probe<Id extends string> (made: Probe<Id>): Probe {
  return made as unknown as Probe
}
