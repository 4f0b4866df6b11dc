/** Why a page may or may not read an answer: plain JSON, frozen; null where there is nothing to say. */
import type {
  Check, CredentialsMode, Engine, FailureCode, HeaderLine, PreflightReason, SentRequest, SimulatedStep
} from './browser.ts'
import type { CorsDecisionReason } from './decision.ts'
import type { CorsNearMiss, CorsPolicyFix } from './policy-change.ts'
import type { CorsPolicy } from './policy.ts'

export type * from './policy-change.ts'

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
  /** Where the policy was chosen. */
  readonly from: ExplainedSource
}

/** The request as the page makes it, with all that is left to defaults. */
export interface ExplainedRequest {
  /** The page's serialized origin, or `null`. */
  readonly origin: string
  /** Absolute. */
  readonly url: string
  /** As the browser sends it. */
  readonly method: string
  /** As the page gives them. */
  readonly headers: readonly HeaderLine[]
  /** Whether the browser sends the credentials that it has. */
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
  /** Whether the browser asks before the request, or makes it. */
  readonly kind: 'preflight' | 'actual'
  /** Lower-case names: those of the CORS protocol and the page's own. */
  readonly request: Pick<SentRequest, 'method' | 'headers' | 'credentials'>
  /** What comes back. */
  readonly answer: {
    /** Null is the handler's own. */
    readonly status: number | null
    /** Those of the CORS protocol, and `Vary`. */
    readonly headers: readonly HeaderLine[]
    /** `server` where CORS is off: its own answer is not known, and taken for one without headers of the CORS protocol. */
    readonly by: 'policy' | 'server'
    /** Why the policy answers so; null where it has no say. */
    readonly reason: CorsDecisionReason | null
  }
  /** In order, up to the first that fails. */
  readonly steps: readonly ExplainedStep[]
}

/** One thing that the browser checks in an answer. */
export interface ExplainedStep {
  /** What is checked. */
  readonly check: Check
  /** Whether the conversation goes on. */
  readonly passed: boolean
}

/** The step that fails. */
export interface ExplainedFailure {
  /** Which part of the conversation fails. */
  readonly at: SimulatedStep['subject']
  /** What is checked there. */
  readonly check: Check
  /** In which way that fails. */
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

/** What becomes of a request that a page makes. */
export interface CorsTrace {
  /** Of this shape; another number is another shape. */
  readonly version: 1
  /** Whether the page may read the answer. */
  readonly outcome: 'allow' | 'block'
  /** Whose rules the browser follows. */
  readonly engine: Engine
  /** Engines that conclude otherwise. */
  readonly differingEngines: readonly Engine[]
  /** What the page asks for. */
  readonly request: ExplainedRequest
  /** What answers. */
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
  readonly nearMisses: readonly CorsNearMiss[]
}

/** What becomes of a request that a page makes, and what to change. */
export interface CorsExplanation extends CorsTrace {
  /** Null where the page may read the answer. */
  readonly change: CorsPolicyFix | null
}
