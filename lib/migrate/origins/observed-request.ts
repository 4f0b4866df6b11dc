/** Stands for a request with an origin, and notices what a function reads of it. */

/** What a function has read of requests, besides the origin. */
export class RequestReads {
  /** Whether it has read the path. */
  hasPath = false
  /** Other parts, as they continue "reads". */
  readonly others = new Set<string>()
}

/**
 * Makes what functions get from @fastify/cors, cors and hono as the request.
 *
 * @param url     path of the request
 * @param prefix  what stands before the path where a whole URL is read
 */
export function requestWith (origin: string | undefined, url: string, reads: RequestReads, prefix = ''): object {
  const header = (name?: unknown): string | undefined => {
    const lower = String(name).toLowerCase()
    if (lower === 'origin') return origin
    reads.others.add(name === undefined ? 'all headers' : `the header ${lower}`)
    return undefined
  }
  const path = (value: unknown = url): unknown => {
    reads.hasPath = true
    return value
  }
  const other = (what: string): unknown => {
    reads.others.add(what)
    return ABSENT
  }
  const headers = new Proxy({}, {
    get: (_target, name) => typeof name === 'string' ? header(name) : undefined,
    has: (_target, name) => header(name) !== undefined,
    ownKeys: () => {
      reads.others.add('all headers')
      return []
    }
  })
  const get = (_target: object, name: string | symbol): unknown => {
    switch (name) {
      case 'headers': return headers
      case 'header':
      case 'get': return header
      case 'url': return path(prefix + url)
      case 'path':
      case 'originalUrl':
      case 'routePath':
      case 'routerPath': return path()
      case 'baseUrl': return path('')
      case 'routeOptions': return path({ url, config: {} })
      case 'raw':
      case 'req': return request
      case 'log': return LOG
      default: return typeof name === 'symbol' || name === 'then' ? undefined : other(name)
    }
  }
  const request: object = new Proxy({}, { get, has: (target, name) => get(target, name) !== undefined })
  return request
}

/** What a function gets for other parts: it can be called, and has nothing in it. */
const ABSENT: unknown = new Proxy(() => {}, { get: () => undefined })

const LOG = Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map(name => [name, () => {}]))

/** Why a function that has read requests cannot be converted; undefined if it can. @param path  what it was called with; undefined if it must not matter */
export function readsReason ({ hasPath, others }: RequestReads, path: string | undefined): string | undefined {
  const [first] = others
  if (first !== undefined) return `The function reads ${first} of the request, which no policy does. Which origins is it meant for?`
  return hasPath && path === undefined ? PATH_REASON : undefined
}

/** The reason if a function was converted without a path. */
export const PATH_REASON = 'The function reads the path of the request, so origins depend on it. Convert it for each path, and choose between the policies with "routes".'
