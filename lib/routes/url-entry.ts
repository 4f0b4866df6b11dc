/** The routes and preflight targets of all URLs that match the same patterns. */
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import { parametersIn } from '../origin-entries.ts'
import type { Effective, NotFoundPolicy, RoutePolicy, Target } from './types.ts'
import type { FoundRoutes } from './method-router.ts'
import { parameterPlace } from './parameter-place.ts'
import { compileAt, type PooledPolicy } from './policy-pool.ts'

export interface UrlEntry {
  /** The routes that a request can reach, by method. */
  readonly found: FoundRoutes<RoutePolicy>
  /** The first of these routes, by method. */
  readonly at: ReadonlyMap<string, RoutePolicy>
  /**
   * Methods whose requests can reach routes with different policies, or with another tenant, depending on a constraint whose value a
   * preflight does not carry.
   *
   * This ignores that a request can also reach no route, and so a not-found handler with another policy. Every URL without a route
   * reaches this handler too, and its own policy controls access to its responses. Otherwise, nearly every preflight for a route
   * with a version would be rejected, because one handler cannot have the policies of all routes.
   */
  readonly uncertain: ReadonlySet<string>
  /** The targets for routed methods that a preflight has requested, by method. */
  readonly targets: Map<string, Target>
  /** The targets for methods without a route, by not-found handler. */
  readonly missing: Map<NotFoundPolicy | undefined, Target>
}

export function createUrlEntry (found: FoundRoutes<RoutePolicy>): UrlEntry {
  const at = new Map<string, RoutePolicy>()
  const uncertain = new Set<string>()
  for (const [method, [first, ...others]] of found) {
    at.set(method, first)
    if (!others.every((other) => haveSameOrigins(first, other))) uncertain.add(method)
  }
  return { found, at, uncertain, targets: new Map(), missing: new Map() }
}

/**
 * Whether two routes of a URL, or its not-found handler and a route, allow the same origins: they have the same policy, with the same
 * tenant. Without a route, there is no tenant, and the other origins of the policy belong to all of them.
 */
export function haveSameOrigins (one: RoutePolicy | Effective | undefined, other: RoutePolicy): boolean {
  return one?.pooled === other.pooled && (one === undefined || !('route' in one) || haveSameTenants(one, other))
}

/** Whether two routes with the same policy have the tenants of this policy in the same part of a URL. */
function haveSameTenants ({ route: one, pooled }: RoutePolicy, { route: other }: RoutePolicy): boolean {
  const sources = pooled?.compiled.sources
  return sources === undefined || one.pattern === other.pattern ||
    parametersIn(sources.entries).every((name) => parameterPlace(one.pattern, name) === parameterPlace(other.pattern, name))
}

/**
 * Compiles the policy of a route or a not-found handler for a URL, with every method of the URL that allows the same origins.
 *
 * @param receives  whether the server can receive a request with the method; other methods must not be approved
 */
export function atUrl (
  entry: RoutePolicy | Effective, pooled: PooledPolicy, { at, uncertain }: UrlEntry, receives: (method: string) => boolean
): CompiledCorsPolicy {
  const methods: string[] = []
  let variesByMethod = false
  for (const [method, other] of at) {
    if (uncertain.has(method) || !haveSameOrigins(entry, other)) variesByMethod = true
    else if (receives(method)) methods.push(method)
  }
  return compileAt(pooled, methods.sort(), variesByMethod)
}
