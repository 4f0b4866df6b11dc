/** The steps of an application of Express or hono → what covers its routes, and for which places a policy is needed. */
import { isDeepStrictEqual } from 'node:util'
import type { ProofRoute } from '../../migrate/proof/page-requests.ts'
import { isFor, isPlainPath, keyFor, UNKNOWN_PATH, type MiddlewareStep } from '../../migrate/proof/middleware-steps.ts'

/** A use of the other library for a place. */
export interface PlacedUse {
  /** The number of the use. */
  readonly use: number
  /** A key of `routes`; null for all paths. */
  readonly place: string | null
  /** False if preflights for the place do not reach the middleware. */
  readonly preflights: boolean
  /** Why no policy can express it; undefined if one can. */
  readonly reason: string | undefined
}

/** What the steps say about an application. */
export interface Places {
  readonly placed: readonly PlacedUse[]
  readonly routes: readonly ProofRoute[]
  /** The paths of routes without CORS. */
  readonly off: readonly string[]
  /** Whether URLs without a route are covered. */
  readonly coversNotFound: boolean
  /** The paths of routes that Fastify would write in another way. */
  readonly others: readonly string[]
}

/** What covers a URL; undefined if nothing does. */
type Coverage = Omit<PlacedUse, 'place'> | undefined

/** @param options  of each use, by its number */
export function middlewarePlaces (steps: readonly MiddlewareStep[], options: readonly unknown[]): Places {
  const handlers = steps.filter(({ use, path, method, isPrefix }) => use === undefined && isPlainPath(path) && !isPrefix && method !== 'OPTIONS')
  const urls = [...new Set(handlers.map(({ path }) => path === '' ? '/' : path))]
  const routes = urls.map(url => ({ url, methods: methodsOf(handlers.filter(({ path }) => (path === '' ? '/' : path) === url)) }))
  const others = [...new Set(steps.filter(({ use, path, isPrefix }) => use === undefined && (!isPlainPath(path) || isPrefix)).map(({ path }) => path))]
  const coverageOf = (url: string, methods: readonly string[]): Coverage => {
    const lists = methods.map(method => usesBefore(steps, method, url, options))
    const [preflight] = usesBefore(steps, 'OPTIONS', url, options)
    const [use] = new Set(lists.flat())
    if (use === undefined) return undefined
    const isEach = lists.every(list => list.length > 0)
    const isOne = lists.flat().every(other => other === use) && (preflight ?? use) === use
    const reason = !isEach ? 'The middleware is for some methods of the URL only.' : isOne ? undefined : 'Several middlewares with different options see the same requests.'
    return { use, preflights: preflight !== undefined, reason }
  }
  const table = new Map<string | null, Coverage>([[null, coverageOf(UNKNOWN_PATH, ['GET'])]])
  const prefixes = steps.filter(({ use, isPrefix, method, path }) => use !== undefined && isPrefix && method === undefined && path !== '' && isPlainPath(path)).map(({ path }) => path)
  for (const prefix of prefixes.sort((a, b) => a.split('/').length - b.split('/').length)) {
    const coverage = coverageOf(prefix + UNKNOWN_PATH, ['GET'])
    if (!isDeepStrictEqual(lookUp(table, prefix + UNKNOWN_PATH), coverage)) table.set(`${prefix}/*`, coverage)
  }
  const off: string[] = []
  for (const { url, methods } of routes) {
    const coverage = coverageOf(url, methods)
    if (isDeepStrictEqual(lookUp(table, url), coverage)) continue
    if (coverage === undefined) off.push(url)
    else table.set(url, coverage)
  }
  const placed = [...table].flatMap(([place, coverage]) => coverage === undefined ? [] : [{ place, ...coverage }])
  return { placed, routes, off, others, coversNotFound: table.get(null) !== undefined }
}

/** Those that pages use: Express makes a handler for all methods into one for each method of Node. */
function methodsOf (handlers: readonly MiddlewareStep[]): readonly string[] {
  return ALL.filter(method => handlers.some(handler => (handler.method ?? method) === method))
}

const ALL = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The uses that a request meets before its handler, each with the number of the first one with the same options. */
function usesBefore (steps: readonly MiddlewareStep[], method: string, url: string, options: readonly unknown[]): readonly number[] {
  const met = steps.filter(step => isFor(step, method, url))
  const end = met.findIndex(({ use }) => use === undefined)
  const uses = met.slice(0, end === -1 ? undefined : end).map(({ use }) => options.findIndex(other => isDeepStrictEqual(other ?? {}, options[use!] ?? {})))
  return [...new Set(uses)]
}

function lookUp (table: ReadonlyMap<string | null, Coverage>, url: string): Coverage {
  return table.get(keyFor(table.keys(), url) ?? null)
}
