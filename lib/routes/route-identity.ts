/** Which routes are equal for the router: it keeps the first one, and rejects the others. */
import type { ListedRoute } from '../fastify/route-list.ts'
import type { MatchOptions } from '../fastify/match-options.ts'
import { shapeOf } from './pattern.ts'

/** Returns a text that is equal for routes with the same method, the same URLs and the same constraints. */
export function routeIdentity (
  { method, pattern, constraints }: Pick<ListedRoute, 'method' | 'pattern' | 'constraints'>, options: MatchOptions
): string {
  let path = pattern === '*' ? '/*' : pattern
  if (options.ignoreDuplicateSlashes === true) path = path.replaceAll(/\/{2,}/g, '/')
  if (options.ignoreTrailingSlash === true && path.length > 1) path = path.replace(/\/$/, '')
  const demands = Object.entries(constraints).map(([name, value]) => `${name}=${value instanceof RegExp ? value : JSON.stringify(value)}`).sort()
  return [method, shapeOf(path, options.caseSensitive ?? true).key, ...demands].join(' ')
}

/** Returns the routes without those that the router has rejected, because an earlier one is equal. */
export function withoutRejected (routes: readonly ListedRoute[], options: MatchOptions): ListedRoute[] {
  const byIdentity = new Map<string, ListedRoute>()
  for (const route of routes) {
    const identity = routeIdentity(route, options)
    if (!byIdentity.has(identity)) byIdentity.set(identity, route)
  }
  return [...byIdentity.values()]
}
