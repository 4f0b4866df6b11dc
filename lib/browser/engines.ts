/**
 * Where the engines are known to differ from the standard: the only switches that the model has.
 * Chromium's column is measured in Chromium 156; Firefox's and Safari's hold what their sources say, and for the rest the
 * standard's answer.
 */
import type { Engine } from '../../types/browser.ts'

/** Seconds that the result of a preflight is remembered. */
interface MaxAgeFacts {
  /** Where `Access-Control-Max-Age` is more: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
  readonly limit: number
  /** Where it is "-" and digits. */
  readonly negative: number
  /** Where it is anything else that is no number; where it is absent, all say 5. */
  readonly malformed: number
  /** This number and larger ones are malformed. */
  readonly largest: number
  /** A plus sign may come first. */
  readonly takesPlus: boolean
}

/** What an engine does in the points in which engines differ. */
export interface EngineFacts {
  /** "*" in a list of allowed headers covers `Authorization`: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name */
  readonly wildcardCoversAuthorization: boolean
  /** Headers of client hints, and `Intervention`, may be CORS-safelisted. */
  readonly safelistsClientHints: boolean
  /** `User-Agent` cannot be set by a page. */
  readonly dropsUserAgent: boolean
  /** Lines of one name that a page appends are one value when they are judged. */
  readonly joinsRequestHeaders: boolean
  /** A range whose numbers do not fit 63 bits is not CORS-safelisted. */
  readonly limitsRanges: boolean
  /** An upload listener has a say only where there is a body to upload. */
  readonly uploadListenerNeedsBody: boolean
  /** Without `Access-Control-Allow-Methods`, a preflight for an upload listener or a stream allows the method it is for. */
  readonly grantsMethodOfUploads: boolean
  /** A stream is sent in the mode `cors`, though the page asks for `same-origin`. */
  readonly sendsStreamsInCorsMode: boolean
  /** A malformed `Location` fails a preflight or a request before the CORS check. */
  readonly refusesMalformedLocationFirst: boolean
  /** An empty `Location` is none. */
  readonly ignoresEmptyLocation: boolean
  /** `fetch()` refuses a `Location` with a user name or a password on the page's own origin too. */
  readonly refusesOwnRedirectCredentials: boolean
  /** Client hints that a page set do not go where a redirect leads, but to the page's own origin. */
  readonly dropsClientHintsOnRedirect: boolean
  /** A redirect that answers a preflight fails it before the CORS check, and not with its status. */
  readonly refusesPreflightRedirectFirst: boolean
  /** A request that needs no CORS protocol says its origin even where the referrer policy is `no-referrer`. */
  readonly sendsOriginWithoutReferrer: boolean
  /** Such a request says `null` once a redirect has changed the origin of its URL, be it from the page's own. */
  readonly hidesOriginOnRedirect: boolean
  /** The cache of preflights keeps the last answer per URL, which serves a request alone or not at all. */
  readonly cachesWholeAnswers: boolean
  /** Preflights from the origin `null` are remembered. */
  readonly cachesForNull: boolean
  /** Characters of a URL above which nothing is remembered of it. */
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
  refusesMalformedLocationFirst: false,
  ignoresEmptyLocation: false,
  refusesOwnRedirectCredentials: false,
  dropsClientHintsOnRedirect: false,
  refusesPreflightRedirectFirst: false,
  sendsOriginWithoutReferrer: false,
  hidesOriginOnRedirect: false,
  cachesWholeAnswers: false,
  cachesForNull: true,
  longestCachedUrl: Infinity,
  clearsCacheOnFailure: true,
  // The standard leaves the limit to the browser.
  maxAge: Object.freeze({ limit: Infinity, negative: 5, malformed: 5, largest: Infinity, takesPlus: false })
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
    refusesMalformedLocationFirst: true,
    ignoresEmptyLocation: true,
    refusesOwnRedirectCredentials: true,
    dropsClientHintsOnRedirect: true,
    refusesPreflightRedirectFirst: true,
    sendsOriginWithoutReferrer: true,
    hidesOriginOnRedirect: true,
    cachesWholeAnswers: true,
    cachesForNull: false,
    longestCachedUrl: 1023,
    clearsCacheOnFailure: false,
    maxAge: Object.freeze({ limit: 7200, negative: 0, malformed: 5, largest: 2 ** 63, takesPlus: true })
  }),
  // Unless the preference network.cors_preflight.authorization_covered_by_wildcard says otherwise.
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

/** What an engine does. */
export function factsOf (engine: Engine): EngineFacts {
  return ENGINES[engine]
}
