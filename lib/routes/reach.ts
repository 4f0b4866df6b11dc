/** Finds all routes of a method that a request can reach, for any values that its preflight does not carry. */
import type { Demands } from './constraints.ts'

/** A route at a node of the router. */
export interface Contender<T> {
  readonly value: T
  readonly demands: Demands
  /** The order of declaration. */
  readonly order: number
}

/**
 * Lists the routes that a request with this host can reach, in the order of the router. Three rules apply, independent of the order
 * of the constraints:
 *
 * - The router stops at the first node where a route accepts the request. A route without hidden constraints accepts every request
 *   without a value for an exclusive constraint, so such a request reaches no later route.
 * - A route without an exclusive constraint rejects every request with a value for this constraint. A route with the constraint
 *   accepts the request only if the value matches. So a request can reach every route with an exclusive constraint, with one exception.
 * - A node whose routes have no hidden constraint but their versions accepts every request for one of these versions. So such a
 *   request reaches no other route with the same version at this node, or at a later node of this kind.
 *
 * @param places  the routes at each node that matches the URL, the most specific node first
 */
export function reachable<T> (places: ReadonlyArray<ReadonlyArray<Contender<T>>>, host: string | undefined): T[] {
  const reached: T[] = []
  let isClosed = false
  let closedVersions = new Set<string | undefined>()
  for (const place of places) {
    const accepting = inRouterOrder(place, host)
    const hasVersionsOnly = place.every(({ demands }) => demands.hidden === 0 || demands.version !== undefined)
    const versions = new Set(hasVersionsOnly ? closedVersions : undefined)
    for (const { value, demands } of accepting) {
      if (isClosed && !demands.isExclusive) continue
      if (versions.has(demands.version)) continue
      reached.push(value)
      if (demands.hidden === 0) isClosed = true
      if (hasVersionsOnly) versions.add(demands.version)
    }
    // A route of another host can take a range of versions from the routes of this one.
    if (hasVersionsOnly && accepting.length === place.length) closedVersions = versions
  }
  return reached
}

/** Returns the routes of a node that accept the host. Routes with more constraints come first; of equal routes, the last declared. */
function inRouterOrder<T> (place: ReadonlyArray<Contender<T>>, host: string | undefined): Array<Contender<T>> {
  const fewestFirst = [...place].sort((a, b) => countOf(a.demands) - countOf(b.demands) || a.order - b.order)
  const chosen = withHost(fewestFirst, host)
  return fewestFirst.filter((contender) => contender.demands.host === undefined || chosen.includes(contender)).reverse()
}

function countOf ({ host, hidden }: Demands): number {
  return hidden + (host === undefined ? 0 : 1)
}

/**
 * Returns the routes whose host constraint accepts the host. This copies the behavior of the router's store, including its quirk. It
 * returns the routes of the exact host, or of the first matching regular expression. Because the router reads the store before it
 * adds a route, a route is also found with an earlier expression that matches its host or the text of its expression.
 * https://github.com/delvedor/find-my-way/blob/main/lib/strategies/accept-host.js
 */
function withHost<T> (place: ReadonlyArray<Contender<T>>, host: string | undefined): ReadonlyArray<Contender<T>> {
  const byName = new Map<unknown, ReadonlyArray<Contender<T>>>()
  const byExpression: Array<readonly [RegExp, ReadonlyArray<Contender<T>>]> = []
  const get = (value: string | RegExp) =>
    byName.get(value) ?? byExpression.find(([expression]) => expression.test(String(value)))?.[1] ?? []
  for (const contender of place) {
    const wanted = contender.demands.host
    if (wanted === undefined) continue
    const together = [...get(wanted), contender]
    if (wanted instanceof RegExp) byExpression.push([stateless(wanted), together])
    else byName.set(wanted, together)
  }
  return host === undefined ? [] : get(host)
}

/** Removes the flags `g` and `y`, with which a regular expression keeps its last position. */
export function stateless (expression: RegExp): RegExp {
  return new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''))
}
