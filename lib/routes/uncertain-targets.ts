/** Routes with different policies that only a constraint tells apart whose value a preflight does not carry. */
import type { RouteTable } from '../routes.ts'
import { commonUrls } from './common-urls.ts'
import { demandsOf, hiddenNames } from './constraints.ts'
import type { RoutePolicy } from './inventory.ts'

/** Preflights for the method at such URLs are refused. */
export interface UncertainTarget {
  readonly method: string
  /** One of the URLs, without its host. */
  readonly url: string
  /** The host constraint, where it is so for some hosts only; an expression as text. */
  readonly host: string | undefined
  /** What a request may reach there, as `DELETE /orders/:id`. */
  readonly routes: readonly string[]
  /** Names of the constraints that decide. */
  readonly constraints: readonly string[]
}

/**
 * Finds them by URLs that two routes may have in common, at least one of which has such a constraint; what is found is what the
 * look-up says of a real URL. Routes whose expressions match none of the made-up values are not found.
 */
export function uncertainTargets (table: RouteTable): UncertainTarget[] {
  const { routes, strategies } = table
  const found = new Map<string, UncertainTarget>()
  for (const one of routes) {
    if (hiddenNames(one.route.constraints, strategies).length === 0) continue
    for (const other of routes) {
      if (other.pooled === one.pooled || other.route.method !== one.route.method) continue
      for (const target of targetsOf(table, one, other)) {
        const key = `${target.method} ${target.routes.join()}`
        if (!found.has(key)) found.set(key, target)
      }
    }
  }
  return [...found.values()]
}

function * targetsOf (table: RouteTable, one: RoutePolicy, other: RoutePolicy): Generator<UncertainTarget> {
  const { method } = one.route
  for (const url of commonUrls(one.route.pattern, other.route.pattern)) {
    for (const [host, text] of hostsOf(table, one, other)) {
      const reached = table.uncertainAt(method, url, text)
      if (reached.length === 0) continue
      const routes = new Set(reached.map(({ route }) => `${method} ${route.pattern}`))
      const constraints = new Set(reached.flatMap(({ route }) => hiddenNames(route.constraints, table.strategies)))
      yield { method, url, host, routes: [...routes], constraints: [...constraints].sort() }
    }
  }
}

/** No host, and what the two ask for, each with a host that it may stand for. */
function hostsOf ({ strategies }: RouteTable, ...entries: readonly RoutePolicy[]): ReadonlyArray<readonly [host?: string, text?: string]> {
  const asked = entries.map(({ route }) => demandsOf(route, strategies).host).filter((host) => host !== undefined)
  // What is left of an expression such as /^www\.example\.com$/ is a host that it matches.
  return [[], ...asked.map((host) => [String(host), typeof host === 'string' ? host : host.source.replaceAll(/[\\^$]/g, '')] as const)]
}
