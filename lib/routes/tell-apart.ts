/** Which routes a preflight can tell apart: by method, pattern and host, and by nothing else that a router can ask for. */
import type { Issue } from '../../types/report.ts'
import type { RoutePolicy } from './inventory.ts'
import { shapeOf } from './pattern.ts'

/** The one constraint whose value a preflight carries. */
export const DECIDABLE = 'host'

/**
 * Keeps one route of those that differ only by other constraints, such as a version. The target of a preflight is open
 * among them, so they share one policy.
 *
 * @returns the routes kept, with whether all of them ask for more than a preflight carries, so that a request may pass
 *          them by; and an issue for each route whose policy differs
 */
export function tellApart (
  routes: readonly RoutePolicy[], caseSensitive: boolean
): { distinct: ReadonlyMap<RoutePolicy, number>, ambiguous: readonly Issue[] } {
  const known = new Map<string, RoutePolicy>()
  const distinct = new Map<RoutePolicy, number>()
  const ambiguous: Issue[] = []
  for (const entry of routes) {
    const { method, pattern, constraints } = entry.route
    const host = constraints[DECIDABLE]
    const key = `${method} ${shapeOf(pattern, caseSensitive).key} ${host instanceof RegExp ? host : JSON.stringify(host)}`
    const twin = known.get(key)
    if (twin === undefined) known.set(key, entry)
    const kept = twin ?? entry
    distinct.set(kept, Math.min(otherConstraints(entry), distinct.get(kept) ?? Infinity))
    if (twin !== undefined && twin.pooled !== entry.pooled) ambiguous.push(ambiguity(twin, entry))
  }
  return { distinct, ambiguous }
}

/** How many things a route asks for that a preflight does not carry. */
export function otherConstraints ({ route }: RoutePolicy): number {
  return Object.keys(route.constraints).filter((name) => name !== DECIDABLE).length
}

function ambiguity (first: RoutePolicy, second: RoutePolicy): Issue {
  const { method, pattern } = second.route
  const constraints = { ...first.route.constraints, ...second.route.constraints }
  const names = Object.keys(constraints).filter((name) => name !== DECIDABLE).join(', ')
  return {
    id: 'preflight-target-is-ambiguous',
    path: '',
    value: `${method} ${pattern}`,
    message: `several routes differ only by ${names}, which a CORS-preflight request does not carry, and have different ` +
      'policies. Give them one policy.'
  }
}
