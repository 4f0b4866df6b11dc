/** Why a page may or may not read an answer: plain JSON, frozen; null where there is nothing to say. */
import type { Check, CredentialsMode, Engine, FailureCode, HeaderLine, PreflightReason, Step } from './browser.ts'
import type { Reason } from './decision.ts'
import type { CorsPolicy, DangerFlag } from './policy.ts'
import type { Issue } from './report.ts'

/** Where a policy was chosen: the route's `config.cors`, a part of the document, or nowhere. */
export type ExplainedSource = 'config' | 'routes' | 'notFound' | 'scope' | 'policies' | 'none'

/** What the request is answered from. */
export interface ExplainedSubject {
  /**
   * A route of the application or its not-found handler; a policy without an application; `unreachable` where Fastify
   * answers without hooks, as it does for malformed URLs; `uncertain` where the route cannot be told with certainty.
   */
  readonly kind: 'route' | 'not-found' | 'policy' | 'unreachable' | 'uncertain'
  /** As `GET /orders/:id`, or as it was named in the question. */
  readonly route: string | null
  /** The effective policy; `false` where CORS is off. */
  readonly policy: CorsPolicy | false
  /** Its name, where it was chosen by name. */
  readonly name: string | null
  readonly from: ExplainedSource
}

/** The request as the page makes it, with all that is left to defaults. */
export interface ExplainedRequest {
  readonly origin: string
  /** Absolute. */
  readonly url: string
  readonly method: string
  readonly headers: readonly HeaderLine[]
  readonly credentials: CredentialsMode
}

/** Why there is a preflight, and for what. */
export interface ExplainedPreflight {
  /** At least one. */
  readonly reasons: readonly PreflightReason[]
  /** As `Access-Control-Request-Method` says it. */
  readonly method: string
  /** CORS-unsafe request-header names, lower case, sorted. */
  readonly headerNames: readonly string[]
}

/** One request that is sent, its answer, and what the browser checks in it. */
export interface ExplainedExchange {
  readonly kind: 'preflight' | 'actual'
  /** Lower-case names: those of the CORS protocol and the page's own. */
  readonly request: { readonly method: string, readonly headers: readonly HeaderLine[], readonly credentials: boolean }
  readonly answer: {
    /** Null is the handler's own. */
    readonly status: number | null
    /** Those of the CORS protocol, and `Vary`. */
    readonly headers: readonly HeaderLine[]
    /** `server` where CORS is off: its own answer is not known, and taken for one without headers of the CORS protocol. */
    readonly by: 'policy' | 'server'
    /** Why the policy answers so; null where it has no say. */
    readonly reason: Reason | null
  }
  /** In order, up to the first that fails. */
  readonly steps: ReadonlyArray<{ readonly check: Check, readonly passed: boolean }>
}

/** The step that fails. */
export interface ExplainedFailure {
  readonly at: Step['subject']
  readonly check: Check
  readonly code: FailureCode
  /** The value, method or header name at fault; '' where the code says it all. */
  readonly parameter: string
  /** Chromium's name for it; null where it has none. */
  readonly corsError: string | null
  /** What fails, in the standard's terms. */
  readonly words: string
  /** Address of the section of the standard. */
  readonly section: string
}

/** What the page may read of the answer's headers, beside its status and body. */
export interface ReadableHeaders {
  /** Whether every header but `Set-Cookie` is readable. */
  readonly everything: boolean
  /** Lower case, sorted: those that are readable if they are sent, as far as they have names here. */
  readonly names: readonly string[]
}

/** In what a request differs from the entry that nearly allows it. */
export type Difference =
  | 'scheme' | 'port'
  /** The origin is the domain whose subdomains the pattern covers. */
  | 'apex'
  /** The origin is below the host of an exact pattern. */
  | 'subdomain'
  /** The pattern is below the origin's host. */
  | 'parent'
  | 'trailing-dot'
  /** The host has other characters than `[a-z0-9_.-]`: browsers send such origins, and no pattern covers them. */
  | 'characters'
  /** `localhost` and an address of the own machine. */
  | 'loopback'
  /** One character more, less or other, or two swapped. */
  | 'slip'
  | 'begins-alike' | 'ends-alike'
  /** The text is no serialized origin, and would be one that is allowed. */
  | 'spelling'
  /** `Origin` holds more than one. */
  | 'several'
  /** The origin is `null`. */
  | 'opaque'
  | 'case'
  | 'name'

/** An entry of the policy that nearly allows what is refused. */
export interface NearMiss {
  readonly field: 'origins' | 'methods' | 'allowedHeaders'
  readonly given: string
  /** The entry; null where it is not about any. */
  readonly near: string | null
  /** At least one. */
  readonly differs: readonly Difference[]
  readonly words: string
}

/** An operation of JSON Patch: https://www.rfc-editor.org/rfc/rfc6902.html */
export interface PatchOperation {
  readonly op: 'add' | 'replace'
  /** JSON Pointer; `-` is the end of a list. */
  readonly path: string
  readonly value: unknown
}

/** The smallest change of the policy that allows the request, narrowest in access. */
export interface PolicyChange {
  /** `none`: no change helps. `refused`: the policy would be refused. `unsafe`: it lifts a prohibition. */
  readonly verdict: 'safe' | 'unsafe' | 'refused' | 'none'
  /** What the pointers point into: the document, the route's options, or the document of an outer registration. */
  readonly in: 'document' | 'route' | 'outer document' | null
  /** In order; empty where no change helps. */
  readonly patch: readonly PatchOperation[]
  /** Prohibitions that it lifts. */
  readonly flags: readonly DangerFlag[]
  /** Why the changed policy would be refused. */
  readonly issues: readonly Issue[]
  readonly words: string
}

/** What becomes of a request that a page makes. */
export interface Account {
  readonly version: 1
  /** Whether the page may read the answer. */
  readonly outcome: 'allow' | 'block'
  readonly engine: Engine
  /** Engines that conclude otherwise. */
  readonly otherwise: readonly Engine[]
  readonly request: ExplainedRequest
  readonly subject: ExplainedSubject
  /** Null where none is needed. */
  readonly preflight: ExplainedPreflight | null
  /** In the order in which they happen; those that a failing step prevents are not there. */
  readonly exchanges: readonly ExplainedExchange[]
  /** Null where the page may read nothing. */
  readonly readable: ReadableHeaders | null
  /** Null where the page may read the answer. */
  readonly failure: ExplainedFailure | null
  /** The sentence that Chromium's console shows; null where Chromium does not refuse, or not for reasons of CORS. */
  readonly console: string | null
  /** Nearest first, three at most. */
  readonly nearMisses: readonly NearMiss[]
}

/** What becomes of a request that a page makes, and what to change. */
export interface Explanation extends Account {
  /** Null where the page may read the answer. */
  readonly change: PolicyChange | null
}
