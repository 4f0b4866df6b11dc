/** Which caches may store a response: https://www.rfc-editor.org/rfc/rfc9111.html */
import type { HeaderLine, ServerResponse } from '../../types/browser.ts'
import { getValue, splitValue, valuesOf } from '../browser/header-values.ts'

/**
 * `shared`: shared caches may store it for all users. `kept`: browsers, and caches that revalidate it, may store it. `no`: no cache may.
 */
export type Cacheability = 'shared' | 'kept' | 'no'

/** Evaluates the headers of the response, without heuristics of caches. */
export function cacheabilityOf ({ headers }: ServerResponse): Cacheability {
  const directives = cacheDirectives(headers)
  if (directives.has('no-store') || varyNames(headers).includes('*')) return 'no'
  const hasValidator = valuesOf(headers, 'etag').length > 0 || valuesOf(headers, 'last-modified').length > 0
  const own = secondsOf(directives.get('max-age')) ?? secondsUntilExpiry(headers)
  if (directives.has('private') || directives.has('no-cache')) return own > 0 || hasValidator ? 'kept' : 'no'
  if ((secondsOf(directives.get('s-maxage')) ?? own) > 0 || cameFromCache(headers)) return 'shared'
  return own > 0 || hasValidator ? 'kept' : 'no'
}

/** Maps lower-case directives to their arguments without quotes; '' for no argument. The first directive of a name applies. */
export const cacheDirectives = cachedByHeaders((headers): ReadonlyMap<string, string> => {
  const directives = new Map<string, string>()
  for (const element of splitValue(getValue(headers, 'cache-control') ?? '')) {
    const equals = element.indexOf('=')
    const name = (equals === -1 ? element : element.slice(0, equals)).trim().toLowerCase()
    if (!directives.has(name)) directives.set(name, equals === -1 ? '' : element.slice(equals + 1).trim().replaceAll('"', ''))
  }
  return directives
})

/** The names in `Vary`, in lower case. */
export const varyNames = cachedByHeaders((headers): readonly string[] =>
  splitValue(getValue(headers, 'vary') ?? '').map(name => name.toLowerCase()).filter(name => name !== ''))

/** Caches the result for each list of headers, because values may be long and several probes read them. */
function cachedByHeaders<T> (read: (headers: readonly HeaderLine[]) => T): (headers: readonly HeaderLine[]) => T {
  const known = new WeakMap<readonly HeaderLine[], { readonly found: T }>()
  return headers => {
    let result = known.get(headers)
    if (result === undefined) known.set(headers, result = { found: read(headers) })
    return result.found
  }
}

/** Whether caches separate the responses for different origins. */
export function variesByOrigin (headers: readonly HeaderLine[]): boolean {
  return varyNames(headers).some(name => name === 'origin' || name === '*')
}

function secondsOf (argument: string | undefined): number | undefined {
  return argument !== undefined && /^\d+$/.test(argument) ? Number(argument) : undefined
}

/** Seconds from `Date` to `Expires`. */
function secondsUntilExpiry (headers: readonly HeaderLine[]): number {
  const [expires = Number.NaN, date = Number.NaN] = [getValue(headers, 'expires'), getValue(headers, 'date')].map(value => Date.parse(value ?? ''))
  return expires > date ? (expires - date) / 1000 : 0
}

/** Whether a header shows that the response is from a cache. */
function cameFromCache (headers: readonly HeaderLine[]): boolean {
  return valuesOf(headers, 'age').length > 0 || ['x-cache', 'cf-cache-status', 'x-cache-status'].some(name => /\bhit\b/i.test(getValue(headers, name) ?? ''))
}
