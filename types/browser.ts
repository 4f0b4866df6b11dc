/** The browser's side of the CORS protocol: what a page asks, what a server answers, what the browser concludes. */
import type { Check, Failure } from './browser-failure.ts'

export type * from './browser-failure.ts'

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
  /** `fetch` where absent. */
  readonly api?: 'fetch' | 'xhr' | undefined
  /** An `XMLHttpRequest` has a listener registered on its `upload`. */
  readonly uploadListener?: boolean | undefined
  /** `stream` is a `ReadableStream`, `bytes` any other body; none where absent. */
  readonly body?: 'bytes' | 'stream' | undefined
  /** Only this policy is told from the others, which send the origin alike. */
  readonly referrerPolicy?: 'no-referrer' | undefined
}

/** What a server answers, literally: header lines in their order, none joined, trimmed or left out. */
export interface ServerResponse {
  /** As its status line has it. */
  readonly status: number
  /** In their order. */
  readonly headers: readonly HeaderLine[]
}

/** A request that the browser sends. */
export interface SentRequest {
  /** Whether the browser asks before the request, or makes it. */
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
export type SimulatedServer = (request: SentRequest) => ServerResponse | undefined

/** The answers at one URL of the conversation. */
export interface ScriptedResponses {
  /** To the preflight; undefined where there is none. */
  readonly preflight?: ServerResponse | undefined
  /** To the request; undefined where it is not sent, or not answered. */
  readonly response?: ServerResponse | undefined
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

/** One step of the conversation. */
export interface SimulatedStep {
  /** Redirects followed before it. */
  readonly hop: number
  /** Which part of the conversation is looked at. */
  readonly subject: 'request' | 'preflight' | 'response' | 'redirect'
  /** What is checked. */
  readonly check: Check
  /** Undefined where the step passed. */
  readonly failure: Failure | undefined
}

/** One URL of the conversation; more than the first are reached by redirects. */
export interface SimulatedHop {
  /** Without fragment. */
  readonly url: string
  /** Case as sent; redirects may change it. */
  readonly method: string
  /** What the browser thinks of an answer from here. */
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
  /** What the browser thinks of the answer. */
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
  /** As `Origin` said it. */
  readonly origin: string
  /** That of the preflight; no other URL has a part in it. */
  readonly url: string
  /** Whether the preflight was for a request with credentials mode `include`. */
  readonly credentials: boolean
  /** Seconds, on the clock of the caller's `now`. */
  readonly expires: number
  /** Case as the answer had it; "*" for all. */
  readonly methods: readonly string[]
  /** Lower case. */
  readonly headerNames: readonly string[]
}

/** Whose rules, and what the browser remembers. */
export interface SimulateFetchOptions {
  /** `standard` where absent. */
  readonly engine?: Engine | undefined
  /** Results of earlier preflights; none where absent. */
  readonly cache?: readonly PreflightCacheEntry[] | undefined
  /** Seconds since any instant; 0 where absent. */
  readonly now?: number | undefined
}

/** A conversation of browser and server, with its conclusion. Frozen. */
export interface SimulatedFetch {
  /** The page may read the answer; gets one that it cannot read, as it asked; or gets an error. */
  readonly outcome: 'allow' | 'opaque' | 'block'
  /** In the order in which they are sent. */
  readonly requests: readonly SentRequest[]
  /** The first is the URL that the page asks for. */
  readonly hops: readonly SimulatedHop[]
  /** In order; the last one is the failing one, where one fails. */
  readonly steps: readonly SimulatedStep[]
  /** Undefined where no step fails. */
  readonly failure: Failure | undefined
  /** Undefined where the page gets an error. */
  readonly response: PageResponse | undefined
  /** What the browser remembers afterwards. */
  readonly cache: readonly PreflightCacheEntry[]
}
