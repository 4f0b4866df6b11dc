/** Finds routes that handle every URL below a prefix, so a not-found handler never handles their methods. */

interface CatchingRoute {
  readonly method: string
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
}

/**
 * Lists the methods that routes handle at every URL below a prefix, sorted. Routes with constraints do not count.
 *
 * @param prefix  the prefix of a not-found handler, which also handles the prefix itself
 */
export function caughtMethods (routes: readonly CatchingRoute[], prefix: string): string[] {
  const below = prefix.endsWith('/') ? prefix : `${prefix}/`
  const unconstrained = routes.filter(({ constraints }) => Object.keys(constraints).length === 0)
  const hasExactly = (method: string) => unconstrained.some(route => route.method === method && route.url === prefix)
  const catching = unconstrained.filter(({ method, url }) => {
    if (!url.endsWith('*')) return false
    const base = url.slice(0, -1)
    return prefix.startsWith(base) || (below.startsWith(base) && (prefix === '' || hasExactly(method)))
  })
  return [...new Set(catching.map(({ method }) => method))].sort()
}
