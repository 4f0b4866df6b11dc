/** The input and the results of the route table. */
import type { MatchOptions } from '../fastify/match-options.ts'
import type { ListedRoute } from '../fastify/route-list.ts'
import type { Choice } from './choice.ts'
import type { Strategies } from './constraints.ts'
import type { NotFoundHandler } from './not-found.ts'
import type { PooledPolicy } from './policy-pool.ts'
import type { Scope, Served } from './scope.ts'

/** The effective policy of a route or a not-found handler. */
export interface Effective {
  /** Undefined if no registration covers the route or handler. */
  readonly choice: Choice | undefined
  /** Undefined if CORS is disabled. If it is defined, `choice` is defined too. */
  readonly pooled: PooledPolicy | undefined
}

/** A route with its policy. */
export interface RoutePolicy extends Effective {
  readonly route: ListedRoute
  /** The innermost registration that covers the route. */
  readonly scope: Scope | undefined
}

/** A not-found handler with its policy. */
export interface NotFoundPolicy extends Effective {
  /** The prefix that it handles; '' for the whole application. */
  readonly prefix: string
  /** The innermost registration that covers the handler. */
  readonly scope: Scope | undefined
  /** The `config.cors` of the handler. */
  readonly cors: unknown
  /** The object `request.routeOptions.config` of its requests. */
  readonly config: object | undefined
}

/** The target of a request: a route or a not-found handler. */
export interface Target {
  readonly route: RoutePolicy | undefined
  /** Undefined if there is a route, or if the handlers are not known. */
  readonly notFound: NotFoundPolicy | undefined
  /** The routes of all methods at the URL. */
  readonly at: ReadonlyMap<string, RoutePolicy>
  /** Whether the policy depends on constraints whose value a preflight does not carry. If so, `preflightPolicy` rejects every origin. */
  readonly isUncertain: boolean
  /**
   * The names of the parameters of the route that a request without values for such constraints reaches; undefined if it reaches
   * no route.
   */
  readonly parameters: readonly string[] | undefined
  /** The policy for preflights. */
  readonly preflightPolicy: Served
}

/** The parts of an application that determine its policies. */
export interface Inventory {
  /** In the order of the router. */
  readonly routes: readonly ListedRoute[]
  /** Whether `routes` has every route. The policies of other routes are resolved at their first request. */
  readonly isComplete: boolean
  readonly notFoundHandlers: readonly NotFoundHandler[]
  readonly scopes: readonly Scope[]
  readonly matchOptions: MatchOptions
  /** The methods that the server can receive; undefined for any method. */
  readonly receivable?: ReadonlySet<string> | undefined
  readonly strategies: Strategies
}
