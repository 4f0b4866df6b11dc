/** Types of the check of a live endpoint: its options, requests, findings and report. */
import type { HeaderLine, ServerResponse } from './browser.ts'
import type { CorsPolicy, CorsPolicyDocument } from './policy.ts'
import type { CorsSeverity } from './report.ts'

/** Options of `checkEndpoint` and `planRequests`. */
export interface CheckOptions {
  /**
   * Serialized origins whose pages should be allowed to read the response. "*" is not allowed: for a public endpoint use a policy with
   * `"origins": "*"`. Default: the origins of `policy`, with one sample for each pattern, 100 at most.
   */
  readonly allowedOrigins?: readonly string[]
  /** Whether those pages send credentials. Default: the value of `policy`, or false. */
  readonly credentials?: boolean
  /**
   * Methods that the pages use, in upper case. They are requested in preflights; of these methods only GET, HEAD and OPTIONS are sent.
   * Needs `allowedOrigins` or `policy`. Default: the methods of `policy`, or `GET`.
   */
  readonly methods?: readonly string[]
  /** Names of the request headers that the pages set. Needs `allowedOrigins` or `policy`. Default: the headers of `policy`, or none. */
  readonly requestHeaders?: readonly string[]
  /** The policy that the server should follow. Differences are reported as policy drift. */
  readonly policy?: CorsPolicy | CorsPolicyDocument
  /** The route of a policy document whose policy applies, such as `/orders/:id` or "*". Default: the path of the URL. */
  readonly route?: string
  /**
   * Headers that are sent with every request except preflights, such as `Authorization`. Their values are secret, except those of
   * `User-Agent`, `Accept`, `Accept-Encoding` and `Accept-Language`: reports do not contain them, and show `<redacted>` where the server repeats them.
   * Values of one to three characters are redacted only as whole words.
   */
  readonly headers?: Readonly<Record<string, string>>
  /** A path that responds with 500, to check whether pages can read errors. It begins with one "/". Needs `allowedOrigins` or `policy`. */
  readonly errorPath?: string
  /**
   * A method by which the URL accepts JSON: `POST`, `PUT` or `PATCH`. It is sent with bodies that the server should reject with 400, 413
   * and 415. A server that does not reject them may act on them. Needs `allowedOrigins` or `policy`. Default: no bodies are sent.
   */
  readonly errorMethod?: string
  /** Whether the URL is a WebSocket endpoint, so that handshakes are checked. No messages are sent. Default: false. */
  readonly webSocket?: boolean
  /** Seed of the synthetic names. The same seed makes the same requests. Default: 1. */
  readonly seed?: number
  /** Timeout of one request in milliseconds. Default: 5000. */
  readonly timeout?: number
  /** Maximum number of requests. Default: 300. */
  readonly maxRequests?: number
  /** Maximum duration of the check in milliseconds. After it, pending requests are canceled, and no more are sent. Default: 120,000. */
  readonly maxTime?: number
  /** Maximum number of requests per second. At most four requests are pending at a time. Default: 100. */
  readonly rate?: number
  /** Whether invalid TLS certificates are accepted. Default: false. */
  readonly insecure?: boolean
  /** Whether HTTP/2 is used where the server supports it. Default: false. */
  readonly http2?: boolean
  /** IP address to connect to instead of the address of the host, such as `127.0.0.1`. Default: the result of the DNS lookup. */
  readonly resolve?: string
  /** Called after each request with the number of completed and of planned requests. */
  readonly onProgress?: (done: number, planned: number) => void
  /** Aborts the check. */
  readonly signal?: AbortSignal
}

/** The subject area of a probe and its findings. */
export type CheckArea = 'access' | 'preflight' | 'syntax' | 'caching' | 'errors' | 'security'

/** A request of the check. */
export interface CheckRequest {
  /** GET, HEAD, OPTIONS, or `errorMethod`. */
  readonly method: string
  /** Absolute URL. */
  readonly url: string
  /** In the order in which they are sent. Secret values are `<redacted>`. */
  readonly headers: readonly HeaderLine[]
  /** Only with `errorMethod`. */
  readonly body?: CheckBody
}

