/** Finds the routes of a policy. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { ApplicationFacts } from './application.ts'
import type { LintedRoute } from './subject.ts'

export class RoutesByPolicy {
  /** Each named policy is one object on all of its routes. Other policies are compared by value. */
  readonly #named: ReadonlySet<CorsPolicy>
  readonly #routes = new Map<CorsPolicy | string, LintedRoute[]>()
  readonly #keys = new Map<CorsPolicy, CorsPolicy | string>()

  constructor ({ registrations, routes, notFound }: ApplicationFacts) {
    this.#named = new Set(registrations.flatMap(({ names }) => [...names.values()]))
    for (const { policy, route } of routes) if (policy !== false) this.#at(policy).push(route)
    for (const policy of notFound) if (policy !== false) this.#at(policy)
  }

  /** The routes that have the policy, in the order of the application. */
  of (policy: CorsPolicy): readonly LintedRoute[] {
    return this.#routes.get(this.keyOf(policy)) ?? []
  }

  /** Whether a route or a not-found handler has the policy. */
  has (policy: CorsPolicy): boolean {
    return this.#routes.has(this.keyOf(policy))
  }

  #at (policy: CorsPolicy): LintedRoute[] {
    const key = this.keyOf(policy)
    let routes = this.#routes.get(key)
    if (routes === undefined) this.#routes.set(key, routes = [])
    return routes
  }

  /** Equal policies have the same key, except named policies. */
  keyOf (policy: CorsPolicy): CorsPolicy | string {
    let key = this.#keys.get(policy)
    if (key === undefined) this.#keys.set(policy, key = this.#named.has(policy) ? policy : JSON.stringify(policy))
    return key
  }
}
