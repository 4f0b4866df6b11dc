/** URLs whose methods have different policies, which no browser can be told of by preflights alone. */
import type { RouteTable } from '../routes.ts'
import type { RoutePolicy } from './types.ts'

/** Lists the URLs whose routes have more than one policy, each as `GET, POST /orders`. */
export function mixedUrls (table: RouteTable): string[] {
  const { routes } = table
  // Nearly every application has one policy, and then there is nothing to look up.
  if (new Set(routes.map(({ pooled }) => pooled)).size < 2) return []
  const byPattern = new Map<string, RoutePolicy[]>()
  for (const entry of routes) {
    const others = byPattern.get(entry.route.pattern)
    if (others === undefined) byPattern.set(entry.route.pattern, [entry])
    else others.push(entry)
  }
  const lines = new Set<string>()
  for (const [pattern, entries] of byPattern) {
    for (const { route } of entries) {
      const { host } = route.constraints
      const together = atPattern(table, pattern, entries, host)
      if (together.every(({ pooled }) => pooled === together[0]!.pooled)) continue
      lines.add(`${together.map((entry) => entry.route.method).sort().join(', ')} ${pattern}`)
    }
  }
  return [...lines]
}

/** The routes of one URL of a pattern: of other patterns too, where this one has no parameter and so is a URL itself. */
function atPattern (
  table: RouteTable, pattern: string, entries: readonly RoutePolicy[], host: unknown
): readonly RoutePolicy[] {
  if (/^[^:*]*$/.test(pattern) && !(host instanceof RegExp)) {
    // What catches all that is left, such as a fallback, is no part of a URL that has routes of its own.
    return [...table.at(pattern, host as string | undefined).values()].filter(({ route }) => !route.pattern.endsWith('*'))
  }
  const byMethod = new Map<string, RoutePolicy>()
  for (const entry of entries) {
    const { method, constraints } = entry.route
    // The router prefers a route of this very host to one of any; expressions are one where they are written alike.
    if (String(constraints['host']) === String(host) || (constraints['host'] === undefined && !byMethod.has(method))) byMethod.set(method, entry)
  }
  return [...byMethod.values()]
}