/** A request body: a text that is repeated. */
export interface CheckBody {
  /** ASCII text. */
  readonly text: string
  /** Number of repetitions. */
  readonly times: number
}

/** A request and its response. */
export interface CheckExchange {
  /** The request as sent, with secret values redacted. */
  readonly request: CheckRequest
  /** Undefined if the request got no response. Many header lines and long values are truncated. */
  readonly response: ServerResponse | undefined
  /** Number of header lines of the response that are left out. */
  readonly omitted: number
  /** Why the request got no response; null if it got one. A clause without a capital letter and full stop. */
  readonly failure: string | null
  /** A curl command that sends the same request. */
  readonly curl: string
}

/** A result of the check: a problem of the endpoint, or something worth knowing about it. */
export interface CheckFinding {
  /** Stable kebab-case id of the kind of finding. The same as the id of a lint rule where the rule is the same. */
  readonly id: string
  /** `error`: broken, or exploitable with credentials. `warning`: exploitable without, or broken for some pages. `info`: worth knowing. */
  readonly severity: CorsSeverity
  /** The area of the probe. */
  readonly area: CheckArea
  /** Id of the probe that found it. */
  readonly probe: string
  /** The URL that was checked. */
  readonly url: string
  /** The origin, method or header that the finding is about; '' if it is about the endpoint as a whole. */
  readonly subject: string
  /** What is wrong, in one to three sentences. */
  readonly message: string
  /** Lines that the response should have. Header names are in lower case. */
  readonly expected: readonly string[]
  /** Lines that the response has. */
  readonly actual: readonly string[]
  /** Why it matters. */
  readonly why: string
  /** How to fix it. */
  readonly recommendation: string
  /** URL of a specification or another primary source. */
  readonly reference: string
  /** The requests and responses that prove the finding, the decisive one last; at least one. */
  readonly exchanges: readonly CheckExchange[]
  /**
   * Findings that follow from this one, and disappear with it. They are not in the list of the report, and explain nothing themselves.
   * The severity of the finding is the highest of them all.
   */
  readonly explains: readonly CheckFinding[]
}

/** Grade of an area. A: no findings. B: only `info` findings. C: warnings. F: errors. -: not seen, or not completely. */
export type CheckGrade = 'A' | 'B' | 'C' | 'F' | '-'

/** The result of a check: plain JSON, frozen. */
export interface CheckReport {
  /** Version of the format of the report. */
  readonly version: 1
  /** The URL that was checked. */
  readonly url: string
  /** One sentence: the first cause, why the check is incomplete, or that no problem was found. */
  readonly summary: string
  /**
   * Whether the endpoint itself responded. Otherwise something responded in its place, it does not exist, or it always fails. Its areas
   * then have no grades.
   */
  readonly isReached: boolean
  /**
   * A line of text for each origin whose pages can read the response, or for all of them. If the policy has sources, a last line names
   * them, because only those of their origins are tested that `allowedOrigins` lists.
   */
  readonly allowed: readonly string[]
  /** By area, in the order of `CheckArea`. */
  readonly grades: Readonly<Record<CheckArea, CheckGrade>>
  /** The causes, the most severe first, each with the findings that it explains. */
  readonly findings: readonly CheckFinding[]
  /** All probes, including skipped ones. */
  readonly probes: readonly CheckedProbe[]
  /** Number of requests that were sent. */
  readonly requests: number
  /** Requests without a response, including those that were not sent. One entry for each reason. */
  readonly requestsWithoutResponse: readonly RequestsWithoutResponse[]
  /** Whether every probe that was not skipped got responses to at least half of its requests. */
  readonly isComplete: boolean
}

/** Requests that got no response for the same reason. */
export interface RequestsWithoutResponse {
  /** A clause without a capital letter and full stop. */
  readonly reason: string
  /** Number of requests. */
  readonly requests: number
}

/** A probe and its result. */
export interface CheckedProbe {
  /** Kebab-case id. */
  readonly id: string
  /** What it checks, in one line. */
  readonly title: string
  /** Number of its findings. */
  readonly findings: number
  /** Why the probe was skipped; null if it was not. */
  readonly skipped: string | null
  /** Why more than half of its requests got no response, so that findings may be missing; null if most got one. */
  readonly noResponse: string | null
}
