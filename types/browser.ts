/** Types of the browser model: requests of pages, responses of servers, and the results of the browser's checks. */
import type { Check, Failure } from './browser-failure.ts'

export type * from './browser-failure.ts'

/** The rules that the model follows: those of the Fetch standard, or those of an engine where it is known to differ. */
export type Engine = 'standard' | 'chromium' | 'firefox' | 'safari'

/** https://fetch.spec.whatwg.org/#concept-request-credentials-mode */
export type CredentialsMode = 'omit' | 'same-origin' | 'include'

/** The modes that `fetch()` supports: https://fetch.spec.whatwg.org/#concept-request-mode */
export type RequestMode = 'cors' | 'no-cors' | 'same-origin'

/** The cache modes of `fetch()`: https://fetch.spec.whatwg.org/#concept-request-cache-mode */
export type CacheMode = 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache' | 'only-if-cached'

/** https://w3c.github.io/webappsec-referrer-policy/#referrer-policies. '' is the default of browsers. */
export type ReferrerPolicy =
  | '' | 'no-referrer' | 'no-referrer-when-downgrade' | 'same-origin' | 'origin' | 'strict-origin' | 'origin-when-cross-origin'
  | 'strict-origin-when-cross-origin' | 'unsafe-url'

/** How the browser treats the response: https://fetch.spec.whatwg.org/#concept-request-response-tainting */
export type ResponseTainting = 'basic' | 'cors' | 'opaque'

/** One header line: a name in any case, and a value with one character (U+0000 to U+00FF) for each byte. */
export type HeaderLine = readonly [name: string, value: string]

/** A request that a page makes with `fetch()` or `XMLHttpRequest`. */
export interface PageRequest {
  /** The serialized origin of the page, or `null`. */
  readonly origin: string
  /** Absolute URL. */
  readonly url: string
  /** The method that the page sets. Default: `GET`. */
  readonly method?: string | undefined
  /** The headers that the page sets. Must include `Content-Type`, even if the browser derives it from the body. */
  readonly headers?: readonly HeaderLine[] | undefined
  /** Default: `same-origin`. For an `XMLHttpRequest`, `include` corresponds to `withCredentials`. */
  readonly credentials?: CredentialsMode | undefined
  /** Default: `cors`. */
  readonly mode?: RequestMode | undefined
  /** Default: `fetch`. */
  readonly api?: 'fetch' | 'xhr' | undefined
  /** Whether the `XMLHttpRequest` has a listener on its `upload`. */
  readonly uploadListener?: boolean | undefined
  /** `stream` for a `ReadableStream`, `bytes` for any other body. Default: no body. */
  readonly body?: 'bytes' | 'stream' | undefined
  /** Some engines ignore the preflight cache for `no-store` and `reload`. The HTTP cache is not simulated. Default: `default`. */
  readonly cache?: CacheMode | undefined
  /** The referrer policy of the request, or that of the page. Some policies hide `Origin` if the mode is not `cors`. Default: ''. */
  readonly referrerPolicy?: ReferrerPolicy | undefined
}

/** The literal response of a server. Header lines are in order, and not joined, trimmed or removed. */
export interface ServerResponse {
  /** The status of the status line. */
  readonly status: number
  /** The header lines in order. */
  readonly headers: readonly HeaderLine[]
}

/** A request that the browser sends. */
export interface SentRequest {
  /** Whether this is a preflight or the actual request. */
  readonly kind: 'preflight' | 'actual'
  /** Number of redirects before it. */
  readonly hop: number
  /** The method as sent, including its case. */
  readonly method: string
  /** The URL without its fragment. */
  readonly url: string
  /** The headers of the CORS protocol and of the page, with lower-case names. Does not include other headers of the browser. */
  readonly headers: readonly HeaderLine[]
  /** Whether the request includes cookies, client certificates and authentication entries. */
  readonly credentials: boolean
}

/** Returns the response to a request. Undefined if the server does not respond. */
export type SimulatedServer = (request: SentRequest) => ServerResponse | undefined

