/** What is known of the URLs that match the same patterns: their routes, and what a preflight for each method reaches. */
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import type { NotFoundPolicy, RoutePolicy, Target } from './types.ts'
import type { Found } from './method-router.ts'
import { compileAt, type InternedPolicy } from './policy-interner.ts'

export interface UrlEntry {
  /** What a request may reach, by method. */
  readonly found: Found<RoutePolicy>
  /** The first of those. */
  readonly at: ReadonlyMap<string, RoutePolicy>
  /**
   * Methods of which a request may reach routes with different policies: a constraint decides whose value a preflight does not
   * carry.
   *
   * That a request may reach no route at all, and so a not-found handler with another policy, does not count. Every URL without
   * a route reaches that handler too, and what the page may read there is decided by the handler's own policy. If it counted,
   * nearly every preflight for a route with a version would be refused, as one handler cannot have the policies of all routes.
   */
  readonly uncertain: ReadonlySet<string>
  /** By method, of those asked for that are routed. */
  readonly targets: Map<string, Target>
  /** Of a method that is not routed, by the handler that answers. */
  readonly missing: Map<NotFoundPolicy | undefined, Target>
}

export function createUrlEntry (found: Found<RoutePolicy>): UrlEntry {
  const at = new Map<string, RoutePolicy>()
  const uncertain = new Set<string>()
  for (const [method, [first, ...others]] of found) {
    at.set(method, first)
    if (others.some(({ pooled }) => pooled !== first.pooled)) uncertain.add(method)
  }
  return { found, at, uncertain, targets: new Map(), missing: new Map() }
}

/**
 * The whole truth about a URL: every method there that has this very policy.
 *
 * @param receives  whether the server can receive a request with the method; the page could not send what is approved
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
