/** What can differ between engines. The comment of each member, and those of the groups, are the text of `docs/engines.md`. */
import type { Check } from '../../types/browser.ts'

/** The behavior of an engine where engines differ. */
export interface EngineFacts {
  // What is blocked before the CORS protocol

  /** A page over https cannot request http on hosts in these networks: a host that is not known to be local is `public`. */
  readonly mixedContent: readonly string[]
  /** A page of the public network needs a permission of the user for servers on this computer and in the local network. */
  readonly protectsLocalNetwork: boolean
  /** Only a page over https can have this permission. */
  readonly localNetworkNeedsHttps: boolean

  // Which requests need a preflight

  /** Client hints and `Intervention` can be CORS-safelisted. */
  readonly safelistsClientHints: boolean
  /** Pages cannot set `User-Agent`. */
  readonly dropsUserAgent: boolean
  /** Several lines of one name from `fetch()` are joined before they are checked. */
  readonly joinsRequestHeaders: boolean
  /** CORS-safelisted values of more than 1024 bytes in total need a preflight. */
  readonly limitsTotalLength: boolean
  /** A byte above 0x7F in `Accept` or `Content-Type`, or a comma in a parameter of `Content-Type`, needs a preflight. */
  readonly rejectsUnusualValues: boolean
  /** The number of bits of the largest number in a `Range` without a preflight. */
  readonly rangeBits: number
  /** `Range` can have a unit in upper case, a plus sign, and a vertical tab or form feed at its end. */
  readonly allowsLooseRanges: boolean
  /** A name that a page appends twice is twice in `Access-Control-Request-Headers`. */
  readonly repeatsHeaderNames: boolean
  /** An upload listener matters only if the request has a body. */
  readonly uploadListenerNeedsBody: boolean
  /** What `fetch()` does with a `ReadableStream` as body: it sends the stream, sends a text instead, or throws an error. */
  readonly streamBody: 'stream' | 'text' | 'error'
  /** A stream is sent in the mode `cors` even if the page sets `same-origin`. */
  readonly sendsStreamsInCorsMode: boolean

  // How preflights and responses are checked

  /** "*" in a list of allowed headers covers `Authorization`. */
  readonly wildcardCoversAuthorization: boolean
  /** Without `Access-Control-Allow-Methods`, a preflight for an upload listener or a stream allows its method. */
  readonly grantsMethodOfUploads: boolean
  /** The order of the first checks of a preflight. */
  readonly preflightOrder: readonly Check[]
  /** If a response header has several lines, empty ones are ignored, except in `Access-Control-Allow-Origin`, `Content-Length` and `Location`. An empty `Access-Control-Max-Age` counts as missing. */
  readonly ignoresEmptyLines: boolean
  /** `fetch()` exposes all headers if "*" is in the list before its first malformed element. */
  readonly exposesAllBeforeMalformed: boolean
  /** "*" in `Access-Control-Expose-Headers` of a response with credentials exposes `Accept`. */
  readonly exposesAcceptWithCredentials: boolean

  // Redirects

  /** A malformed `Location` fails a preflight or a request before the CORS check. */
  readonly rejectsMalformedLocationFirst: boolean
  /** What an empty `Location` is: the same URL again, not a redirect, or malformed. */
  readonly emptyLocation: 'same-url' | 'none' | 'malformed'
  /** Several lines of `Location` are joined to one URL. */
  readonly joinsLocations: boolean
  /** Statuses from 309 to 399 with a `Location` are redirects. */
  readonly followsUnknownRedirects: boolean
  /** `fetch()` also rejects a `Location` with a user name or a password on the origin of the page. */
  readonly rejectsOwnRedirectCredentials: boolean
  /** From the origin of the page to another one, such a `Location` is rejected after the preflight to it instead of before it. */
  readonly rejectsRedirectsLate: boolean
  /** DELETE becomes GET at every redirect to another origin. */
  readonly dropsDelete: boolean
  /** A redirect removes the client hints of the page, unless it leads to the origin of the page. */
  readonly dropsClientHintsOnRedirect: boolean
  /** What a preflight after a redirect is about: the current headers, each name that was not dropped, or the headers before the redirect. */
  readonly preflightAfterRedirect: 'current' | 'again' | 'original'
  /** The `Origin` of a preflight after redirects: like that of the request, or always the origin of the page. */
  readonly preflightOrigin: 'request' | 'page'
  /** If the first URL has the origin of the page, and the credentials mode is `same-origin`, redirects of other origins must allow credentials. After a preflight, the one to the next URL comes first. */
  readonly checksRedirectsWithCredentials: boolean

  // Origin without the CORS protocol

  /** The referrer policies `no-referrer` and `same-origin` do not hide the `Origin` of a request without the CORS protocol. */
  readonly sendsOriginWithoutReferrer: boolean
  /** Such a request has the `Origin` `null` after a redirect to another origin, even from the origin of the page. */
  readonly hidesOriginOnRedirect: boolean
  /** After a redirect from the origin of the page to another one, a referrer policy does not hide the `Origin` of such a request any more. */
  readonly showsOriginOnRedirect: boolean

  /** A request without the CORS protocol that a redirect turns into GET keeps its `Origin` if the redirect stays on its origin. */
  readonly keepsOriginOnRedirect: boolean

  // The preflight cache

  /** The preflight cache keeps the last response per URL. A request must match it completely. */
  readonly cachesWholeResponses: boolean
  /** What a "*" in the cache covers. */
  readonly cachedWildcard: 'nothing' | 'all but Authorization' | 'everything'
  /** Whose credentials make a cached "*" an ordinary name, where the cache keeps whole responses: those of the cached preflight, or of the next request. */
  readonly wildcardIsLiteralFor: 'entry' | 'request'
  /** A response that passes all checks, but does not allow the method or a header of its own request, is cached for other requests. */
  readonly cachesRejectedPreflights: boolean
  /** An entry for requests with credentials is not used for a request without them. */
  readonly cachesByCredentials: boolean
  /** The methods that need no entry for the method. */
  readonly uncachedMethods: readonly string[]
  /** Preflights from the origin `null` are cached. */
  readonly cachesForNull: boolean
  /** The maximum number of characters of a cached URL. */
  readonly longestCachedUrl: number
  /** The maximum number of cached URLs. The one that was used least recently is removed. */
  readonly mostCachedUrls: number
  /** The requests whose failure clears the cache for their URL. */
  readonly clearsCacheOnFailure: 'none' | 'preflighted' | 'all'
  /** The cache modes of `fetch()` that also ignore the preflight cache. */
  readonly cacheModesWithPreflight: readonly string[]
  /** The cache modes in which the result of a preflight is not cached. */
  readonly uncachedModes: readonly string[]
  /** Requests with `If-Match`, `If-None-Match`, `If-Modified-Since`, `If-Unmodified-Since` or `If-Range` ignore the preflight cache, as in the cache mode `reload`: those of `fetch()`, or all. A cache mode of the page comes first. */
  readonly conditionsIgnoreCache: 'none' | 'fetch' | 'all'
  /** The maximum number of seconds for which a preflight is cached. */
  readonly longestMaxAge: number
  /** The seconds for an `Access-Control-Max-Age` that is not a number. Without the header, all engines use 5. */
  readonly malformedMaxAge: number
  /** `Access-Control-Max-Age` is a signed number of 64 bits: it can have a plus sign, a negative one is 0, and a larger one is malformed. */
  readonly maxAgeIsInteger: boolean
  /** Vertical tabs and form feeds around `Access-Control-Max-Age` are ignored. */
  readonly trimsMaxAge: boolean
}
