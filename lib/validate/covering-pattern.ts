/** Which pattern of a document's `routes` is about a route. */

/**
 * The longest pattern that covers a route, compared as text: an exact one, or one ending in a slash and a star.
 *
 * @param patterns  keys of `routes`
 * @param routed    the full routed pattern, as Fastify has it
 */
export function coveringPattern (patterns: Iterable<string>, routed: string): string | undefined {
  // Fastify has a spelling of its own for everything.
  const route = routed === '*' ? '/*' : routed
  let longest: string | undefined
  for (const pattern of patterns) {
    const covers = pattern === route || (pattern.endsWith('/*') && route.startsWith(pattern.slice(0, -1)))
    if (covers && (longest === undefined || pattern.length > longest.length)) longest = pattern
  }
  return longest
}
