/** Which pattern of a document's `routes` is about a route. */

/**
 * The pattern that covers a route, compared as text: an exact one, or else the longest one ending in a slash and a star.
 *
 * @param patterns  keys of `routes`
 * @param routed    the full routed pattern, as Fastify has it
 */
export function coveringPattern (patterns: ReadonlySet<string>, routed: string): string | undefined {
  // Fastify has a spelling of its own for everything.
  const route = routed === '*' ? '/*' : routed
  if (patterns.has(route)) return route
  for (let slash = route.lastIndexOf('/'); slash !== -1; slash = route.lastIndexOf('/', slash - 1)) {
    const pattern = `${route.slice(0, slash + 1)}*`
    if (patterns.has(pattern)) return pattern
    if (slash === 0) break
  }
  return undefined
}
