/** What is reported about a decision: its reason, its counters and its event. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CorsDecision, CorsDecisionReason } from './decision.ts'

/**
 * The reason of a decision as it is counted and logged. `header-not-allowed`: the preflight is approved, but it requests headers that the
 * policy does not allow, so the browser blocks the request. `credentials-not-allowed`: the origin is allowed, but the page has sent cookies
 * and the policy does not set `credentials`, so the browser blocks the response. Only known if the browser sends `Sec-Fetch-Mode`.
 * `refused-by-guard`: the hook `originGuard` of the route responds with 403, whatever the policy decides, and the handler does not run. If
 * the policy could not read a source, its reason is reported instead.
 * Known before the guard runs, so it is also counted if a hook between the plugin and the guard responds first.
 */
export type CorsReportedReason = CorsDecisionReason | 'header-not-allowed' | 'credentials-not-allowed' | 'refused-by-guard' | CorsUnresolvedReason

/**
 * Why a request of an allowed origin fails, if the cause is in the routes. `cors-is-off`: the route has no policy, but another route has one
 * that lists the origin. `method-not-routed`: no route of the URL has the requested method. `hidden-by-constraint`: only a request to another host reaches the route. `parameter-too-long`: a parameter is longer
 * than the `maxParamLength` of the router. `url-rejected`: the URL is malformed.
 */
export type CorsUnresolvedReason = 'method-not-routed' | 'hidden-by-constraint' | 'cors-is-off' | 'parameter-too-long' | 'url-rejected'

/** How often each reason has occurred with a policy: for preflights, and for all other requests. */
export interface CorsPolicyStats {
  /** By reason; undefined if no preflight was decided. */
  readonly preflight?: Partial<Record<CorsReportedReason, number>>
  /** By reason; undefined if no other request was decided. */
  readonly actual?: Partial<Record<CorsReportedReason, number>>
}

/** The message on the diagnostics channel `fastify-cors-policy:decision`. */
export interface CorsDecisionEvent {
  /** The request. */
  readonly request: FastifyRequest
  /** The name of the policy. `scope` or `override` for a policy without a name, `none` if no policy could be determined. */
  readonly policy: string
  /** Whether the request is a preflight, to which the plugin responds itself, or an actual request. */
  readonly kind: CorsDecision['kind']
  /** The decision. Its headers are sent. */
  readonly decision: CorsDecision
  /** The reason of the decision, or why the browser blocks a request or a response that the decision allows. */
  readonly reason: CorsReportedReason
  /**
   * The route of the actual request, such as `PUT /orders/:id`; only the path if the URL of a preflight has routes with other methods only;
   * `not found` without a route; `unreachable` or `uncertain` for a preflight whose route is uncertain. Read it during the call: a handler can change the route of a request later.
   */
  readonly route: string
  /**
   * The request headers that an approved preflight requests and the policy does not allow, in lower case: at most 32, from the first
   * 1024 bytes of `Access-Control-Request-Headers`.
   */
  readonly refusedHeaders: readonly string[]
}

/**
 * The message on the diagnostics channel `fastify-cors-policy:undecided`: about a request that no policy decides, although one allows its
 * origin, or a guard refuses it. CORS is off for the route, or the URL has no route with the method that a preflight requests. Such a
 * preflight has no `FastifyRequest`, because it is found while Fastify looks for a route. Each request is on one of the two channels at
 * most, unless a function of the application calls the guard: then its decision is on the other one.
 */
export interface CorsUndecidedEvent {
  /** An instance of the application. */
  readonly server: FastifyInstance
  /** The name of the policy that allows the origin, or that the guard has asked. `none` if CORS is off for the route. */
  readonly policy: string
  /** Whether the request is a preflight or an actual request. */
  readonly kind: CorsDecision['kind']
  /** Why the browser blocks the request or the response. */
  readonly reason: CorsReportedReason
  /** The route of the actual request, such as `PUT /orders/:id`; only the path if the URL has routes with other methods only. */
  readonly route: string
}
