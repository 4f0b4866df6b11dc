/** Routes with different policies that only a constraint tells apart whose value a preflight does not carry. */
import type { RouteTable } from '../routes.ts'
import { demandsOf, hiddenNames } from './constraints.ts'
import type { RoutePolicy } from './types.ts'
import { PatternIndex, sharedUrls, type Values } from './overlap.ts'

/** Preflights for the methods at such URLs are refused. */
export interface UncertainTarget {
  /** Sorted. */
  readonly methods: readonly string[]
  /** One of the URLs, without its host. */
  readonly url: string
  /** The host constraint, where it is so for some hosts only; an expression as text. */
  readonly host: string | undefined
  /** Patterns of what a request may reach there. */
  readonly patterns: readonly string[]
  /** Names of the constraints that decide. */
  readonly constraints: readonly string[]
}

/** Makes up what is not written out. */
export interface Examples {
  readonly values: Values
  /** Hosts that a constraint accepts. */
  readonly hosts: (host: string | RegExp) => readonly string[]
}

/**
 * Finds them by URLs that two routes may have in common, at least one of which has such a constraint; what is found is what the
 * look-up says of a real URL. Routes are not found whose expressions accept nothing that is made up.
 */
export function uncertainTargets (table: RouteTable, examples: Examples): UncertainTarget[] {
  const { routes, strategies } = table
  const hidden = routes.filter(({ route }) => hiddenNames(route.constraints, strategies).length > 0)
  // Nearly every application has one policy, and then there is nothing to look up.
  if (hidden.length === 0 || new Set(routes.map(({ pooled }) => pooled)).size < 2) return []
  const byMethod = new Map<string, PatternIndex<RoutePolicy>>()
  for (const entry of routes) {
    const { method, pattern } = entry.route
    if (!byMethod.has(method)) byMethod.set(method, new PatternIndex())
    byMethod.get(method)!.add(pattern, entry)
  }
  const found = new Map<string, Place & { readonly method: string }>()
  for (const one of hidden) {
    const { method, pattern } = one.route
    for (const other of byMethod.get(method)!.overlapping(pattern)) {
      if (other.pooled === one.pooled) continue
      for (const place of placesOf(table, one, other, examples)) {
        const key = `${method} ${place.patterns.join()}`
        if (!found.has(key)) found.set(key, { method, ...place })
      }
    }
  }
  return together([...found.values()])
}

/** One for all methods that share a place, as HEAD does with GET. */
function together (places: ReadonlyArray<Place & { readonly method: string }>): UncertainTarget[] {
  const targets = new Map<string, UncertainTarget>()
  for (const { method, ...place } of places) {
    const key = JSON.stringify(place)
    const methods = [...targets.get(key)?.methods ?? [], method].sort()
    targets.set(key, { methods, ...place })
  }
  return [...targets.values()]
}

type Place = Omit<UncertainTarget, 'methods'>

function * placesOf (table: RouteTable, one: RoutePolicy, other: RoutePolicy, examples: Examples): Generator<Place> {
  const { method } = one.route
  const hosts = [one, other].map(({ route }) => demandsOf(route, table.strategies).host).filter((host) => host !== undefined)
  const asked = hosts.flatMap((host) => examples.hosts(host).map((text) => [String(host), text] as const))
  for (const url of sharedUrls(one.route.pattern, other.route.pattern, examples.values)) {
    for (const [host, text] of [[] as const, ...asked]) {
      const reached = table.uncertainAt(method, url, text)
      if (reached.length === 0) continue
      const patterns = new Set(reached.map(({ route }) => route.pattern))
      const constraints = new Set(reached.flatMap(({ route }) => hiddenNames(route.constraints, table.strategies)))
      yield { url, host, patterns: [...patterns], constraints: [...constraints].sort() }
    }
  }
}
