/** The browser's side of the CORS protocol: what a page asks, what a server answers, what the browser concludes. */

/** Whose rules the model follows: the Fetch standard's, or an engine's where it is known to differ from the standard. */
export type Engine = 'standard' | 'chromium' | 'firefox' | 'safari'

/** https://fetch.spec.whatwg.org/#concept-request-credentials-mode */
export type CredentialsMode = 'omit' | 'same-origin' | 'include'

/** The modes that `fetch()` takes: https://fetch.spec.whatwg.org/#concept-request-mode */
export type RequestMode = 'cors' | 'no-cors' | 'same-origin'

/** What the browser thinks of the answer: https://fetch.spec.whatwg.org/#concept-request-response-tainting */
export type ResponseTainting = 'basic' | 'cors' | 'opaque'

/** One header line: a name in any case, and a value that stands for its bytes, one character each (U+0000 to U+00FF). */
export type HeaderLine = readonly [name: string, value: string]

/** What a page asks of the browser, by `fetch()` or `XMLHttpRequest`. */
export interface PageRequest {
  /** The page's serialized origin, or `null`. */
  readonly origin: string
  /** Absolute. */
  readonly url: string
  /** As the page gives it; `GET` where absent. */
  readonly method?: string | undefined
  /** As the page gives them. `Content-Type`, which the browser derives from some bodies, must be among them. */
  readonly headers?: readonly HeaderLine[] | undefined
  /** `same-origin` where absent; `include` is what `withCredentials` of an `XMLHttpRequest` means. */
  readonly credentials?: CredentialsMode | undefined
  /** `cors` where absent. */
  readonly mode?: RequestMode | undefined
  /** The request is an `XMLHttpRequest` with a listener registered on its `upload`. */
  readonly uploadListener?: boolean | undefined
  /** `stream` is a `ReadableStream`, `bytes` any other body; none where absent. */
  readonly body?: 'bytes' | 'stream' | undefined
  /** Only this policy is told from the others, which send the origin alike. */
  readonly referrerPolicy?: 'no-referrer' | undefined
}

/** What a server answers, literally: header lines in their order, none joined, trimmed or left out. */
export interface ServerAnswer {
  readonly status: number
  readonly headers: readonly HeaderLine[]
}

/** A request that the browser sends. */
export interface SentRequest {
  readonly kind: 'preflight' | 'actual'
  /** Redirects followed before it. */
  readonly hop: number
  /** Case as sent. */
  readonly method: string
  /** Without fragment. */
  readonly url: string
  /** Lower-case names: those of the CORS protocol and the page's own, none of those that the browser adds for itself. */
  readonly headers: readonly HeaderLine[]
  /** Whether cookies, client certificates and authentication entries go with it. */
  readonly credentials: boolean
}

/** The other party of the conversation; undefined where no answer comes. */
export type Answerer = (request: SentRequest) => ServerAnswer | undefined

/** The answers at one URL of the conversation. */
export interface HopAnswers {
  readonly preflight?: ServerAnswer | undefined
  readonly response?: ServerAnswer | undefined
}

/** Why a request needs a preflight. */
export type PreflightReason = 'method' | 'headers' | 'upload-listener' | 'stream-body'

/** A need for a preflight. */
export interface PreflightNeed {
  /** At least one. */
  readonly reasons: readonly PreflightReason[]
  /** CORS-unsafe request-header names, lower case, sorted, none twice. */
  readonly unsafeHeaderNames: readonly string[]
}

/** What the browser checks, in the order in which it may. */
export type Check =
  | 'request-construction'
  | 'request-mode'
  | 'request-scheme'
  | 'answer'
  | 'preflight-redirect'
  | 'cors-check'
  | 'preflight-status'
  | 'allow-methods-syntax'
  | 'allow-headers-syntax'
  | 'method-allowed'
  | 'authorization-listed'
  | 'headers-allowed'
  | 'redirect-location'
  | 'redirect-scheme'
  | 'redirect-count'
  | 'redirect-credentials'
  | 'redirect-body'

/** Why the CORS check fails; the check is the same for preflights and actual responses. */
export type CorsCheckCode =
  /** `Access-Control-Allow-Origin` is absent. */
  | 'allow-origin-missing'
  /** It holds a space or a comma: several origins, or several lines. */
  | 'allow-origin-lists-several'
  /** It is neither "*" nor `null` nor any URL. */
  | 'allow-origin-is-not-a-url'
  /** It differs from the request's origin by a byte at least. */
  | 'allow-origin-differs'
  /** It is "*", and the credentials mode is `include`. */
  | 'wildcard-with-credentials'
  /** `Access-Control-Allow-Credentials` is absent, and the credentials mode is `include`. */
  | 'allow-credentials-missing'
  /** It is there, and is not `true`. */
  | 'allow-credentials-is-not-true'

/** Why a redirect leads nowhere; to preflights Chromium alone says so. */
export type LocationCode = 'redirect-location-is-not-a-url'

