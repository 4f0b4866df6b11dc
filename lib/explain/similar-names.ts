/** Finds methods and header names of a policy that are similar to a blocked one. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import { nearest } from '../validate/nearest.ts'

/** The listed method that is most similar to a blocked method. */
export function methodMisses (method: string, listed: Iterable<string>): CorsNearMiss[] {
  const near = nearest(method, listed)
  if (near === undefined) return []
  const isCase = near.toUpperCase() === method.toUpperCase()
  const message = isCase
    ? `\`${method}\` is not \`${near}\`. Methods are case-sensitive, and browsers do not change the case of this method.`
    : `\`${method}\` is not listed, but the similar \`${near}\` is.`
  return [miss('methods', method, near, isCase ? 'case' : 'name', message)]
}

/** The allowed header name that is most similar to a blocked name. */
export function headerMisses (name: string, allowed: '*' | readonly string[]): CorsNearMiss[] {
  if (allowed === '*' || allowed.includes('*')) {
    return [miss('allowedHeaders', name, '*', 'name', `\`*\` covers every header name except \`${name}\`.`)]
  }
  const near = nearest(name, allowed)
  return near === undefined
    ? []
    : [miss('allowedHeaders', name, near, 'name', `\`${name}\` is not allowed, but the similar \`${near}\` ` +
    'is.')]
}

function miss (field: CorsNearMiss['field'], given: string, near: string, difference: Difference, message: string): CorsNearMiss {
  return { field, given, near, differs: [difference], message }
}
