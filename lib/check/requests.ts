/** Builds the requests of probes. */
import type { HeaderLine } from '../../types/browser.ts'
import type { ProbeRequest } from './probe.ts'
import type { CheckTarget } from './target.ts'

/** A simple GET of a page; without an origin, of a client that is not a page. */
export function get (origin?: string, more: Omit<ProbeRequest, 'method' | 'headers'> = {}): ProbeRequest {
  return { method: 'GET', headers: origin === undefined ? [] : [['Origin', origin]], ...more }
}

/** A preflight with the header lines that a browser sends: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
export function preflight (origin: string, method: string, requestHeaders: readonly string[] = []): ProbeRequest {
  const names = requestHeaders.map(name => name.toLowerCase()).sort().join(',')
  return preflightWith(origin, method, ...names === '' ? [] : [['Access-Control-Request-Headers', names] as const])
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

/** A URL next to the target that the server does not have. */
export function unknownUrl ({ url, synthetic }: CheckTarget): string {
  return new URL(synthetic('unknown URL'), url).href
}
