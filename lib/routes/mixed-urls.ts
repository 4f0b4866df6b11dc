/** Finds URLs whose methods have different policies or tenants. Browsers cache preflights by URL, so they cannot handle this in all cases. */
import type { RouteTable } from '../routes.ts'
import { shapeOf } from './pattern.ts'
import type { RoutePolicy } from './types.ts'
import { haveSameOrigins } from './url-entry.ts'

/** Lists the URLs whose routes have more than one policy, or one with several tenants, in the form `GET, POST /orders`. */
export function mixedUrls (table: RouteTable): string[] {
  const { routes } = table
  if (table.hasOnePolicy) return []
  // The names of parameters may differ between methods.
  const byShape = new Map<string, RoutePolicy[]>()
  for (const entry of routes) {
    const { key } = shapeOf(entry.route.pattern, table.caseSensitive)
    const others = byShape.get(key)
    if (others === undefined) byShape.set(key, [entry])
    else others.push(entry)
  }
  const lines = new Set<string>()
  for (const entries of byShape.values()) {
    for (const { route } of entries) {
      const together = atPattern(table, route.pattern, entries, route.constraints['host'])
      if (together.every((entry) => haveSameOrigins(together[0]!, entry))) continue
      lines.add(namesOf(route.pattern, together))
    }
  }
  return [...lines]
}

/** `GET, PUT /orders`, or `GET /orders/:id, PUT /orders/:key`. */
function namesOf (pattern: string, entries: readonly RoutePolicy[]): string {
  const routes = entries.map(({ route }) => route)
  if (hasParameter(pattern) && routes.some((route) => route.pattern !== pattern)) {
    return routes.map((route) => `${route.method} ${route.pattern}`).sort().join(', ')
  }
  return `${routes.map(({ method }) => method).sort().join(', ')} ${pattern}`
}

/** Returns the routes of a URL that matches the pattern. Includes other patterns if this one has no parameter and so is a URL itself. */
function atPattern (
  table: RouteTable, pattern: string, entries: readonly RoutePolicy[], host: unknown
): readonly RoutePolicy[] {
  if (!hasParameter(pattern) && !(host instanceof RegExp)) {
    // Ignores catch-all routes, such as a fallback, for a URL with its own routes.
    return [...table.at(pattern.replaceAll('::', ':'), host as string | undefined).values()].filter(({ route }) => !route.pattern.endsWith('*') && !needsEmptyParameter(pattern, route.pattern))
  }
  const byMethod = new Map<string, RoutePolicy>()
  for (const entry of entries) {
    const { method, constraints } = entry.route
    // The router prefers a route with this host to a route for any host. Regular expressions are compared as text.
    if (String(constraints['host']) === String(host) || (constraints['host'] === undefined && !byMethod.has(method))) byMethod.set(method, entry)
  }
  return [...byMethod.values()]
}

/** Whether a URL that ends in a slash reaches a route only with an empty parameter, which pages do not send. */
function needsEmptyParameter (url: string, pattern: string): boolean {
  return url.endsWith('/') && /\/:[^/?]*$/.test(pattern)
}

function hasParameter (pattern: string): boolean {
  return shapeOf(pattern, true).parameters.length > 0
}
