/** Origin patterns, taken apart. */
import type { CorsPolicy } from '../../types/policy.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'
import type { LintedPattern } from './subject.ts'

/** The origin patterns of a policy, or the first ones; without `null`, and none where it admits every origin. */
export function patternsOf ({ origins }: Pick<CorsPolicy, 'origins'>, most = Infinity): LintedPattern[] {
  if (origins === '*') return []
  return (origins.length > most ? origins.slice(0, most) : origins).flatMap((text, i) => {
    const parts = readOriginPattern(text)!
    if (parts.kind === 'opaque') return []
    const { scheme, host, subdomains, port } = parts
    return [{ text, path: `/origins/${i}`, scheme, host, subdomains, port }]
  })
}
