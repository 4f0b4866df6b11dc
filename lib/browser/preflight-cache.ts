/** The preflight cache of the browser: https://fetch.spec.whatwg.org/#concept-cache */
import type { CredentialsMode, Engine, HeaderLine, PreflightCacheEntry, PreflightNeed } from '../../types/browser.ts'
import { isNonWildcardRequestHeaderName } from '../standard/headers.ts'
import { factsOf, type EngineFacts } from './engines.ts'
import { valuesOf } from './header-values.ts'
import type { PreflightGrant } from './preflight-check.ts'

/** Seconds if `Access-Control-Max-Age` is absent, in every engine. */
export const DEFAULT_MAX_AGE = 5

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
export function preflightMaxAge (headers: readonly HeaderLine[], facts: EngineFacts): number {
  const values = valuesOf(headers, 'access-control-max-age').filter(value => value !== '' || !facts.ignoresEmptyLines)
  if (values.length === 0) return DEFAULT_MAX_AGE
  // Several lines of a header that allows only one value: https://fetch.spec.whatwg.org/#extract-header-list-values
  if (values.length > 1) return facts.malformedMaxAge
  const value = values[0]!
  if (!facts.maxAgeIsInteger) return /^\d+$/.test(value) ? Math.min(Number(value), facts.longestMaxAge) : facts.malformedMaxAge
  const pattern = facts.trimsMaxAge ? /^[\t\v\f ]*(\+\d+|-?\d+)[\t\v\f ]*$/ : /^(\+\d+|-?\d+)$/
  const number = pattern.exec(value)?.[1]
  if (number === undefined || !isInt64(number)) return facts.malformedMaxAge
  return Math.min(Math.max(Number(number), 0), facts.longestMaxAge)
}

/** Seconds for which each browser caches the result of a preflight with this max age; undefined for a preflight without it. */
export function preflightMaxAges (maxAge: number | undefined): Readonly<Record<Exclude<Engine, 'standard'>, number>> {
  const headers = maxAge === undefined ? [] : [['access-control-max-age', String(maxAge)] as const]
  const secondsIn = (engine: Engine): number => preflightMaxAge(headers, factsOf(engine))
  return { chromium: secondsIn('chromium'), firefox: secondsIn('firefox'), safari: secondsIn('safari') }
}

/** Parsing a long number exactly takes long, so its size comes first. */
function isInt64 (digits: string): boolean {
  return Math.abs(Number(digits)) < 2 ** 64 && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits)
}

/** https://fetch.spec.whatwg.org/#concept-cache-match */
function matchesUrl (entry: PreflightCacheEntry, request: CacheableRequest): boolean {
  return entry.origin === request.origin && entry.url === request.url
}

function serves (entry: PreflightCacheEntry, request: CacheableRequest, now: number, facts: EngineFacts): boolean {
  return matchesUrl(entry, request) && entry.expires > now && covers(entry, request.credentials === 'include', facts)
}

/** Whether an entry is for requests with or without credentials. */
function covers (entry: PreflightCacheEntry, credentials: boolean, { cachesByCredentials }: EngineFacts): boolean {
  return entry.credentials === credentials || (entry.credentials && !cachesByCredentials)
}

/** https://fetch.spec.whatwg.org/#concept-cache-match-method */
function hasMethod (entry: PreflightGrant, method: string, facts: EngineFacts): boolean {
  return entry.methods.includes(method) || (entry.methods.includes('*') && facts.cachedWildcard !== 'nothing')
}

/** https://fetch.spec.whatwg.org/#concept-cache-match-header */
function hasHeaderName (entry: PreflightGrant, name: string, { cachedWildcard }: EngineFacts): boolean {
  if (entry.headerNames.includes(name)) return true
  if (!entry.headerNames.includes('*')) return false
  return cachedWildcard === 'everything' || (cachedWildcard !== 'nothing' && !isNonWildcardRequestHeaderName(name))
}

/** Whether the cache makes a preflight unnecessary. */
export function isCached (
  cache: Cache, request: CacheableRequest, need: PreflightNeed, now: number, facts: EngineFacts
): boolean {
  const entries = cache.filter(entry => serves(entry, request, now, facts))
  const needsMethod = !facts.uncachedMethods.includes(request.method) ||
    // The use-CORS-preflight flag, which only the standard has in the cache.
    (facts.grantsMethodOfUploads && need.reasons.some(reason => reason === 'upload-listener' || reason === 'stream-body'))
  if (facts.cachesWholeResponses) {
    return entries.some(({ credentials, methods, headerNames }) => {
      const isLiteral = facts.wildcardIsLiteralFor === 'entry' ? credentials : request.credentials === 'include'
      const kept = (names: readonly string[]) => isLiteral ? names.filter(name => name !== '*') : names
      const entry = { methods: kept(methods), headerNames: kept(headerNames) }
      return (!needsMethod || hasMethod(entry, request.method, facts)) &&
        need.unsafeHeaderNames.every(name => hasHeaderName(entry, name, facts))
    })
  }
  return entries.length > 0 && (!needsMethod || entries.some(entry => hasMethod(entry, request.method, facts))) &&
    need.unsafeHeaderNames.every(name => entries.some(entry => hasHeaderName(entry, name, facts)))
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
  const contains = (entry: PreflightCacheEntry, fact: PreflightCacheEntry) =>
    matchesUrl(entry, request) && covers(entry, fact.credentials, facts) &&
    fact.methods.every(method => hasMethod(entry, method, facts)) &&
    fact.headerNames.every(name => hasHeaderName(entry, name, facts))
  const renewed = cache.map(entry => single.some(fact => contains(entry, fact)) ? Object.freeze({ ...entry, expires }) : entry)
  return used([...renewed, ...single.filter(fact => !cache.some(entry => contains(entry, fact)))], request, facts)
}

/** The cache after the use of a URL: without those beyond the limit of the engine, which were used least recently. */
export function used (cache: Cache, request: CacheableRequest, { mostCachedUrls }: EngineFacts): Cache {
  if (mostCachedUrls === Infinity) return Object.freeze(cache)
  const isUsed = (entry: PreflightCacheEntry): boolean =>
    matchesUrl(entry, request) && entry.credentials === (request.credentials === 'include')
  const ordered = [...cache.filter(entry => !isUsed(entry)), ...cache.filter(isUsed)]
  const keyOf = ({ origin, url, credentials }: PreflightCacheEntry): string => `${credentials} ${origin} ${url}`
  const kept = new Set([...new Set(ordered.map(keyOf))].slice(-mostCachedUrls))
  return Object.freeze(ordered.filter(entry => kept.has(keyOf(entry))))
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
