/** Which routes a preflight can tell apart: by method, pattern and host, and by nothing else that a router can ask for. */
import type { Issue } from '../../types/report.ts'
import type { RoutePolicy } from './inventory.ts'

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
  routes: readonly RoutePolicy[]
): { distinct: ReadonlyMap<RoutePolicy, boolean>, ambiguous: readonly Issue[] } {
  const known = new Map<string, RoutePolicy>()
  const distinct = new Map<RoutePolicy, boolean>()
  const ambiguous: Issue[] = []
  for (const entry of routes) {
    const { method, pattern, constraints } = entry.route
    const host = constraints[DECIDABLE]
    const key = `${method} ${pattern} ${host instanceof RegExp ? host : JSON.stringify(host)}`
    const twin = known.get(key)
    if (twin === undefined) known.set(key, entry)
    distinct.set(twin ?? entry, isOpen(entry) && distinct.get(twin ?? entry) !== false)
    if (twin !== undefined && twin.pooled !== entry.pooled) ambiguous.push(ambiguity(twin, entry))
  }
  return { distinct, ambiguous }
}

/** Whether a route asks for more than a preflight carries. */
export function isOpen ({ route }: RoutePolicy): boolean {
  return Object.keys(route.constraints).some((name) => name !== DECIDABLE)
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