/** Why a preflight fails. */
export type PreflightCode =
  | CorsCheckCode
  | LocationCode
  /** The answer is a redirect, which preflights do not follow. */
  | 'preflight-redirects'
  /** The status is not in the range 200 to 299. */
  | 'preflight-status-is-not-ok'
  /** `Access-Control-Allow-Methods` holds something that is no token. */
  | 'allow-methods-is-malformed'
  /** `Access-Control-Allow-Headers` does. */
  | 'allow-headers-is-malformed'
  /** The method is neither listed nor CORS-safelisted nor covered by "*". */
  | 'method-not-allowed'
  /** `Authorization` is not listed by name, and "*" does not cover it. */
  | 'authorization-not-listed'
  /** A CORS-unsafe request-header name is neither listed nor covered by "*". */
  | 'header-not-allowed'

/** Why a redirect is not followed. */
export type RedirectCode =
  | LocationCode
  | 'redirect-scheme-is-not-http'
  | 'too-many-redirects'
  /** The `Location` has a user name or a password, and is not for the page's own origin reached by way of it alone. */
  | 'redirect-has-credentials'
  /** The body is a stream, which cannot be sent again. */
  | 'redirect-of-a-stream'

/** Why nothing is sent, or nothing comes back. */
export type RequestCode =
  | 'url-is-malformed'
  /** The URL has a user name or a password. */
  | 'url-has-credentials'
  | 'method-is-not-a-token'
  | 'method-is-forbidden'
  /** Without the CORS protocol only GET, HEAD and POST can be asked for. */
  | 'method-needs-cors-mode'
  | 'header-is-malformed'
  /** The body is a stream, and the method GET or HEAD. */
  | 'stream-with-get-or-head'
  | 'stream-needs-cors-mode'
  /** The mode is `same-origin`, and the URL is not of the page's origin. */
  | 'url-is-cross-origin'
  | 'scheme-is-not-http'
  /** The server could not be reached, or closed the connection. */
  | 'no-answer'

/** The kind of a failing step. Stable: kebab-case, never reused. */
export type FailureCode = RequestCode | PreflightCode | RedirectCode

/** A step that did not pass. */
export interface Failure {
  readonly code: FailureCode
  /** The value, method or header name at fault; '' where the code says it all. */
  readonly parameter: string
  /** Chromium's name for it, as its developer tools report it; undefined where it has none. */
  readonly corsError: string | undefined
}

/** One step of the conversation. */
export interface Step {
  readonly hop: number
  readonly subject: 'request' | 'preflight' | 'response' | 'redirect'
  readonly check: Check
  /** Undefined where the step passed. */
  readonly failure: Failure | undefined
}

/** One URL of the conversation; more than the first are reached by redirects. */
export interface Hop {
  readonly url: string
  readonly method: string
  readonly tainting: ResponseTainting
  /** What `Origin` says of the page from here: its origin, or `null` after a redirect that taints it. */
  readonly origin: string
  /** Undefined where none is needed. */
  readonly preflight: PreflightNeed | undefined
  /** Whether the preflight was left out, since the cache had its result. */
  readonly cached: boolean
}

/** What a page gets. */
export interface PageResponse {
  readonly type: ResponseTainting
  /** '' where opaque. */
  readonly url: string
  /** 0 where opaque. */
  readonly status: number
  /** What the page may read: lower-case names, sorted, lines of one name joined by ", ". None where opaque. */
  readonly headers: readonly HeaderLine[]
}

/** What a preflight's answer allows, for as long as the browser remembers it. */
export interface PreflightCacheEntry {
  readonly origin: string
  readonly url: string
  /** Whether the preflight was for a request with credentials mode `include`. */
  readonly credentials: boolean
  /** Seconds, on the clock of the caller's `now`. */
  readonly expires: number
  readonly methods: readonly string[]
  /** Lower case. */
  readonly headerNames: readonly string[]
}

/** Whose rules, and what the browser remembers. */
export interface ExchangeOptions {
  /** `standard` where absent. */
  readonly engine?: Engine | undefined
  /** Results of earlier preflights; none where absent. */
  readonly cache?: readonly PreflightCacheEntry[] | undefined
  /** Seconds since any instant; 0 where absent. */
  readonly now?: number | undefined
}

/** A conversation of browser and server, with its conclusion. Frozen. */
export interface Conversation {
  /** The page may read the answer; gets one that it cannot read, as it asked; or gets an error. */
  readonly outcome: 'allow' | 'opaque' | 'block'
  /** In the order in which they are sent. */
  readonly requests: readonly SentRequest[]
  readonly hops: readonly Hop[]
  /** In order; the last one is the failing one, where one fails. */
  readonly steps: readonly Step[]
  readonly failure: Failure | undefined
  readonly response: PageResponse | undefined
  /** What the browser remembers afterwards. */
  readonly cache: readonly PreflightCacheEntry[]
}
