/** Queries about what the lists of a policy approve and expose. */
import type { CorsPolicy } from '../../types/policy.ts'
import { isNonWildcardRequestHeaderName, isSafelistedResponseHeaderName } from '../standard/headers.ts'
import { isSafelistedMethod } from '../standard/methods.ts'

type Lists = Pick<CorsPolicy, 'methods' | 'allowedHeaders' | 'exposedHeaders'>

/** Whether the list contains "*" or is "*". */
export function allowsAnyHeader ({ allowedHeaders = [] }: Lists): boolean {
  return allowedHeaders.includes('*')
}

/** Whether pages can send a header according to the standard. The name is lower case. Safelisted values are not considered. */
export function allowsHeader (policy: Lists, name: string): boolean {
  const { allowedHeaders = [] } = policy
  if (allowsAnyHeader(policy) && !isNonWildcardRequestHeaderName(name)) return true
  return allowedHeaders !== '*' && allowedHeaders.some(allowed => allowed.toLowerCase() === name)
}

/** Whether pages can read a response header. The name can have any case. */
export function exposesHeader ({ exposedHeaders = [] }: Lists, name: string): boolean {
  if (exposedHeaders === '*' || isSafelistedResponseHeaderName(name)) return true
  return exposedHeaders.some(exposed => exposed.toLowerCase() === name.toLowerCase())
}

/** Whether pages can send requests with a method that has a route. */
export function approvesMethod ({ methods }: Lists, method: string): boolean {
  return isSafelistedMethod(method) || methods === undefined || methods.includes(method)
}

/** The path of a finding about a missing entry of a list: the whole policy if the list itself is missing. */
export function pathOf (policy: Lists, field: keyof Lists): string {
  return policy[field] === undefined ? '' : `/${field}`
}
