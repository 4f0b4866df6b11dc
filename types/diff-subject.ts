/** Types of what has another policy, in the difference between two policies. */

/** What has another policy. */
export type CorsDiffSubject = CorsDiffRoutes | CorsDiffOtherRoutes | CorsDiffNamed | CorsDiffRoute | CorsDiffNotFound

/** The routes that a key of `routes` covers, and no key of either document that has priority. */
export interface CorsDiffRoutes {
  /** Names this alternative. */
  readonly kind: 'routes'
  /** The key. */
  readonly pattern: string
}

/** The routes that no key of `routes` covers. */
export interface CorsDiffOtherRoutes {
  /** Names this alternative. */
  readonly kind: 'other-routes'
}

/** Routes that choose a named policy in `config.cors`. */
export interface CorsDiffNamed {
  /** Names this alternative. */
  readonly kind: 'policy'
  /** The name of the policy. */
  readonly name: string
}

/** A route of an application. */
export interface CorsDiffRoute {
  /** Names this alternative. */
  readonly kind: 'route'
  /** The method. */
  readonly method: string
  /** The full pattern. */
  readonly url: string
  /** The constraints of the route, such as `version: 1.0.0`, or ''. */
  readonly constraints: string
}

/** The responses of a not-found handler. */
export interface CorsDiffNotFound {
  /** Names this alternative. */
  readonly kind: 'not-found'
  /** The prefix under which it handles requests. '' for the whole application. */
  readonly prefix: string
}
