/** What an application is told about its routes when it boots, once. */
import type { FastifyBaseLogger } from 'fastify'
import type { RouteTable } from '../routes.ts'
import type { RoutePolicy } from '../routes/inventory.ts'
import type { ListedRoute } from '../routes/list.ts'

/** The names of our own hooks, by which they are found among others. */
export const ON_REQUEST_HOOK = 'corsPolicyOnRequest'

export interface Booted {
  readonly table: RouteTable
  readonly isComplete: boolean
  /** The OPTIONS routes that answer preflights. */
  readonly preflightRoutes: readonly ListedRoute[]
  /** Whether another plugin has decorated `reply.hijack`. */
  readonly hasForeignHijack: boolean
}

export function logNotices (log: FastifyBaseLogger, { table, isComplete, preflightRoutes, hasForeignHijack }: Booted): void {
  if (!isComplete) {
    log.warn('this version of Fastify does not give the list of its routes: preflights for routes declared before the ' +
      'plugin was registered are refused, so register it first and await it')
  }
  if (hasForeignHijack) {
    log.warn('another plugin has decorated reply.hijack, so hijacked replies carry no CORS headers; write ' +
      'reply.getHeaders() to the raw response')
  }
  const uncovered = table.routes.filter(({ route, scope }) => scope === undefined && 'cors' in route.config)
  if (uncovered.length > 0) {
    log.warn({ routes: uncovered.map(nameOf) },
      'these routes set config.cors but are outside every registration of the plugin, so they have no CORS')
  }
  const idle = table.idlePatterns
  if (idle.length > 0) {
    log.warn({ patterns: idle },
      'these patterns in `routes` cover no route; a pattern is compared with the path that a route was declared with, ' +
      'prefix included and word for word')
  }
  const mixed = mixedUrls(table)
  if (mixed.length > 0) {
    log.warn({ routes: mixed },
      'the methods of these URLs have different policies: a browser remembers a preflight for the whole URL, so give ' +
      'all methods of one URL the same policy')
  }
  const earlier = new Set(preflightRoutes.flatMap(hooksBefore))
  if (earlier.size > 0) {
    log.info({ hooks: [...earlier] },
      'these onRequest hooks run before the CORS policy and so on every preflight; register the plugin first to ' +
      'answer preflights before them')
  }
}

/** URLs whose routes have more than one policy, a line for each. */
function mixedUrls (table: RouteTable): string[] {
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
  if (/^[^:*]*$/.test(pattern) && !(host instanceof RegExp)) return [...table.at(pattern, host as string | undefined).values()]
  const byMethod = new Map<string, RoutePolicy>()
  for (const entry of entries) {
    const { method, constraints } = entry.route
    // The router prefers a route of this very host to one of any.
    if (constraints['host'] === host || (constraints['host'] === undefined && !byMethod.has(method))) byMethod.set(method, entry)
  }
  return [...byMethod.values()]
}

function hooksBefore ({ onRequest }: ListedRoute): string[] {
  return onRequest.slice(0, Math.max(0, onRequest.indexOf(ON_REQUEST_HOOK))).map((name) => name || 'anonymous')
}

function nameOf ({ route }: RoutePolicy): string {
  return `${route.method} ${route.pattern}`
}
