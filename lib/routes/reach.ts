/** Which routes of one method a request may reach, whatever it carries that its preflight does not. */
import type { Demands } from './constraints.ts'

/** A route at one place of the router. */
export interface Contender<T> {
  readonly value: T
  readonly demands: Demands
  /** When it was declared. */
  readonly order: number
}

/**
 * Lists the routes that a request with this host may reach, in the router's order. Two things decide, in whatever order the
 * constraints are written:
 *
 * - The router stops at the first place where a route accepts the request. A route without hidden constraints accepts every
 *   request that carries no value of an exclusive constraint, so that such requests go no further.
 * - A request that carries a value of an exclusive constraint is accepted by no route without this constraint, wherever that
 *   is, and by one with it only where the value matches. So every route with an exclusive constraint may be reached.
 *
 * @param places  the routes at each place that matches the URL, the most specific place first
 */
export function reachable<T> (places: ReadonlyArray<ReadonlyArray<Contender<T>>>, host: string | undefined): T[] {
  const reached: T[] = []
  let isClosed = false
  for (const place of places) {
    for (const { value, demands } of inRouterOrder(place, host)) {
      if (isClosed && !demands.isExclusive) continue
      reached.push(value)
      if (demands.hidden === 0) isClosed = true
    }
  }
  return reached
}

/** The routes of one place that accept the host: those with more constraints first, and of equals the last declared. */
function inRouterOrder<T> (place: ReadonlyArray<Contender<T>>, host: string | undefined): Array<Contender<T>> {
  const fewestFirst = [...place].sort((a, b) => countOf(a.demands) - countOf(b.demands) || a.order - b.order)
  const chosen = withHost(fewestFirst, host)
  return fewestFirst.filter((contender) => contender.demands.host === undefined || chosen.includes(contender)).reverse()
}

function countOf ({ host, hidden }: Demands): number {
  return hidden + (host === undefined ? 0 : 1)
}

/**
 * The routes whose host constraint accepts the host. This is the router's own store, odd as it is: it gives what belongs to
 * the name, or else to the first expression that matches; and since the store is asked before each route is added, a route is
 * also found under what an earlier expression matches, be it the text of another expression.
 * https://github.com/delvedor/find-my-way/blob/main/lib/strategies/accept-host.js
 */
function withHost<T> (place: ReadonlyArray<Contender<T>>, host: string | undefined): ReadonlyArray<Contender<T>> {
  const byName = new Map<unknown, ReadonlyArray<Contender<T>>>()
  const byExpression: Array<readonly [RegExp, ReadonlyArray<Contender<T>>]> = []
  const get = (value: string | RegExp) =>
    byName.get(value) ?? byExpression.find(([expression]) => expression.test(String(value)))?.[1] ?? []
  for (const contender of place) {
    const asked = contender.demands.host
    if (asked === undefined) continue
    const together = [...get(asked), contender]
    if (asked instanceof RegExp) byExpression.push([stateless(asked), together])
    else byName.set(asked, together)
  }
  return host === undefined ? [] : get(host)
}

/** With `g` or `y` an expression remembers where it last matched. */
export function stateless (expression: RegExp): RegExp {
  return new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''))
}
