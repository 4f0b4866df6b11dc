/** Where an application of Express or hono uses a middleware, and its routes, in the order in which a request meets them. */

/** A use of a middleware, or a handler of a route. */
export interface MiddlewareStep {
  /** The path as the application declares it, with the paths that it is mounted at; '' for all paths. */
  readonly path: string
  /** Whether it also covers everything below the path. */
  readonly isPrefix: boolean
  /** The method, upper case; undefined for all methods. */
  readonly method: string | undefined
  /** Which use of the other library this is, counted in their order; undefined for a handler. */
  readonly use: number | undefined
}

/** Whether a step is for a request to the URL of a route. Parameters stand for one another. */
export function isFor ({ path, isPrefix, method: own }: MiddlewareStep, method: string, url: string): boolean {
  if (own !== undefined && own !== method) return false
  if (path === url) return true
  const wanted = segmentsOf(path)
  const given = segmentsOf(url)
  const fits = wanted.every((segment, i) => segment === given[i] || (segment.startsWith(':') && given[i] !== undefined))
  return fits && (isPrefix || wanted.length === given.length)
}

function segmentsOf (path: string): readonly string[] {
  return path.split('/').filter(segment => segment !== '')
}

/** Whether a path has only texts and parameters, so that it means the same in Fastify. */
export function isPlainPath (path: string): boolean {
  return /^(?:\/(?:[\w.~-]*|:\w+))*$/.test(path)
}

/** A path that no application has. */
export const UNKNOWN_PATH = '/fastify-cors-policy-unknown'

/** The key of `routes` that covers a URL: the URL itself, or else the longest one that ends with a wildcard. */
export function keyFor (keys: Iterable<string | null>, url: string): string | undefined {
  let longest: string | undefined
  for (const key of keys) {
    if (key === url) return key
    const covers = key?.endsWith('/*') === true && `${url}/`.startsWith(key.slice(0, -1))
    if (covers && key.length > (longest ?? '').length) longest = key
  }
  return longest
}
