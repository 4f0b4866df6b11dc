/** What would be about a route if a pattern of `routes` were not there. */

/**
 * For each pattern the next shorter one that covers what it covers; undefined where there is none.
 *
 * @param patterns  keys of `routes`
 */
export function nextPatterns (patterns: readonly string[]): ReadonlyMap<string, string | undefined> {
  const known = new Set(patterns)
  // No other lengths are tried, so that a path with a thousand slashes costs no more than its length.
  const lengths = new Set(patterns.map(({ length }) => length))
  return new Map(patterns.map(pattern => {
    let slash = pattern.lastIndexOf('/')
    if (pattern.endsWith('/*')) slash = pattern.lastIndexOf('/', slash - 1)
    for (; slash >= 0; slash = slash === 0 ? -1 : pattern.lastIndexOf('/', slash - 1)) {
      const next = lengths.has(slash + 2) ? `${pattern.slice(0, slash)}/*` : ''
      if (known.has(next) && next !== pattern) return [pattern, next]
    }
    return [pattern, undefined]
  }))
}
