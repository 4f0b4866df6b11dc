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

/**
 * The requests of a probe by name. The value is one request; undefined, if it is not sent; or a family of requests by what they are for,
 * such as origins.
 */
export type ProbeRequests = Readonly<Record<string, ProbeRequest | ReadonlyMap<unknown, ProbeRequest> | undefined>>

/** The responses by the names of their requests. A family has only the requests that got a response. */
export type ResponsesTo<Requests extends ProbeRequests> = {
  readonly [Name in keyof Requests]: Requests[Name] extends ReadonlyMap<infer Key, ProbeRequest>
    ? ReadonlyMap<Key, ServerResponse>
    : ServerResponse | undefined
}

/** Returns the response to a request; undefined if it got none. */
export type ResponseTo = (request: ProbeRequest) => ServerResponse | undefined

/** A finding of a probe. */
export interface FindingDraft {
  readonly severity: CorsSeverity
  /** The origin, method or header that the finding is about. Default: ''. */
  readonly subject?: string
  /** What is wrong, in one to three sentences. */
  readonly message: string
  /** Lines that the response should have. */
  readonly expected: readonly string[]
  /** Lines that the response has. Default: the status and the CORS headers of the decisive response. */
  readonly actual?: readonly string[]
  /** Responses that prove the finding, the decisive one last. */
  readonly evidence: Evidence
  /** Of the findings of the probe with the same key, only the first is reported. Default: all are reported. */
  readonly once?: string
  /** Not reported after a finding with this key. */
  readonly unless?: string
}

export type Evidence = readonly [ServerResponse, ...ServerResponse[]]

export type ReportFinding<Id extends string> = (id: Id, found: FindingDraft) => void

/** What all findings of a kind have in common. */
export interface Kind {
  readonly why: string
  readonly recommendation: string
  /** URL of a primary source. */
  readonly source: string
}

interface ProbeText<Id extends string> {
  /** Unique kebab-case id. */
  readonly id: string
  /** The expected behavior, in one line without a capital letter and full stop. */
  readonly title: string
  readonly area: CheckArea
  /** The kinds of findings by id. Probes that share an id share its kind. */
  readonly kinds: Readonly<Record<Id, Kind>>
}

/** A probe as it is written: TypeScript infers the ids of its findings, and the names of its requests. */
export interface ProbeDefinition<Id extends string, First extends ProbeRequests, More extends ProbeRequests> extends ProbeText<Id> {
  /** Returns why the probe does not apply to the target; null if it applies. */
  skip? (target: CheckTarget): string | null
  /** The first requests. */
  plan (target: CheckTarget): First
  /** Requests that depend on the responses to the first ones. */
  followUps? (target: CheckTarget, responses: ResponsesTo<First>): More
  judge (target: CheckTarget, responses: ResponsesTo<First> & ResponsesTo<More>, report: ReportFinding<NoInfer<Id>>): void
}

/** A probe as it is run: requests are a list, and responses are found by their requests. */
export interface Probe extends ProbeText<string> {
  /** Why the probe does not apply to the target; null if it applies. */
  skip (target: CheckTarget): string | null
  plan (target: CheckTarget): readonly ProbeRequest[]
  followUps (target: CheckTarget, responseTo: ResponseTo): readonly ProbeRequest[]
  judge (target: CheckTarget, responseTo: ResponseTo, report: ReportFinding<string>): void
}

/** Defines a probe. */
export function probe<Id extends string, First extends ProbeRequests, More extends ProbeRequests = Readonly<Record<never, never>>> (
  made: ProbeDefinition<Id, First, More>
): Probe {
  const { id, title, area, kinds } = made
  const first = (target: CheckTarget, responseTo: ResponseTo): ResponsesTo<First> => responsesTo(made.plan(target), responseTo)
  return {
    id,
    title,
    area,
    kinds,
    skip: target => made.skip?.(target) ?? null,
    plan: target => listOf(made.plan(target)),
    followUps: (target, responseTo) => made.followUps === undefined ? [] : listOf(made.followUps(target, first(target, responseTo))),
    judge (target, responseTo, report) {
      const responses = first(target, responseTo)
      made.judge(target, { ...responses, ...responsesTo<More>(made.followUps?.(target, responses), responseTo) }, report)
    }
  }
}

function listOf (requests: ProbeRequests): readonly ProbeRequest[] {
  return Object.values(requests).flatMap(value => value === undefined ? [] : isFamily(value) ? [...value.values()] : [value])
}

function responsesTo<Requests extends ProbeRequests> (requests: Requests | undefined, responseTo: ResponseTo): ResponsesTo<Requests> {
  const responses: Record<string, ReadonlyMap<unknown, ServerResponse> | ServerResponse | undefined> = {}
  for (const [name, value] of Object.entries<ProbeRequests[string]>(requests ?? {})) {
    responses[name] = value && (isFamily(value) ? familyOf(value, responseTo) : responseTo(value))
  }
  return responses as ResponsesTo<Requests>
}

function familyOf (requests: ReadonlyMap<unknown, ProbeRequest>, responseTo: ResponseTo): ReadonlyMap<unknown, ServerResponse> {
  const responses = new Map<unknown, ServerResponse>()
  for (const [key, request] of requests) {
    const response = responseTo(request)
    if (response !== undefined) responses.set(key, response)
  }
  return responses
}

function isFamily (value: ProbeRequest | ReadonlyMap<unknown, ProbeRequest>): value is ReadonlyMap<unknown, ProbeRequest> {
  return value instanceof Map
}
