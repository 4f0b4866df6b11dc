/** Which key of a document's `routes` covers a route. */

/** As the router takes such a path apart: one route with the parameter, and one without. */
const OPTIONAL = /(\/:[^/()]*)\?(\/?)$/

/** The paths that a route has, the one that it was declared with first. */
export type RoutePaths = readonly [string, ...string[]]

/**
 * Finds the paths of a route: as it was declared, with or without an optional parameter, and as the router has it, whose
 * options may have removed slashes.
 *
 * @param declared  the full path, prefix included
 * @param routed    the full routed pattern
 */
export function pathsOf (declared: string, routed: string): RoutePaths {
  // No option adds a slash: it is the second route of "/" under a prefix, which newer versions give the path of the first.
  if (routed === `${declared}/`) return [routed]
  if (!OPTIONAL.test(declared)) return [declared, routed]
  const half = parametersIn(routed) === parametersIn(declared) ? '$1$2' : '$2'
  return [declared, declared.replace(OPTIONAL, half) || '/', routed]
}

/** The colons of a parameter's expression are the same ones in both paths. */
function parametersIn (path: string): number {
  return path.split(':').length
}

/**
 * Finds the key that decides about a route, compared with its paths as text.
 *
 * An exact key comes first; a slash at its end counts only where the document has both keys. Then the longest pattern:
 * `/a/*` covers `/a`, `/a/` and everything below, `/a/+` only what is below, and comes first of the two.
 *
 * @param keys  of `routes`
 */
export function coveringPattern (keys: ReadonlySet<string>, paths: RoutePaths): string | undefined {
  const texts = paths.map(textOf)
  return exactKey(keys, texts) ?? longestPattern(keys, texts)
}

/** A key's path without its last part, where it is a pattern; undefined for an exact key. */
export function baseOf (key: string): string | undefined {
  return key.endsWith('/*') || key.endsWith('/+') ? key.slice(0, -2) : undefined
}

/** A path without the slashes at its end. */
export function withoutSlash (path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end--
  return path.slice(0, end)
}

/** Fastify makes `/admin*` of a route `*` under a prefix, and `*` where there is none. */
function textOf (path: string): string {
  return path.endsWith('*') && !path.endsWith('/*') ? `${path.slice(0, -1)}/*` : path
}

function exactKey (keys: ReadonlySet<string>, texts: readonly string[]): string | undefined {
  const bare = texts.map(withoutSlash)
  const candidates = [...texts, ...bare.flatMap(text => [`${text}/`, text])]
  return candidates.find(text => keys.has(text) && baseOf(text) === undefined)
}

function longestPattern (keys: ReadonlySet<string>, texts: readonly string[]): string | undefined {
  let longest: string | undefined
  for (const text of texts) {
    // With its question mark it is the name of two routes, and the path of none.
    const pattern = OPTIONAL.test(text) ? undefined : patternFor(keys, text)
    if (pattern !== undefined && pattern.length > (longest?.length ?? 0)) longest = pattern
  }
  return longest
}

function patternFor (keys: ReadonlySet<string>, text: string): string | undefined {
  const { length } = withoutSlash(text)
  for (let end = text.length; end >= 0; end = end === 0 ? -1 : text.lastIndexOf('/', end - 1)) {
    const base = text.slice(0, end)
    if (end < length && keys.has(`${base}/+`)) return `${base}/+`
    if (keys.has(`${base}/*`)) return `${base}/*`
  }
  return undefined
}
