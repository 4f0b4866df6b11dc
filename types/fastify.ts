/** What the plugin adds to Fastify's own types. */
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import type { CorsDecision, CorsDecisionReason } from './decision.ts'
import type { CorsDocumentation } from './documentation.ts'
import type { CorsExplanation } from './explanation.ts'
import type { CorsApplicationQuestion } from './question.ts'
import type { CorsLintFinding } from './report.ts'
import type { CorsPolicy, CorsPolicyChoice, CorsPolicyDocument } from './policy.ts'

/** What `register` takes: a policy document, and beside it the options that are not data of a policy. */
export type CorsPluginOptions = CorsPolicyDocument & {
  /**
   * Whether a preflight that an earlier hook refused with 401 or 403 is answered all the same where the policy admits
   * the origin: a preflight never carries credentials, so no browser can satisfy such a hook. Default true.
   */
  readonly rescuePreflights?: boolean
  /** The level at which refusals are logged; default `debug`. */
  readonly logLevel?: CorsLogLevel
  /**
   * What becomes of findings about this registration's policies and the routes under them, once, when the application boots:
   * `warn` (the default) logs each kind at its severity, `error` rejects `ready()` where one is an error, `off` looks for none.
   */
  readonly lint?: CorsLintMode
  /** Where the documentation of the application's policies is served, as a page; nowhere by default. */
  readonly docs?: CorsDocsOptions
}

/** A route that serves documentation. */
export interface CorsDocsOptions {
  /** The path of the route, behind the prefix of the scope: begins with "/", without parameters. */
  readonly url: string
}

/** A level of Fastify's logger. */
export type CorsLogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** What becomes of findings. */
export type CorsLintMode = 'error' | 'warn' | 'off'

/** What is published on the diagnostics channel `fastify-cors-policy:decision`. */
export interface CorsDecisionEvent {
  /** What was decided about. */
  readonly request: FastifyRequest
  /** The policy's name; `scope` or `override` for policies without one, `none` where no policy could be told. */
  readonly policy: string
  /** What was decided, and why. */
  readonly decision: CorsDecision
}

/** Where a policy was chosen: the route's `config.cors`, the document's `routes` or `notFound`, the scope, or nowhere. */
export type CorsPolicySource = 'config' | 'routes' | 'notFound' | 'scope' | 'none'

/** The policy of a request. */
export interface ResolvedCorsPolicy {
  /** The effective policy, frozen; `false` where CORS is off. */
  readonly policy: CorsPolicy | false
  /** The policy's name, where it was chosen by name. */
  readonly name: string | undefined
  /** Where the policy was chosen. */
  readonly from: CorsPolicySource
  /** The route that the request reaches, as `GET /orders/:id`; undefined where that is a not-found handler. */
  readonly route: string | undefined
}

/** A route and its policy. */
export interface ResolvedCorsRoute {
  /** Upper case; a route of several is reported once for each. */
  readonly method: string
  /** The full pattern, prefix included. */
  readonly url: string
  /** What else the route asks of a request, such as a host or a version. */
  readonly constraints: Readonly<Record<string, unknown>>
  /** The policy's name; undefined for a policy without one, `false` where CORS is off. */
  readonly policy: string | false | undefined
  /** The effective policy, frozen; `false` where CORS is off. */
  readonly effective: CorsPolicy | false
  /** Where the policy was chosen. */
  readonly from: CorsPolicySource
}

/** What `originGuard` takes. */
export interface CorsOriginGuardOptions {
  /** Origin patterns to let in beyond those that the route's policy allows. */
  readonly alsoAllow?: readonly string[]
}

/** What the plugin knows about the application: one object for all its scopes. */
export interface CorsDecorator {
  /**
   * The policy of the request with this method (upper case), URL (path and query) and `Host`; known once the
   * application is ready. Throws CorsPolicyError FST_CORS_NOT_READY before.
   */
  policyFor (request: { readonly method: string, readonly url: string, readonly host?: string }): ResolvedCorsPolicy
  /** All routes, in the order of the router; known once the application is ready. Throws as `policyFor` does. */
  routes (): ResolvedCorsRoute[]
  /**
   * How often each reason was given, by policy: its name, `scope` or `override` for policies without one, `none` where no
   * policy could be told. Counted since the application was ready.
   */
  stats (): Record<string, Partial<Record<CorsDecisionReason, number>>>
  /**
   * An `onRequest` hook that answers 403 where `Origin` is present and neither allowed by the route's policy nor by
   * `alsoAllow`: for WebSockets and for requests that change state without a preflight. A request without `Origin`
   * passes, and so does one with `Sec-Fetch-Site: same-origin`. Throws CorsPolicyError for what is no origin pattern.
   */
  originGuard (options?: CorsOriginGuardOptions): onRequestHookHandler
  /**
   * Explains what becomes of a request that a page makes: the whole conversation of browser and server, the step that
   * fails, and what to change. What it takes is loaded at the first call. Rejects as `policyFor` throws, and with a
   * TypeError for a question that is none.
   */
  explain (question: CorsApplicationQuestion): Promise<CorsExplanation>
  /**
   * Documents all policies and what answers at each route; `fastify-cors-policy/tools` makes Markdown or a page of it. What
   * it takes is loaded at the first call. Rejects as `policyFor` throws.
   */
  documentation (): Promise<CorsDocumentation>
  /**
   * Finds what is legal in the policies and yet unwise, by itself or for the routes under them; whatever the option `lint` says.
   * What it takes is loaded at the first call. Rejects as `policyFor` throws.
   */
  lint (): Promise<readonly CorsLintFinding[]>
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The CORS policy of this route: a policy name; fields that replace those of the policy which it has by `routes`, else by the
     * scope; or `false` for no CORS.
     */
    cors?: CorsPolicyChoice
  }
  interface FastifyInstance {
    /** The CORS policies of the application. */
    cors: CorsDecorator
  }
}
