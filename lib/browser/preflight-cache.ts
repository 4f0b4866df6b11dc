/** The preflight cache of the browser: https://fetch.spec.whatwg.org/#concept-cache */
import type { CredentialsMode, HeaderLine, PreflightCacheEntry, PreflightNeed } from '../../types/browser.ts'
import { isNonWildcardRequestHeaderName } from '../standard/headers.ts'
import { isSafelistedMethod } from '../standard/methods.ts'
import type { EngineFacts } from './engines.ts'
import { valuesOf } from './header-values.ts'
import type { PreflightGrant } from './preflight-check.ts'

/** Seconds if `Access-Control-Max-Age` is absent, in every engine. */
const DEFAULT_MAX_AGE = 5

/** The key of a request in the cache. */
export interface CacheableRequest {
  /** The value of `Origin`. */
  readonly origin: string
  /** With its fragment. */
  readonly url: string
  readonly credentials: CredentialsMode
  readonly method: string
}

type Cache = readonly PreflightCacheEntry[]

/** Seconds for which the result of a preflight is cached. 0 for not at all. */
export function preflightMaxAge (headers: readonly HeaderLine[], { maxAge }: EngineFacts): number {
  const values = valuesOf(headers, 'access-control-max-age')
  const [value] = values
  if (value === undefined) return DEFAULT_MAX_AGE
  // Several lines of a header that allows only one value: https://fetch.spec.whatwg.org/#extract-header-list-values
  if (values.length > 1) return maxAge.malformed
  const isNumber = maxAge.allowsPlus ? /^\+?\d+$/.test(value) : /^\d+$/.test(value)
  if (isNumber && Number(value) < maxAge.largest) return Math.min(Number(value), maxAge.limit)
  return /^-\d+$/.test(value) ? maxAge.negative : maxAge.malformed
}

/** https://fetch.spec.whatwg.org/#concept-cache-match */
function matchesUrl (entry: PreflightCacheEntry, request: CacheableRequest): boolean {
  return entry.origin === request.origin && entry.url === request.url
}

function serves (entry: PreflightCacheEntry, request: CacheableRequest, now: number): boolean {
  return matchesUrl(entry, request) && entry.expires > now && (entry.credentials || request.credentials !== 'include')
}

/** https://fetch.spec.whatwg.org/#concept-cache-match-method */
function hasMethod (entry: PreflightCacheEntry, method: string): boolean {
  return entry.methods.includes(method) || entry.methods.includes('*')
}

/** https://fetch.spec.whatwg.org/#concept-cache-match-header */
function hasHeaderName (entry: PreflightCacheEntry, name: string): boolean {
  return entry.headerNames.includes(name) || (entry.headerNames.includes('*') && !isNonWildcardRequestHeaderName(name))
}

/** Whether the cache makes a preflight unnecessary. */
export function isCached (
  cache: Cache, request: CacheableRequest, need: PreflightNeed, now: number, facts: EngineFacts
): boolean {
  const entries = cache.filter(entry => serves(entry, request, now))
  if (facts.cachesWholeResponses) {
    return entries.some(({ credentials, methods, headerNames }) => {
      const kept = (names: readonly string[]) => credentials ? names.filter(name => name !== '*') : names
      const entry = { methods: kept(methods), headerNames: kept(headerNames) } as PreflightCacheEntry
      return (isSafelistedMethod(request.method) || hasMethod(entry, request.method)) &&
        need.unsafeHeaderNames.every(name => hasHeaderName(entry, name))
    })
  }
  const needsMethod = need.reasons.some(reason => reason !== 'headers')
  return (!needsMethod || entries.some(entry => hasMethod(entry, request.method))) &&
    need.unsafeHeaderNames.every(name => entries.some(entry => hasHeaderName(entry, name)))
}

/** The cache after a successful preflight. */
export function rememberPreflight (
  cache: Cache, request: CacheableRequest, grant: PreflightGrant, expires: number, facts: EngineFacts
): Cache {
  const { origin, url } = request
  if ((origin === 'null' && !facts.cachesForNull) || url.length > facts.longestCachedUrl) return cache
  const key = { origin, url, credentials: request.credentials === 'include', expires }
  if (facts.cachesWholeResponses) return Object.freeze([...forget(cache, request), entryOf(key, grant)])
  const single = [
    ...grant.methods.map(method => entryOf(key, { methods: [method], headerNames: [] })),
    ...grant.headerNames.map(name => entryOf(key, { methods: [], headerNames: [name] }))
  ]
  // An existing entry that covers a new one gets its expiry time.
  const covers = (entry: PreflightCacheEntry, fact: PreflightCacheEntry) =>
    matchesUrl(entry, request) && (entry.credentials || !fact.credentials) &&
    fact.methods.every(method => hasMethod(entry, method)) &&
    fact.headerNames.every(name => hasHeaderName(entry, name))
  const renewed = cache.map(entry => single.some(fact => covers(entry, fact)) ? Object.freeze({ ...entry, expires }) : entry)
  return Object.freeze([...renewed, ...single.filter(fact => !cache.some(entry => covers(entry, fact)))])
}

/** The cache without the entries of a URL: https://fetch.spec.whatwg.org/#concept-cache-clear */
export function forget (cache: Cache, request: CacheableRequest): Cache {
  return Object.freeze(cache.filter(entry => !matchesUrl(entry, request)))
}

function entryOf (
  key: Pick<PreflightCacheEntry, 'origin' | 'url' | 'credentials' | 'expires'>, { methods, headerNames }: PreflightGrant
): PreflightCacheEntry {
  return Object.freeze({ ...key, methods: Object.freeze([...methods]), headerNames: Object.freeze([...headerNames]) })
}
