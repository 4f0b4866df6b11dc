/** The check of a live endpoint: what is asked, what is found, what is reported. */
import type { HeaderLine, ServerResponse } from './browser.ts'
import type { CorsPolicy, CorsPolicyDocument } from './policy.ts'
import type { CorsSeverity } from './report.ts'

/** What `checkEndpoint` takes beside the URL. */
export interface CheckOptions {
  /**
   * Origins of pages that should be let in, serialized; those of `policy`, a hundred at most, unless they are given. "*" is none: for the
   * pages of everybody give a policy with `"origins": "*"`.
   */
  readonly allowedOrigins?: readonly string[]
  /** Whether those pages send credentials; what `policy` says, or else false. */
  readonly credentials?: boolean
  /** Methods that the pages use, upper case; those of `policy`, or else `GET`. They are asked for in preflights, and none but GET, HEAD and OPTIONS is sent. Only with `allowedOrigins` or `policy`. */
  readonly methods?: readonly string[]
  /** Names of request headers that the pages set; those of `policy`, or else none. Only with `allowedOrigins` or `policy`. */
  readonly requestHeaders?: readonly string[]
  /** The policy that the server should follow: what it says otherwise is drift. */
  readonly policy?: CorsPolicy | CorsPolicyDocument
  /** Which policy of a document: that of a routed pattern, such as `/orders/:id`; the scope's, unless it is given. It begins with "/", or is "*". */
  readonly route?: string
  /**
   * Header lines that go with every request but preflights, such as `Authorization`. Reports do not have their values, but for those of
   * `User-Agent`, `Accept` and `Accept-Language`; what the server repeats of them is taken out, of one to three characters as a whole word.
   */
  readonly headers?: Readonly<Record<string, string>>
  /** A path that answers 500, for what errors look like to pages. Only with `allowedOrigins` or `policy`. */
  readonly errorPath?: string
  /**
   * A method by which the URL takes JSON, such as `POST`: it is sent with bodies that are to be refused, with 400, 413 and 415. A server
   * that refuses none of them may act on them. Only with `allowedOrigins` or `policy`.
   */
  readonly errorMethod?: string
  /** Whether there is a WebSocket at the URL, so that handshakes are tried; nothing is sent over it. */
  readonly webSocket?: boolean
  /** For the made-up names: the same seed makes the same requests; 1, unless it is given. */
  readonly seed?: number
  /** Milliseconds for one request; 5000, unless it is given. */
  readonly timeout?: number
  /** The most requests that are sent; 300, unless it is given. */
  readonly maxRequests?: number
  /** The most milliseconds for all of them; 120,000, unless it is given. Then nothing more is sent, waited for, or judged if that takes long. */
  readonly maxTime?: number
  /** The most requests per second; 100, unless it is given, and four at a time. */
  readonly rate?: number
  /** Whether certificates are not verified. */
  readonly insecure?: boolean
  /** Whether HTTP/2 is spoken where the server does. */
  readonly http2?: boolean
  /** The address to connect to in place of the host's, as `127.0.0.1`. */
  readonly resolve?: string
  /** Is told of every answer: how many requests are done, of how many. */
  readonly onProgress?: (done: number, planned: number) => void
  /** Ends the check. */
  readonly signal?: AbortSignal
}

/** What a finding is about. */
export type CheckArea = 'access' | 'preflight' | 'syntax' | 'caching' | 'errors' | 'security'

/** A request that is sent, literally. */
export interface CheckRequest {
  /** GET, HEAD or OPTIONS, or `errorMethod`. */
  readonly method: string
  /** Absolute. */
  readonly url: string
  /** In their order, secret values as `<redacted>`. */
  readonly headers: readonly HeaderLine[]
  /** Only with `errorMethod`. */
  readonly body?: CheckBody
}

/** A body: an ASCII text, so many times over. */
export interface CheckBody {
  /** ASCII. */
  readonly text: string
  /** How often it stands there. */
  readonly times: number
}

/** A request and its answer. */
export interface CheckExchange {
  /** What was sent. */
  readonly request: CheckRequest
  /** Undefined where none came. Of very many header lines the first ones, and of very long values the beginning. */
  readonly answer: ServerResponse | undefined
  /** How many header lines of the answer are left out. */
  readonly omitted: number
  /** Why none came, in words; null where one did. */
  readonly failure: string | null
  /** A command line that sends the same. */
  readonly curl: string
}

/** What is broken, dangerous or worth knowing about an endpoint. */
export interface CheckFinding {
  /** Stable name of the kind of finding, kebab-case; that of a rule of lint, where the rule is the same. */
  readonly id: string
  /** How much it matters: broken or exploitable with credentials; exploitable without, or broken for some; worth knowing. */
  readonly severity: CorsSeverity
  /** What it is about. */
  readonly area: CheckArea
  /** Name of the probe that found it. */
  readonly probe: string
  /** The URL that was checked. */
  readonly url: string
  /** The origin, method or header that it is about; '' for none. */
  readonly subject: string
  /** What is wrong, in one or two sentences. */
  readonly message: string
  /** What the server should answer, a line each; names of headers in lower case. */
  readonly expected: readonly string[]
  /** What it answers, a line each. */
  readonly actual: readonly string[]
  /** Why that matters. */
  readonly why: string
  /** How to mend it. */
  readonly recommendation: string
  /** Where it is written. */
  readonly reference: string
  /** What shows it, the telling one last; at least one. */
  readonly exchanges: readonly CheckExchange[]
}

/** How an area is doing: nothing found; worth knowing; unwise; broken or dangerous; could not be looked at, or not enough. */
export type CheckGrade = 'A' | 'B' | 'C' | 'F' | '-'

/** The result of a check: plain JSON, frozen. */
export interface CheckReport {
  /** Of this shape. */
  readonly version: 1
  /** As it was checked. */
  readonly url: string
  /** Who may read what, a line each, in words. */
  readonly allowed: readonly string[]
  /** By area, in the order of `CheckArea`. */
  readonly grades: Readonly<Record<CheckArea, CheckGrade>>
  /** The worst first; those of one severity in the order of the plan. */
  readonly findings: readonly CheckFinding[]
  /** Probes, in the order of the plan, with the number of their findings. */
  readonly probes: readonly CheckedProbe[]
  /** How many requests were sent. */
  readonly requests: number
  /** Requests without an answer, those that were not sent among them: what could not be looked at. */
  readonly unanswered: readonly UnansweredRequests[]
  /** Whether every probe that had something to ask has most of its answers. */
  readonly isComplete: boolean
}

/** Requests that have no answer for one reason. */
export interface UnansweredRequests {
  /** In words, to end a sentence with. */
  readonly reason: string
  /** How many there are. */
  readonly requests: number
}

/** A probe, and what became of it. */
export interface CheckedProbe {
  /** Its name, kebab-case. */
  readonly id: string
  /** What it finds out, in one line. */
  readonly title: string
  /** Of its findings. */
  readonly findings: number
  /** Why it had nothing to ask; null where it had. */
  readonly skipped: string | null
  /** Why most of its requests have no answer, so that what it did not find may be there; null where most have one. */
  readonly unanswered: string | null
}
