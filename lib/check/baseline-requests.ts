/** Requests that several probes use. Equal requests are sent once. */
import type { ServerResponse } from '../../types/browser.ts'
import type { ProbeRequest } from './probe.ts'
import { family, get, preflight } from './requests.ts'
import type { CheckTarget } from './target.ts'

/** What a baseline request is for. */
export interface BaselineRequest {
  /** Undefined for a client that is not a page. */
  readonly origin: string | undefined
  /** Whether the origin should be allowed. */
  readonly isAllowed: boolean
  readonly isPreflight: boolean
}

/** A baseline request that got a response. */
export interface BaselineExchange extends BaselineRequest {
  readonly response: ServerResponse
}

/** Number of allowed origins for which preflights are sent. Servers handle all allowed origins the same way. */
const MAX_PREFLIGHT_ORIGINS = 3

/** GET from each allowed origin, without an origin, and from the untrusted origins. */
export function baselineRequests ({ allowed, untrusted }: CheckTarget): ReadonlyMap<BaselineRequest, ProbeRequest> {
  const requests: readonly BaselineRequest[] = [
    ...allowed.map(origin => ({ origin, isAllowed: true, isPreflight: false })),
    { origin: undefined, isAllowed: false, isPreflight: false },
    ...untrusted.map(origin => ({ origin, isAllowed: false, isPreflight: false }))
  ]
  return family(requests, ({ origin }) => get(origin))
}

/** Preflights from allowed origins, for the first method and the headers that their pages use. */
export function baselinePreflights ({ allowed, methods, requestHeaders }: CheckTarget): ReadonlyMap<BaselineRequest, ProbeRequest> {
  const requests = allowed.slice(0, MAX_PREFLIGHT_ORIGINS).map(origin => ({ origin, isAllowed: true, isPreflight: true }))
  return family(requests, ({ origin }) => preflight(origin, methods[0]!, requestHeaders))
}

/** The baseline requests and preflights that got a response, in order. */
export function exchangesOf (...families: ReadonlyArray<ReadonlyMap<BaselineRequest, ServerResponse>>): readonly BaselineExchange[] {
  return families.flatMap(responses => Array.from(responses, ([request, response]) => ({ ...request, response })))
}
