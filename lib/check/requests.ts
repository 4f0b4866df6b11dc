/** Builds the requests of probes. */
import type { HeaderLine, ServerResponse } from '../../types/browser.ts'
import type { ProbeRequest } from './probe.ts'
import type { CheckTarget } from './target.ts'

/** A simple GET of a page; without an origin, of a client that is not a page. */
export function get (origin?: string, more: Omit<ProbeRequest, 'method' | 'headers'> = {}): ProbeRequest {
  return { method: 'GET', headers: origin === undefined ? [] : [['Origin', origin]], ...more }
}

/** A preflight with the header lines that a browser sends: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
export function preflight (
  origin: string, method: string, requestHeaders: readonly string[] = [], more: Omit<ProbeRequest, 'method' | 'headers'> = {}
): ProbeRequest {
  const names = requestHeaders.map(name => name.toLowerCase()).sort().join(',')
  return { ...preflightWith(origin, method, ...names === '' ? [] : [['Access-Control-Request-Headers', names] as const]), ...more }
}

/** A preflight with additional header lines, unchanged. */
export function preflightWith (origin: string, method: string, ...lines: readonly HeaderLine[]): ProbeRequest {
  return { method: 'OPTIONS', headers: [['Origin', origin], ['Access-Control-Request-Method', method], ...lines] }
}

/** A family of requests: one for each key. */
export function family<Key> (keys: Iterable<Key>, request: (key: Key) => ProbeRequest): ReadonlyMap<Key, ProbeRequest> {
  return new Map(Array.from(keys, key => [key, request(key)]))
}

/** A simple GET of a page from each origin. */
export function getFromEach (origins: readonly string[]): ReadonlyMap<string, ProbeRequest> {
  return family(origins, origin => get(origin))
}

/** Number of repetitions of a request: if one of three servers differs, this almost always shows it. */
const REPETITIONS = 6

/** The same GET again, by the number of the repetition. As follow-ups they are sent after all other requests. */
export function repetitions (origin: string): ReadonlyMap<number, ProbeRequest> {
  return family(Array.from({ length: REPETITIONS }, (_, i) => i + 1), repeat => get(origin, { repeat }))
}

/** A URL of the target with a synthetic query, which is in no cache. */
export function uncachedUrl ({ url, synthetic }: CheckTarget, word: string): string {
  const fresh = new URL(url)
  fresh.search += `${fresh.search === '' ? '?' : '&'}fresh=${synthetic(word)}`
  return fresh.href
}

/** Whether the URL does not support GET, and the options say that pages use other methods or a WebSocket. */
export function lacksGet ({ areMethodsGiven, methods, isWebSocket }: CheckTarget, { status }: ServerResponse): boolean {
  const isOther = areMethodsGiven && !methods.includes('GET')
  return (isOther && (status === 404 || status === 405 || status === 501)) || (isWebSocket && (status === 404 || status === 426))
}
