/** Types of explanations: why a browser allows or blocks a request. Plain JSON, frozen. Missing values are null. */
import type {
  Check, CredentialsMode, Engine, FailureCode, HeaderLine, PreflightReason, SentRequest, SimulatedStep
} from './browser.ts'
import type { ExplainedCookie } from './cookie.ts'
import type { CorsDecisionReason, CorsSourceResult } from './decision.ts'
import type { CorsNearMiss, CorsPolicyChange } from './policy-change.ts'
import type { CorsPolicy } from './policy.ts'
import type { CorsSourceKey } from './source.ts'

export type * from './policy-change.ts'

/** The source of a policy: `config.cors` of the route, a part of the document, or none. */
export type ExplainedLocation = 'config' | 'routes' | 'notFound' | 'scope' | 'policies' | 'none'

/** What handles the request. */
export interface ExplainedSubject {
  /**
   * A route of the application, its not-found handler, or a policy without an application. `unreachable` if Fastify responds
   * without hooks, as for malformed URLs. `uncertain` if the route cannot be determined with certainty.
   */
  readonly kind: 'route' | 'not-found' | 'policy' | 'unreachable' | 'uncertain'
  /** Such as `GET /orders/:id`, or the route in the question. */
  readonly route: string | null
  /** The effective policy. `false` if CORS is off. */
  readonly policy: CorsPolicy | false
  /** Its name. Otherwise null. */
  readonly name: string | null
  /** Where the policy was chosen. */
  readonly from: ExplainedLocation
}

/** A source of origins of the policy, and whether it has the origin of the page. */
export interface ExplainedOriginSource {
  /** Its name. */
  readonly name: string
  /** What the key of the entry is. Null for the origins without a key. */
  readonly key: CorsSourceKey | null
  /** The value of the key in the request. Null without a key, or if the value is not known. */
  readonly keyValue: string | null
  /** What the store is. Null if that is not known. */
  readonly description: string | null
  /**
   * The result. `not-read`: without an application, the source cannot be read. `no-host`: the key is the host of the request, which the
   * question does not have. In both cases, the request is assumed to be blocked. `no-parameter`: the request has no value for the key.
   */
  readonly result: CorsSourceResult | 'not-read' | 'no-host' | 'no-parameter'
  /** The result as a sentence. */
  readonly message: string
}

/** The request of the page, with defaults. */
export interface ExplainedRequest {
  /** The serialized origin of the page, or `null`. */
  readonly origin: string
  /** Absolute URL. */
  readonly url: string
  /** The method of the page. */
  readonly method: string
  /** The headers that the page sets. */
  readonly headers: readonly HeaderLine[]
  /** The credentials mode. */
  readonly credentials: CredentialsMode
}

/** Why the browser sends a preflight, and for which method and headers. */
export interface ExplainedPreflight {
  /** At least one reason. */
  readonly reasons: readonly PreflightReason[]
  /** The value of `Access-Control-Request-Method`. */
  readonly method: string
  /** CORS-unsafe request-header names: sorted, lower case. */
  readonly headerNames: readonly string[]
}

/** A request, its response, and the checks of the browser. */
export interface ExplainedExchange {
  /** Whether this is the preflight or the actual request. */
  readonly kind: 'preflight' | 'actual'
  /** The request, with headers of the CORS protocol and of the page. Names are lower case. */
  readonly request: Pick<SentRequest, 'method' | 'headers' | 'credentials'>
  /** The response. */
  readonly response: {
    /** The status. Null if the handler sets it. 403 if a guard refuses the request. */
    readonly status: number | null
    /** The headers of the CORS protocol and `Vary`. */
    readonly headers: readonly HeaderLine[]
    /** `server` if CORS is off. Its response is unknown and assumed to have no headers of the CORS protocol. */
    readonly by: 'policy' | 'server'
    /** The reason for the decision of the policy. Null if CORS is off. */
    readonly reason: CorsDecisionReason | null
  }
  /** The steps in order, up to the first failed one. */
  readonly steps: readonly ExplainedStep[]
}

