/** Finds ambiguous targets: routes with different policies that differ only in a constraint whose value a preflight does not carry. */
import type { RouteTable } from '../routes.ts'
import { demandsOf, hiddenNames } from './constraints.ts'
import type { RoutePolicy } from './types.ts'
import { haveSameOrigins } from './url-entry.ts'
import { PatternIndex, sharedUrls, type Values } from './overlap.ts'

/** A URL whose preflights are rejected for some methods. */
export interface UncertainTarget {
  /** Sorted. */
  readonly methods: readonly string[]
  /** An example of the URL, without its host. */
  readonly url: string
  /** The host constraint, if only some hosts are affected; a regular expression as a string. */
  readonly host: string | undefined
  /** The patterns of the possible routes. */
  readonly patterns: readonly string[]
  /** The names of the constraints that distinguish the routes. */
  readonly constraints: readonly string[]
}

/** Provides example values for parameters and hosts. */
export interface Examples {
  readonly values: Values
  /** Returns hosts that a constraint accepts. */
  readonly hosts: (host: string | RegExp) => readonly string[]
}

/**
 * Finds ambiguous targets with example URLs for each pair of overlapping routes of which one has such a constraint. Each result is
 * checked by a lookup of a real URL. Misses routes whose regular expressions accept none of the example values.
 */
export function uncertainTargets (table: RouteTable, examples: Examples): UncertainTarget[] {
  const { routes, strategies } = table
  if (table.hasOnePolicy) return []
  const hidden = routes.filter(({ route }) => hiddenNames(route.constraints, strategies).length > 0)
  if (hidden.length === 0) return []
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
      if (haveSameOrigins(one, other)) continue
      for (const place of placesOf(table, one, other, examples)) {
        const key = `${method} ${place.patterns.join()}`
        if (!found.has(key)) found.set(key, { method, ...place })
      }
    }
  }
  return together([...found.values()])
}

/** Combines the methods with the same target, such as HEAD and GET. */
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
  const candidates = hosts.flatMap((host) => examples.hosts(host).map((text) => [String(host), text] as const))
  for (const url of sharedUrls(one.route.pattern, other.route.pattern, examples.values)) {
    for (const [host, text] of [[] as const, ...candidates]) {
      const reached = table.uncertainAt(method, url, text)
      if (reached.length === 0) continue
      const patterns = new Set(reached.map(({ route }) => route.pattern))
      const constraints = new Set(reached.flatMap(({ route }) => hiddenNames(route.constraints, table.strategies)))
      yield { url, host, patterns: [...patterns], constraints: [...constraints].sort() }
    }
  }
}
