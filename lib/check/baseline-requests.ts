/** Requests that several probes use. Equal requests are sent once. */
import type { ServerResponse } from '../../types/browser.ts'
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import type { ProbeRequest, ProbeRequests, Seen } from './probe.ts'
import type { Target } from './target.ts'
import { preflightLines } from './browser-verdict.ts'

/** A baseline request. */
export interface BaselineRequest {
  /** Unique. */
  readonly name: string
  /** Undefined for a client that is not a page. */
  readonly origin: string | undefined
  /** Whether the origin should be allowed. */
  readonly isAllowed: boolean
  readonly isPreflight: boolean
  readonly request: ProbeRequest
}

/** A baseline request that got a response. */
export interface Answered extends BaselineRequest {
  readonly answer: ServerResponse
}

/** Number of allowed origins for which preflights are sent. Servers handle all allowed origins the same way. */
const PREFLIGHTS = 3

/** A simple GET from a page. */
export function requestFrom (origin: string): ProbeRequest {
  return { method: 'GET', headers: [['Origin', origin]] }
}

/** A simple GET from each origin, under the name of the origin. */
export function requestsFrom (origins: readonly string[]): ProbeRequests {
  return Object.fromEntries(origins.map(origin => [origin, requestFrom(origin)]))
}

/** Skip reason of the probes that need an allowed origin; null if there is one. */
export function withoutPages ({ allowed }: Target): string | null {
  return allowed.length === 0 ? 'no allowed origin is given' : null
}

/** GET from each allowed origin, without an origin, and from the untrusted origins. */
export function baselineRequests ({ allowed, untrusted }: Target): readonly BaselineRequest[] {
  return [
    ...allowed.map(origin => usualFrom(origin, true)),
    { name: 'without Origin', origin: undefined, isAllowed: false, isPreflight: false, request: { method: 'GET', headers: [] } },
    ...untrusted.map(origin => usualFrom(origin, false))
  ]
}

/** Preflights from allowed origins, for the first method and the headers that their pages use. */
export function baselinePreflights ({ allowed, methods, requestHeaders }: Target): readonly BaselineRequest[] {
  return allowed.slice(0, PREFLIGHTS).map(origin => ({
    name: `preflight from ${origin}`,
    origin,
    isAllowed: true,
    isPreflight: true,
    request: { method: 'OPTIONS', headers: preflightLines(origin, methods[0]!, requestHeaders) }
  }))
}

/** The requests by their names. */
export function planOf (usuals: readonly BaselineRequest[]): ProbeRequests {
  return Object.fromEntries(usuals.map(({ name, request }) => [name, request]))
}

/** The requests that got a response. */
export function answered (usuals: readonly BaselineRequest[], seen: Seen): readonly Answered[] {
  return usuals.flatMap(usual => {
    const answer = seen.answer(usual.name)
    return answer === undefined ? [] : [{ ...usual, answer }]
  })
}

/** A URL next to the target that the server does not have. */
export function lostUrl ({ url, madeUp }: Target): string {
  return new URL(madeUp('lost'), url).href
}

/** Whether the endpoint is on localhost. */
export function isLocal ({ url: { hostname } }: Target): boolean {
  return isLoopback(hostname) || isLocalhostName(hostname)
}

function usualFrom (origin: string, isAllowed: boolean): BaselineRequest {
  return { name: `from ${origin}`, origin, isAllowed, isPreflight: false, request: requestFrom(origin) }
}