/** The responses at one URL. */
export interface ScriptedResponses {
  /** The response to the preflight. Otherwise undefined. */
  readonly preflight?: ServerResponse | undefined
  /** The response to the actual request. Undefined if the request is not sent or the server does not respond. */
  readonly response?: ServerResponse | undefined
}

/** Why a request needs a preflight. `redirect`: the request before the redirect needed one, and the engine sends another. */
export type PreflightReason = 'method' | 'headers' | 'upload-listener' | 'stream-body' | 'redirect'

/** Why a request needs a preflight, and for which headers. */
export interface PreflightNeed {
  /** At least one reason. */
  readonly reasons: readonly PreflightReason[]
  /** CORS-unsafe request-header names: sorted, lower case, without duplicates. */
  readonly unsafeHeaderNames: readonly string[]
}

/** One step of the simulation. */
export interface SimulatedStep {
  /** Number of redirects before it. */
  readonly hop: number
  /** What the step checks. */
  readonly subject: 'request' | 'preflight' | 'response' | 'redirect'
  /** The check. */
  readonly check: Check
  /** Undefined if the step passed. */
  readonly failure: Failure | undefined
}

/** One URL of the request. Redirects lead to further URLs. */
export interface SimulatedHop {
  /** The URL without its fragment. */
  readonly url: string
  /** The method as sent, including its case. Redirects can change it. */
  readonly method: string
  /** How the browser treats a response from this URL. */
  readonly tainting: ResponseTainting
  /** The value of `Origin` from here on: the origin of the page, or `null` after a redirect that taints it. */
  readonly origin: string
  /** Undefined if no preflight is needed. */
  readonly preflight: PreflightNeed | undefined
  /** Whether the preflight is skipped because its result is in the cache. */
  readonly cached: boolean
}

/** The response that the page receives. */
export interface PageResponse {
  /** How the browser treats the response. */
  readonly type: ResponseTainting
  /** '' for an opaque response. */
  readonly url: string
  /** 0 for an opaque response. */
  readonly status: number
  /** The headers that the page can read: sorted lower-case names, lines of one name joined with ", ". Empty for an opaque response. */
  readonly headers: readonly HeaderLine[]
}

/** An entry of the preflight cache. */
export interface PreflightCacheEntry {
  /** The value of `Origin` in the preflight. */
  readonly origin: string
  /** The URL of the preflight. */
  readonly url: string
  /** Whether the preflight was for a request with credentials mode `include`. */
  readonly credentials: boolean
  /** Expiry time in seconds, on the clock of the option `now`. */
  readonly expires: number
  /** The methods as in the response, including their case. "*" for all. */
  readonly methods: readonly string[]
  /** Header names in lower case. */
  readonly headerNames: readonly string[]
}

/** Options of `simulateFetch`. */
export interface SimulateFetchOptions {
  /** Default: `standard`. */
  readonly engine?: Engine | undefined
  /** The preflight cache. Default: empty. */
  readonly cache?: readonly PreflightCacheEntry[] | undefined
  /** The current time in seconds, since any instant. Default: 0. */
  readonly now?: number | undefined
  /**
   * Whether mixed content and local networks are simulated: a page over https cannot request http, and in some engines a page of the public
   * network needs a permission of the user, `denied` or `granted`, for servers on this computer and in the local network. Names other
   * than `localhost` count as public. Default: `ignored`, which simulates neither.
   */
  readonly network?: 'ignored' | 'denied' | 'granted' | undefined
}

/** The result of a simulation. Frozen. */
export interface SimulatedFetch {
  /** `allow`: the page can read the response. `opaque`: the page gets an opaque response, as requested. `block`: the page gets an error. */
  readonly outcome: 'allow' | 'opaque' | 'block'
  /** The requests in the order in which they are sent. */
  readonly requests: readonly SentRequest[]
  /** The URLs. The first one is that of the page's request. */
  readonly hops: readonly SimulatedHop[]
  /** The steps in order. If a step fails, it is the last one. */
  readonly steps: readonly SimulatedStep[]
  /** Undefined if no step fails. */
  readonly failure: Failure | undefined
  /** Undefined if the page gets an error. */
  readonly response: PageResponse | undefined
  /** The preflight cache afterwards. */
  readonly cache: readonly PreflightCacheEntry[]
}
