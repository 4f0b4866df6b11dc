/** Parses the origin patterns of a policy. */
import type { CorsPolicy } from '../../types/policy.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'
import type { LintedPattern } from './subject.ts'

/** Parses the origin patterns of a policy, at most `most`. Skips `null` and sources. Empty if the policy allows any origin. */
export function patternsOf ({ origins }: Pick<CorsPolicy, 'origins'>, most = Infinity): LintedPattern[] {
  if (origins === '*') return []
  return (origins.length > most ? origins.slice(0, most) : origins).flatMap((text, i) => {
    if (typeof text !== 'string') return []
    const parts = readOriginPattern(text)!
    if (parts.kind === 'opaque') return []
    const { scheme, host, subdomains, label, port } = parts
    return [{ text, path: `/origins/${i}`, scheme, host, subdomains, label, port }]
  })
}
