/** The requests that several probes look at; equal ones are sent once. */
import type { ServerResponse } from '../../types/browser.ts'
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import type { ProbeRequest, ProbeRequests, Seen } from './probe.ts'
import type { Target } from './target.ts'
import { preflightLines } from './browser-verdict.ts'

/** A request of the usual ones. */
export interface BaselineRequest {
  /** Unique. */
  readonly name: string
  /** Undefined for a program that is no page. */
  readonly origin: string | undefined
  /** Whether it is one of those that should be let in. */
  readonly isAllowed: boolean
  readonly isPreflight: boolean
  readonly request: ProbeRequest
}

/** A usual request that was answered. */
export interface Answered extends BaselineRequest {
  readonly answer: ServerResponse
}

/** Preflights of how many origins are looked at; one server treats them alike. */
const PREFLIGHTS = 3

/** A simple GET of a page. */
export function requestFrom (origin: string): ProbeRequest {
  return { method: 'GET', headers: [['Origin', origin]] }
}

/** The same of several pages, each under the name of its origin. */
export function requestsFrom (origins: readonly string[]): ProbeRequests {
  return Object.fromEntries(origins.map(origin => [origin, requestFrom(origin)]))
}

/** Why there is nothing to ask of a probe that is about allowed pages; null where there are some. */
export function withoutPages ({ allowed }: Target): string | null {
  return allowed.length === 0 ? 'no origin is said to be allowed' : null
}

/** GET from each allowed origin, from none, and from untrusted. */
export function baselineRequests ({ allowed, untrusted }: Target): readonly BaselineRequest[] {
  return [
    ...allowed.map(origin => usualFrom(origin, true)),
    { name: 'without Origin', origin: undefined, isAllowed: false, isPreflight: false, request: { method: 'GET', headers: [] } },
    ...untrusted.map(origin => usualFrom(origin, false))
  ]
}

/** Preflights from allowed origins, for a method and the headers that their pages use. */
export function baselinePreflights ({ allowed, methods, requestHeaders }: Target): readonly BaselineRequest[] {
  return allowed.slice(0, PREFLIGHTS).map(origin => ({
    name: `preflight from ${origin}`,
    origin,
    isAllowed: true,
    isPreflight: true,
    request: { method: 'OPTIONS', headers: preflightLines(origin, methods[0]!, requestHeaders) }
  }))
}

/** What the names of a probe stand for. */
export function planOf (usuals: readonly BaselineRequest[]): ProbeRequests {
  return Object.fromEntries(usuals.map(({ name, request }) => [name, request]))
}

/** Those that were answered. */
export function answered (usuals: readonly BaselineRequest[], seen: Seen): readonly Answered[] {
  return usuals.flatMap(usual => {
    const answer = seen.answer(usual.name)
    return answer === undefined ? [] : [{ ...usual, answer }]
  })
}

/** A URL beside the target's that nobody has. */
export function lostUrl ({ url, madeUp }: Target): string {
  return new URL(madeUp('lost'), url).href
}

/** Whether the endpoint is on the machine that checks it. */
export function isLocal ({ url: { hostname } }: Target): boolean {
  return isLoopback(hostname) || isLocalhostName(hostname)
}

function usualFrom (origin: string, isAllowed: boolean): BaselineRequest {
  return { name: `from ${origin}`, origin, isAllowed, isPreflight: false, request: requestFrom(origin) }
}
