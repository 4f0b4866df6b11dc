/** Which pattern of a document's `routes` is about a route. */

/** As the router takes such a path apart: one route with the parameter, and one without. */
const OPTIONAL = /(\/:[^/()]*)\?(\/?)$/

/** The paths that a route goes by, the one that it was declared with first. */
export type RoutePaths = readonly [string, ...string[]]

/**
 * Finds the paths that a route goes by: as it was declared, with and without an optional parameter, and as the router has
 * it, which options may have rid of slashes or upper case.
 *
 * @param declared  the full path, prefix included
 * @param routed    the full routed pattern
 */
export function pathsOf (declared: string, routed: string): RoutePaths {
  // No option adds a slash: it is the second route of "/" under a prefix, which Fastify gives the path of the first.
  if (routed === `${declared}/`) return [routed]
  if (!OPTIONAL.test(declared)) return [declared, routed]
  return [declared, declared.replace(OPTIONAL, '$1$2'), declared.replace(OPTIONAL, '$2') || '/', routed]
}

/**
 * The longest pattern that covers one of the paths of a route, compared as text: it equals the path, or is the longest one
 * ending in a slash and a star. Stars do not count.
 *
 * @param patterns  keys of `routes`
 */
export function coveringPattern (patterns: ReadonlySet<string>, paths: RoutePaths): string | undefined {
  let longest: string | undefined
  for (const path of paths) {
    const pattern = covering(patterns, path)
    if (pattern !== undefined && lengthOf(pattern) > lengthOf(longest ?? '')) longest = pattern
  }
  return longest
}

function lengthOf (pattern: string): number {
  return pattern.replace('*', '').length
}

function covering (patterns: ReadonlySet<string>, path: string): string | undefined {
  // Fastify has a spelling of its own for everything.
  const route = path === '*' ? '/*' : path
  if (patterns.has(route)) return route
  for (let slash = route.lastIndexOf('/'); slash !== -1; slash = route.lastIndexOf('/', slash - 1)) {
    const pattern = `${route.slice(0, slash + 1)}*`
    if (patterns.has(pattern)) return pattern
    if (slash === 0) break
  }
  return undefined
}