/** One check of a response. */
export interface ExplainedStep {
  /** The check. */
  readonly check: Check
  /** Whether the check passed. */
  readonly passed: boolean
}

/** The failed step. */
export interface ExplainedFailure {
  /** The part that fails. */
  readonly at: SimulatedStep['subject']
  /** The failed check. */
  readonly check: Check
  /** The kind of the failure. */
  readonly code: FailureCode
  /** The value, method or header name that causes the failure, or ''. */
  readonly parameter: string
  /** The name of the failure in Chromium. Otherwise null. */
  readonly corsError: string | null
  /** A sentence about the failure, in the terms of the standard. */
  readonly message: string
  /** URL of the section of the standard. */
  readonly section: string
}

/** The response headers that the page can read, in addition to status and body. */
export interface ReadableHeaders {
  /** Whether the page can read every header except `Set-Cookie`. */
  readonly everything: boolean
  /** Names of headers that the page can read if they are sent: sorted, lower case. */
  readonly names: readonly string[]
}

/** The message in the console of each engine. Null if the engine does not block the request, or not because of CORS. */
export interface ConsoleMessages {
  /** As in Chromium 156. */
  readonly chromium: string | null
  /** As in Firefox 153. After a failed preflight, Firefox adds a second message, which does not name the cause. */
  readonly firefox: string | null
  /** As in WebKit of 2025, in two lines. */
  readonly safari: string | null
}

/** What the guards of the route, the hooks of `app.cors.originGuard()`, do with the request. */
export interface ExplainedGuard {
  /** Whether they allow it. Otherwise the server responds with 403 to this request, and the handler does not run. */
  readonly allows: boolean
  /** The same as a sentence. */
  readonly message: string
}

/** The trace of a request: what the browser sends, receives and checks. */
export interface CorsTrace {
  /** The version of this format. */
  readonly version: 1
  /** Whether the page can read the response. */
  readonly outcome: 'allow' | 'block'
  /** The rules that the browser follows. */
  readonly engine: Engine
  /** Engines with a different outcome. */
  readonly differingEngines: readonly Engine[]
  /** The request of the page. */
  readonly request: ExplainedRequest
  /** What handles the request. */
  readonly subject: ExplainedSubject
  /** The sources of the policy. Empty for a policy without sources, and if its list allows the origin. */
  readonly sources: readonly ExplainedOriginSource[]
  /**
   * The names of the `onRequest` hooks that run before the policy. If one of them responds or redirects, the outcome can differ. Empty
   * without an application, and if CORS is off.
   */
  readonly earlierHooks: readonly string[]
  /**
   * Null if no guard of the route is known: without an application, without a guard, and if a function of the application calls the guard.
   */
  readonly guard: ExplainedGuard | null
  /** Null if no preflight is needed. */
  readonly preflight: ExplainedPreflight | null
  /** The exchanges in order, up to the failed one. */
  readonly exchanges: readonly ExplainedExchange[]
  /** Null if the page cannot read the response. */
  readonly readable: ReadableHeaders | null
  /** Null if the page can read the response. */
  readonly failure: ExplainedFailure | null
  /** The messages in the consoles of browsers. */
  readonly console: ConsoleMessages
  /** At most three near misses, the nearest first. */
  readonly nearMisses: readonly CorsNearMiss[]
}

/** The trace of a request, and how to fix the policy. */
export interface CorsExplanation extends CorsTrace {
  /**
   * Why the request has no route, or why its route is uncertain, in whole sentences: for example, because a parameter of the URL is too
   * long. Null otherwise, and without an application.
   */
  readonly cause: string | null
  /** Null if the page can read the response. */
  readonly change: CorsPolicyChange | null
  /** What browsers do with the cookie of the question. Null without one. */
  readonly cookie: ExplainedCookie | null
}
