/** The routes and preflight targets of all URLs that match the same patterns. */
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import type { NotFoundPolicy, RoutePolicy, Target } from './types.ts'
import type { FoundRoutes } from './method-router.ts'
import { compileAt, type InternedPolicy } from './policy-interner.ts'

export interface UrlEntry {
  /** The routes that a request can reach, by method. */
  readonly found: FoundRoutes<RoutePolicy>
  /** The first of these routes, by method. */
  readonly at: ReadonlyMap<string, RoutePolicy>
  /**
   * Methods whose requests can reach routes with different policies, depending on a constraint whose value a preflight does not
   * carry.
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
    if (others.some(({ pooled }) => pooled !== first.pooled)) uncertain.add(method)
  }
  return { found, at, uncertain, targets: new Map(), missing: new Map() }
}

/**
 * Compiles a policy for a URL, with every method of the URL that has this policy.
 *
 * @param receives  whether the server can receive a request with the method; other methods must not be approved
 */
export function atUrl (pooled: InternedPolicy, { at, uncertain }: UrlEntry, receives: (method: string) => boolean): CompiledCorsPolicy {
  const methods: string[] = []
  let variesByMethod = false
  for (const [method, entry] of at) {
    if (entry.pooled !== pooled || uncertain.has(method)) variesByMethod = true
    else if (receives(method)) methods.push(method)
  }
  return compileAt(pooled, methods.sort(), variesByMethod)
}
