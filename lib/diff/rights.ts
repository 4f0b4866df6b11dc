/** What a policy lets pages of its origins do, and the difference of that. */
import type { CorsNames, CorsRights } from '../../types/diff.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { isSafelistedResponseHeaderName } from '../standard/headers.ts'
import { isSafelistedMethod } from '../standard/methods.ts'

/** CORS is off. */
export const NO_RIGHTS: CorsRights = Object.freeze({ read: false, credentials: false, methods: [], requestHeaders: [], responseHeaders: [] })

/**
 * Returns what pages of the allowed origins can do.
 *
 * @param hasMethods  whether the policy determines which methods they can use; false for a route, which has one method
 */
export function rightsOf ({ credentials = false, methods, allowedHeaders, exposedHeaders = [] }: CorsPolicy, hasMethods: boolean): CorsRights {
  return {
    read: true,
    credentials,
    methods: !hasMethods ? null : methods === undefined ? { except: [] } : sorted(methods.filter(method => !isSafelistedMethod(method))),
    requestHeaders: requestHeadersOf(allowedHeaders),
    responseHeaders: exposedHeaders === '*' ? { except: [] } : lowerCase(exposedHeaders).filter(name => !isSafelistedResponseHeaderName(name))
  }
}

/** "*" does not cover Authorization: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name */
function requestHeadersOf (allowed: CorsPolicy['allowedHeaders'] = []): CorsNames {
  const names = lowerCase(allowed === '*' ? ['*'] : allowed)
  if (!names.includes('*')) return names
  return { except: names.includes('authorization') ? [] : ['authorization'] }
}

function lowerCase (names: readonly string[]): readonly string[] {
  return sorted(names.map(name => name.toLowerCase()))
}

function sorted (names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort()
}

/** Returns the rights that the first has and the other does not. */
export function rightsOnlyIn (rights: CorsRights, other: CorsRights): CorsRights {
  return {
    read: rights.read && !other.read,
    credentials: rights.credentials && !other.credentials,
    methods: rights.methods === null || other.methods === null ? null : namesOnlyIn(rights.methods, other.methods),
    requestHeaders: namesOnlyIn(rights.requestHeaders, other.requestHeaders),
    responseHeaders: namesOnlyIn(rights.responseHeaders, other.responseHeaders)
  }
}

/** Whether there are no rights at all. */
export function isNoRight ({ read, credentials, methods, requestHeaders, responseHeaders }: CorsRights): boolean {
  return !read && !credentials && [methods ?? [], requestHeaders, responseHeaders].every(isNoName)
}

function namesOnlyIn (names: CorsNames, other: CorsNames): CorsNames {
  if (!isList(names)) return isList(other) ? { except: sorted([...names.except, ...other]) } : without(other.except, names.except)
  return isList(other) ? without(names, other) : names.filter(name => other.except.includes(name))
}

function without (names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others)
  return names.filter(name => !known.has(name))
}

/** Whether there are no names. */
export function isNoName (names: CorsNames): boolean {
  return isList(names) && names.length === 0
}

/** Whether the names are listed, and not all names except some. */
export function isList (names: CorsNames): names is readonly string[] {
  return Array.isArray(names)
}
