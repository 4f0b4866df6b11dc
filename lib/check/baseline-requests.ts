/** Requests that several probes use. Equal requests are sent once. */
import type { ServerResponse } from '../../types/browser.ts'
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import type { ProbeRequest, ProbeRequests, Responses } from './probe.ts'
import type { CheckTarget } from './target.ts'
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
export interface BaselineExchange extends BaselineRequest {
  readonly response: ServerResponse
}

/** Number of allowed origins for which preflights are sent. Servers handle all allowed origins the same way. */
const MAX_PREFLIGHT_ORIGINS = 3

/** A simple GET from a page. */
export function requestFrom (origin: string): ProbeRequest {
  return { method: 'GET', headers: [['Origin', origin]] }
}

/** A simple GET from each origin, under the name of the origin. */
export function requestsFrom (origins: readonly string[]): ProbeRequests {
  return Object.fromEntries(origins.map(origin => [origin, requestFrom(origin)]))
}

/** Skip reason of the probes that need an allowed origin; null if there is one. */
export function skipWithoutAllowedOrigin ({ allowed }: CheckTarget): string | null {
  return allowed.length === 0 ? 'no allowed origin is given' : null
}

/** GET from each allowed origin, without an origin, and from the untrusted origins. */
export function baselineRequests ({ allowed, untrusted }: CheckTarget): readonly BaselineRequest[] {
  return [
    ...allowed.map(origin => baselineRequest(origin, true)),
    { name: 'without Origin', origin: undefined, isAllowed: false, isPreflight: false, request: { method: 'GET', headers: [] } },
    ...untrusted.map(origin => baselineRequest(origin, false))
  ]
}

/** Preflights from allowed origins, for the first method and the headers that their pages use. */
export function baselinePreflights ({ allowed, methods, requestHeaders }: CheckTarget): readonly BaselineRequest[] {
  return allowed.slice(0, MAX_PREFLIGHT_ORIGINS).map(origin => ({
    name: `preflight from ${origin}`,
    origin,
    isAllowed: true,
    isPreflight: true,
    request: { method: 'OPTIONS', headers: preflightLines(origin, methods[0]!, requestHeaders) }
  }))
}

/** The requests by their names. */
export function requestsByName (requests: readonly BaselineRequest[]): ProbeRequests {
  return Object.fromEntries(requests.map(({ name, request }) => [name, request]))
}

/** The requests that got a response. */
export function exchangesOf (requests: readonly BaselineRequest[], responses: Responses): readonly BaselineExchange[] {
  return requests.flatMap(request => {
    const response = responses.get(request.name)
    return response === undefined ? [] : [{ ...request, response }]
  })
}

/** A URL next to the target that the server does not have. */
export function unknownUrl ({ url, synthetic }: CheckTarget): string {
  return new URL(synthetic('unknown URL'), url).href
}

/** Whether the endpoint is on localhost. */
export function isLocalhost ({ url: { hostname } }: CheckTarget): boolean {
  return isLoopback(hostname) || isLocalhostName(hostname)
}

function baselineRequest (origin: string, isAllowed: boolean): BaselineRequest {
  return { name: `from ${origin}`, origin, isAllowed, isPreflight: false, request: requestFrom(origin) }
}
