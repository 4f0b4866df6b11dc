/** The routes at a URL → the target of a request, with the policy for its preflight. */
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import { labelOf } from './choice.ts'
import { demandsOf, type Strategies } from './constraints.ts'
import { shapeOf } from './pattern.ts'
import { compileAt, type PooledPolicy, type PolicyPool, type ServedPolicy } from './policy-pool.ts'
import type { Served } from './scope.ts'
import type { Effective, NotFoundPolicy, RoutePolicy, Target } from './types.ts'
import { atUrl, createUrlEntry, type UrlEntry } from './url-entry.ts'

/** What targets depend on. */
export interface TargetFacts {
  readonly routes: readonly RoutePolicy[]
  readonly strategies: Strategies
  readonly pool: PolicyPool
  /** The policy for a preflight with an ambiguous target. */
  readonly uncertain: ServedPolicy
  /** Whether the server can receive requests with a method. */
  receives (method: string): boolean
}

const OFF: Effective = { choice: undefined, pooled: undefined }

export class Targets {
  readonly #facts: TargetFacts
  /** A URL without routes. */
  readonly #nowhere = createUrlEntry(new Map())

  constructor (facts: TargetFacts) {
    this.#facts = facts
  }

  /** Returns the target of a URL that the router rejects. The policy of the not-found handler applies to the error. */
  ofRejected (notFound: NotFoundPolicy | undefined): Target {
    return this.at(this.#nowhere, '', undefined, notFound)
  }

  /** Returns the target for a method, and keeps it with the URLs that match the same patterns. */
  at (site: UrlEntry, method: string, route: RoutePolicy | undefined, notFound: NotFoundPolicy | undefined): Target {
    const met = route === undefined ? site.missing.get(notFound) : undefined
    if (met !== undefined) return met
    const { strategies, uncertain } = this.#facts
    const isUncertain = site.uncertain.has(method)
    const bare = site.found.get(method)?.find((entry) => demandsOf(entry.route, strategies).hidden === 0)
    const target = Object.freeze<Target>({
      route,
      notFound,
      at: site.at,
      isUncertain,
      parameters: bare && shapeOf(bare.route.pattern, true).names,
      preflightPolicy: isUncertain ? uncertain : this.#policyFor(route ?? notFound ?? OFF, site)
    })
    if (route === undefined) site.missing.set(notFound, target)
    else site.targets.set(method, target)
    return target
  }

  #policyFor (entry: RoutePolicy | Effective, site: UrlEntry): Served {
    const { choice, pooled } = entry
    if (pooled === undefined) return false
    const compiled = site.at.size === 0 ? this.#anywhere(pooled) : atUrl(entry, pooled, site, (method) => this.#facts.receives(method))
    return this.#facts.pool.serve(compiled, pooled.policy, labelOf(choice!))
  }

  /** Compiles a policy for a URL without routes, with all methods of its routes, so that the page can read the 404. */
  #anywhere (pooled: PooledPolicy): CompiledCorsPolicy {
    const routed = this.#facts.routes.filter((entry) => entry.pooled === pooled).map(({ route }) => route.method)
    const methods = new Set(routed.filter((method) => this.#facts.receives(method)))
    return compileAt(pooled, [...methods].sort(), false)
  }
}
