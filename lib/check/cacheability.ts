/** Who may keep an answer: https://www.rfc-editor.org/rfc/rfc9111.html */
import type { HeaderLine, ServerResponse } from '../../types/browser.ts'
import { getValue, splitValue, valuesOf } from '../browser/header-values.ts'

/**
 * `shared`: caches between, and give it to anybody without asking; `kept`: a browser, or a cache that asks before it gives it; `no`: nobody.
 */
export type Cacheability = 'shared' | 'kept' | 'no'

/** What the answer's own headers say. What caches make of an answer that says nothing is not guessed at. */
export function cacheabilityOf ({ headers }: ServerResponse): Cacheability {
  const directives = cacheDirectives(headers)
  if (directives.has('no-store') || varyNames(headers).includes('*')) return 'no'
  const hasValidator = valuesOf(headers, 'etag').length > 0 || valuesOf(headers, 'last-modified').length > 0
  const own = secondsOf(directives.get('max-age')) ?? secondsUntilExpiry(headers)
  if (directives.has('private') || directives.has('no-cache')) return own > 0 || hasValidator ? 'kept' : 'no'
  if ((secondsOf(directives.get('s-maxage')) ?? own) > 0 || cameFromCache(headers)) return 'shared'
  return own > 0 || hasValidator ? 'kept' : 'no'
}

/** Lower-case names of directives → their arguments, without quotes; '' for none. The first of a name counts. */
export const cacheDirectives = once((headers): ReadonlyMap<string, string> => {
  const directives = new Map<string, string>()
  for (const element of splitValue(getValue(headers, 'cache-control') ?? '')) {
    const equals = element.indexOf('=')
    const name = (equals === -1 ? element : element.slice(0, equals)).trim().toLowerCase()
    if (!directives.has(name)) directives.set(name, equals === -1 ? '' : element.slice(equals + 1).trim().replaceAll('"', ''))
  }
  return directives
})

/** Lower case. */
export const varyNames = once((headers): readonly string[] =>
  splitValue(getValue(headers, 'vary') ?? '').map(name => name.toLowerCase()).filter(name => name !== ''))

/** Reads the same headers once: many ask, and values may be long. */
function once<T> (read: (headers: readonly HeaderLine[]) => T): (headers: readonly HeaderLine[]) => T {
  const known = new WeakMap<readonly HeaderLine[], { readonly found: T }>()
  return headers => {
    let result = known.get(headers)
    if (result === undefined) known.set(headers, result = { found: read(headers) })
    return result.found
  }
}

/** Whether a cache keeps the answers for different origins apart. */
export function variesByOrigin (headers: readonly HeaderLine[]): boolean {
  return varyNames(headers).some(name => name === 'origin' || name === '*')
}

function secondsOf (argument: string | undefined): number | undefined {
  return argument !== undefined && /^\d+$/.test(argument) ? Number(argument) : undefined
}

/** From when the answer was made. */
function secondsUntilExpiry (headers: readonly HeaderLine[]): number {
  const [expires = Number.NaN, date = Number.NaN] = [getValue(headers, 'expires'), getValue(headers, 'date')].map(value => Date.parse(value ?? ''))
  return expires > date ? (expires - date) / 1000 : 0
}

/** Whether a cache has shown itself. */
function cameFromCache (headers: readonly HeaderLine[]): boolean {
  return valuesOf(headers, 'age').length > 0 || ['x-cache', 'cf-cache-status', 'x-cache-status'].some(name => /\bhit\b/i.test(getValue(headers, name) ?? ''))
}
