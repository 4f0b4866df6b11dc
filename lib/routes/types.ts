/** What an application consists of as far as policies are concerned, and what is made of it. */
import type { Choice } from './choice.ts'
import type { Strategies } from './constraints.ts'
import type { ListedRoute } from './list.ts'
import type { MatchOptions } from './method-router.ts'
import type { NotFoundHandler } from './not-found.ts'
import type { InternedPolicy } from './policy-interner.ts'
import type { Scope, Served } from './scope.ts'

/** A policy that is in effect somewhere. */
export interface Effective {
  /** Undefined where no registration covers the place. */
  readonly choice: Choice | undefined
  /** Undefined where CORS is off; where there is one, there is a choice. */
  readonly pooled: InternedPolicy | undefined
}

/** A route with its policy. */
export interface RoutePolicy extends Effective {
  readonly route: ListedRoute
  /** The innermost registration that covers the route. */
  readonly scope: Scope | undefined
}

/** A not-found handler with its policy. */
export interface NotFoundPolicy extends Effective {
  /** The prefix that it answers under; '' for the whole application. */
  readonly prefix: string
  /** The innermost registration that covers the handler. */
  readonly scope: Scope | undefined
  /** The `config.cors` that it was set with. */
  readonly cors: unknown
}

/** What a request will reach: a route, or a not-found handler. */
export interface Target {
  readonly route: RoutePolicy | undefined
  /** Undefined where there is a route, and where the handlers are not known. */
  readonly notFound: NotFoundPolicy | undefined
  /** The routes of all methods at the URL. */
  readonly at: ReadonlyMap<string, RoutePolicy>
  /** Whether the policy depends on constraints whose value a preflight does not carry; `answer` refuses whoever asks, then. */
  readonly isUncertain: boolean
  /**
   * Names of the parameters of the route that a request reaches without any value of such constraints; undefined where it
   * reaches none.
   */
  readonly parameters: readonly string[] | undefined
  /** The policy that answers preflights for it. */
  readonly answer: Served
}

/** What an application consists of, as far as policies are concerned. */
export interface Inventory {
  /** In the order of the router. */
  readonly routes: readonly ListedRoute[]
  /** Whether `routes` holds every route; the policies of others are resolved when their first request comes. */
  readonly isComplete: boolean
  readonly notFoundHandlers: readonly NotFoundHandler[]
  readonly scopes: readonly Scope[]
  readonly matchOptions: MatchOptions
  /** The methods of requests that the server can receive; undefined where that is any. */
  readonly receivable?: ReadonlySet<string> | undefined
  readonly strategies: Strategies
}
