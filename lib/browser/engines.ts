/**
 * Known differences between the engines and the standard: the only switches of the model. The values of Chromium are measured
 * in Chromium 156. Those of Firefox and Safari come from their sources, and otherwise from the standard.
 */
import type { Engine } from '../../types/browser.ts'

/** Seconds for which the result of a preflight is cached. */
interface MaxAgeFacts {
  /** The maximum: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
  readonly limit: number
  /** For a negative number. */
  readonly negative: number
  /** For any other invalid number. If the header is absent, all engines use 5. */
  readonly malformed: number
  /** This number and larger numbers are malformed. */
  readonly largest: number
  /** Whether a leading plus sign is allowed. */
  readonly allowsPlus: boolean
}

/** The behavior of an engine where engines differ. */
export interface EngineFacts {
  /** "*" in a list of allowed headers covers `Authorization`: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name */
  readonly wildcardCoversAuthorization: boolean
  /** Client hints and `Intervention` can be CORS-safelisted. */
  readonly safelistsClientHints: boolean
  /** Pages cannot set `User-Agent`. */
  readonly dropsUserAgent: boolean
  /** Several lines of one name from a page are joined before they are checked. */
  readonly joinsRequestHeaders: boolean
  /** A range whose numbers do not fit 63 bits is not CORS-safelisted. */
  readonly limitsRanges: boolean
  /** An upload listener matters only if the request has a body. */
  readonly uploadListenerNeedsBody: boolean
  /** Without `Access-Control-Allow-Methods`, a preflight for an upload listener or a stream allows its method. */
  readonly grantsMethodOfUploads: boolean
  /** A stream is sent in the mode `cors` even if the page sets `same-origin`. */
  readonly sendsStreamsInCorsMode: boolean
  /** A malformed `Location` fails a preflight or a request before the CORS check. */
  readonly rejectsMalformedLocationFirst: boolean
  /** An empty `Location` is ignored. */
  readonly ignoresEmptyLocation: boolean
  /** `fetch()` also rejects a `Location` with a user name or a password on the origin of the page. */
  readonly rejectsOwnRedirectCredentials: boolean
  /** A redirect removes the client hints of the page, unless it leads to the origin of the page. */
  readonly dropsClientHintsOnRedirect: boolean
  /** A redirect fails a preflight before the CORS check, not when the status is checked. */
  readonly rejectsPreflightRedirectFirst: boolean
  /** A request without the CORS protocol has its `Origin` even with the referrer policy `no-referrer`. */
  readonly sendsOriginWithoutReferrer: boolean
  /** Such a request has the `Origin` `null` after a redirect to another origin, even from the origin of the page. */
  readonly hidesOriginOnRedirect: boolean
  /** The preflight cache keeps the last response per URL. A request must match it completely. */
  readonly cachesWholeResponses: boolean
  /** Preflights from the origin `null` are cached. */
  readonly cachesForNull: boolean
  /** Maximum number of characters of a cached URL. */
  readonly longestCachedUrl: number
  /** A request that fails after its preflight clears the cache for its URL. */
  readonly clearsCacheOnFailure: boolean
  readonly maxAge: MaxAgeFacts
}

const STANDARD: EngineFacts = Object.freeze({
  wildcardCoversAuthorization: false,
  safelistsClientHints: false,
  dropsUserAgent: false,
  joinsRequestHeaders: false,
  limitsRanges: false,
  uploadListenerNeedsBody: false,
  grantsMethodOfUploads: true,
  sendsStreamsInCorsMode: false,
  rejectsMalformedLocationFirst: false,
  ignoresEmptyLocation: false,
  rejectsOwnRedirectCredentials: false,
  dropsClientHintsOnRedirect: false,
  rejectsPreflightRedirectFirst: false,
  sendsOriginWithoutReferrer: false,
  hidesOriginOnRedirect: false,
  cachesWholeResponses: false,
  cachesForNull: true,
  longestCachedUrl: Infinity,
  clearsCacheOnFailure: true,
  // The standard leaves the limit to the browser.
  maxAge: Object.freeze({ limit: Infinity, negative: 5, malformed: 5, largest: Infinity, allowsPlus: false })
})

const ENGINES: Readonly<Record<Engine, EngineFacts>> = Object.freeze({
  standard: STANDARD,
  chromium: Object.freeze({
    wildcardCoversAuthorization: true,
    safelistsClientHints: true,
    dropsUserAgent: true,
    joinsRequestHeaders: true,
    limitsRanges: true,
    uploadListenerNeedsBody: true,
    grantsMethodOfUploads: false,
    sendsStreamsInCorsMode: true,
    rejectsMalformedLocationFirst: true,
    ignoresEmptyLocation: true,
    rejectsOwnRedirectCredentials: true,
    dropsClientHintsOnRedirect: true,
    rejectsPreflightRedirectFirst: true,
    sendsOriginWithoutReferrer: true,
    hidesOriginOnRedirect: true,
    cachesWholeResponses: true,
    cachesForNull: false,
    longestCachedUrl: 1023,
    clearsCacheOnFailure: false,
    maxAge: Object.freeze({ limit: 7200, negative: 0, malformed: 5, largest: 2 ** 63, allowsPlus: true })
  }),
  // The preference network.cors_preflight.authorization_covered_by_wildcard can change this.
  firefox: Object.freeze({
    ...STANDARD,
    wildcardCoversAuthorization: true,
    maxAge: Object.freeze({ ...STANDARD.maxAge, limit: 86400, negative: 0, malformed: 0 })
  }),
  safari: Object.freeze({
    ...STANDARD,
    wildcardCoversAuthorization: true,
    maxAge: Object.freeze({ ...STANDARD.maxAge, limit: 600, negative: 0 })
  })
})

/** The behavior of an engine. */
export function factsOf (engine: Engine): EngineFacts {
  return ENGINES[engine]
}
