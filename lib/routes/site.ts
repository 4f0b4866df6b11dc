/** What is known of the URLs that match the same patterns: their routes, and what a preflight for each method reaches. */
import type { CompiledPolicy } from '../../types/decision.ts'
import type { NotFoundPolicy, RoutePolicy, Target } from './inventory.ts'
import type { Found } from './methods-at.ts'
import { compileAt, type PooledPolicy } from './policy-pool.ts'

export interface Site {
  /** The routes of all methods. */
  readonly at: ReadonlyMap<string, RoutePolicy>
  /**
   * Methods whose request may pass its route by, for a constraint, and then reaches a route of another policy. That it
   * may reach none, and so a not-found handler, does not count: no handler of the application runs there.
   */
  readonly uncertain: ReadonlySet<string>
  /** By method, of those asked for that are routed. */
  readonly targets: Map<string, Target>
  /** Of a method that is not routed, by the handler that answers. */
  readonly missing: Map<NotFoundPolicy | undefined, Target>
}

export function createSite ({ at, instead }: Found<RoutePolicy>): Site {
  const uncertain = new Set<string>()
  for (const [method, others] of instead) {
    if (others.some(({ pooled }) => pooled !== at.get(method)!.pooled)) uncertain.add(method)
  }
  return { at, uncertain, targets: new Map(), missing: new Map() }
}

/**
 * The whole truth about a URL: every method there that has this very policy.
 *
 * @param receives  whether the server can receive a request with the method; the page could not send what is approved
 */
export function atUrl (pooled: PooledPolicy, { at, uncertain }: Site, receives: (method: string) => boolean): CompiledPolicy {
  const methods: string[] = []
  let variesByMethod = false
  for (const [method, entry] of at) {
    if (entry.pooled !== pooled || uncertain.has(method)) variesByMethod = true
    else if (receives(method)) methods.push(method)
  }
  return compileAt(pooled, methods.sort(), variesByMethod)
}
