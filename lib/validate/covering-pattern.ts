/** Finds the key of a document's `routes` that covers a route. */

/** The router splits such a path: one route with the parameter, and one without. */
const OPTIONAL = /(\/:[^/()]*)\?(\/?)$/

/** The paths of a route, with the declared path first. */
export type RoutePaths = readonly [string, ...string[]]

/**
 * Returns the paths of a route: the declared path, with or without its optional parameter, and the routed path, from which
 * the options of the router may have removed slashes.
 *
 * @param declared  the full path, including the prefix
 * @param routed    the full routed pattern
 */
export function pathsOf (declared: string, routed: string): RoutePaths {
  // No option adds a slash. This is the second route of "/" under a prefix, which newer versions declare with the path of the first.
  if (routed === `${declared}/`) return [routed]
  if (!OPTIONAL.test(declared)) return [declared, routed]
  const half = parametersIn(routed) === parametersIn(declared) ? '$1$2' : '$2'
  return [declared, declared.replace(OPTIONAL, half) || '/', routed]
}

/** Colons inside a parameter's regular expression occur in both paths, so they do not change the comparison. */
function parametersIn (path: string): number {
  return path.split(':').length
}

/** The keys of `routes`. They are compared with paths as text, without letter case if the router ignores it. */
export class RouteKeys {
  readonly #caseSensitive: boolean
  /** Each key by its compared text. */
  readonly #keys = new Map<string, string>()
  /** Keys whose compared text is that of an earlier key, with that key. */
  readonly equal: ReadonlyArray<readonly [key: string, earlier: string]>

  /** @param caseSensitive  whether the router compares paths with letter case */
  constructor (keys: readonly string[], caseSensitive: boolean) {
    this.#caseSensitive = caseSensitive
    this.equal = keys.flatMap((key) => {
      const text = this.#compared(key)
      const earlier = this.#keys.get(text)
      if (earlier === undefined) this.#keys.set(text, key)
      return earlier === undefined ? [] : [[key, earlier] as const]
    })
  }

  /**
   * Finds the key that applies to a route.
   *
   * An exact key has priority; its trailing slash matters only if the document has both keys. Otherwise the longest pattern
   * applies: `/a/*` covers `/a`, `/a/` and everything below. `/a/+` covers only what is below, and has priority over `/a/*`.
   */
  covering (paths: RoutePaths): string | undefined {
    const texts = paths.map((path) => textOf(this.#compared(path)))
    const found = exactKey(this.#keys, texts) ?? longestPattern(this.#keys, texts)
    return found === undefined ? undefined : this.#keys.get(found)
  }

  /**
   * Whether a key covers a route only in part: Fastify turns a route `*` under the prefix `/admin` into `/admin*`, which also matches
   * `/administrators`. The keys `/admin/*` and `/admin/+` do not cover that URL.
   */
  coversPart (key: string, paths: RoutePaths): boolean {
    const below = `${baseOf(this.#compared(key))}/*`
    return paths.map((path) => this.#compared(path)).some(path => path !== '*' && textOf(path) !== path && textOf(path) === below)
  }

  #compared (text: string): string {
    return this.#caseSensitive ? text : text.toLowerCase()
  }
}

/** Returns a pattern without its last segment; undefined for an exact key. */
export function baseOf (key: string): string | undefined {
  return key.endsWith('/*') || key.endsWith('/+') ? key.slice(0, -2) : undefined
}

/** Returns a path without its trailing slashes. */
export function withoutSlash (path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end--
  return path.slice(0, end)
}

/** Fastify turns a route `*` into `/admin*` under a prefix, and keeps `*` without a prefix. After a parameter, the star is part of the name. */
function textOf (path: string): string {
  return /(?:^|\/[^/:]*[^/])\*$/.test(path) ? `${path.slice(0, -1)}/*` : path
}

function exactKey (keys: ReadonlyMap<string, string>, texts: readonly string[]): string | undefined {
  const bare = texts.map(withoutSlash)
  const candidates = [...texts, ...bare.flatMap(text => [`${text}/`, text])]
  return candidates.find(text => keys.has(text) && baseOf(text) === undefined)
}

function longestPattern (keys: ReadonlyMap<string, string>, texts: readonly string[]): string | undefined {
  let longest: string | undefined
  for (const text of texts) {
    // A path with a question mark stands for two routes, and is the path of neither.
    const pattern = OPTIONAL.test(text) ? undefined : patternFor(keys, text)
    if (pattern !== undefined && pattern.length > (longest?.length ?? 0)) longest = pattern
  }
  return longest
}

function patternFor (keys: ReadonlyMap<string, string>, text: string): string | undefined {
  const { length } = withoutSlash(text)
  for (let end = text.length; end >= 0; end = end === 0 ? -1 : text.lastIndexOf('/', end - 1)) {
    const base = text.slice(0, end)
    if (end < length && keys.has(`${base}/+`)) return `${base}/+`
    if (keys.has(`${base}/*`)) return `${base}/*`
  }
  return undefined
}
