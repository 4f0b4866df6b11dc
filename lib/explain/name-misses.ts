/** Which method or header name of a policy was probably meant. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import { nearest } from '../validate/nearest.ts'

/** The listed method that a refused one nearly is. */
export function methodMisses (method: string, listed: Iterable<string>): CorsNearMiss[] {
  const near = nearest(method, listed)
  if (near === undefined) return []
  const isCase = near.toUpperCase() === method.toUpperCase()
  const words = isCase
    ? `\`${method}\` is not \`${near}\`: methods are compared byte by byte, and browsers leave this one as it is.`
    : `\`${method}\` is not listed, and \`${near}\` is.`
  return [miss('methods', method, near, isCase ? 'case' : 'name', words)]
}

/** The allowed header name that a refused one nearly is. */
export function headerMisses (name: string, allowed: '*' | readonly string[]): CorsNearMiss[] {
  if (allowed === '*' || allowed.includes('*')) {
    return [miss('allowedHeaders', name, '*', 'name', `\`*\` covers every header name but \`${name}\`.`)]
  }
  const near = nearest(name, allowed)
  return near === undefined ? [] : [miss('allowedHeaders', name, near, 'name', `\`${name}\` is not allowed, and \`${near}\` is.`)]
}

function miss (field: CorsNearMiss['field'], given: string, near: string, difference: Difference, words: string): CorsNearMiss {
  return { field, given, near, differs: [difference], words }
}
