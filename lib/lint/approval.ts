/** What a policy approves and exposes by its lists. */
import type { CorsPolicy } from '../../types/policy.ts'
import { isNonWildcardRequestHeaderName, isSafelistedResponseHeaderName } from '../standard/headers.ts'
import { isSafelistedMethod } from '../standard/methods.ts'

type Lists = Pick<CorsPolicy, 'methods' | 'allowedHeaders' | 'exposedHeaders'>

/** Whether "*" is in the list, or in its place. */
export function allowsAnyHeader ({ allowedHeaders = [] }: Lists): boolean {
  return allowedHeaders.includes('*')
}

/** Whether pages may send a header, by the standard, its name in lower case; safelisted values are another matter. */
export function allowsHeader (policy: Lists, name: string): boolean {
  const { allowedHeaders = [] } = policy
  if (allowsAnyHeader(policy) && !isNonWildcardRequestHeaderName(name)) return true
  return allowedHeaders !== '*' && allowedHeaders.some(allowed => allowed.toLowerCase() === name)
}

/** Whether pages may read a header, its name in any case. */
export function exposesHeader ({ exposedHeaders = [] }: Lists, name: string): boolean {
  if (exposedHeaders === '*' || isSafelistedResponseHeaderName(name)) return true
  return exposedHeaders.some(exposed => exposed.toLowerCase() === name.toLowerCase())
}

/** Whether pages may send requests of a method that is routed. */
export function approvesMethod ({ methods }: Lists, method: string): boolean {
  return isSafelistedMethod(method) || methods === undefined || methods.includes(method)
}

/** Where a list is, for a finding about what it lacks: the whole policy where it is absent. */
export function pathOf (policy: Lists, field: keyof Lists): string {
  return policy[field] === undefined ? '' : `/${field}`
}
