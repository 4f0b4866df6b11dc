/** Parses the origin patterns of a policy. */
import type { CorsPolicy } from '../../types/policy.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'
import type { LintedPattern } from './subject.ts'

/** Parses the origin patterns of a policy. Skips `null` and sources. Empty if the policy allows any origin. */
export function patternsOf ({ origins }: Pick<CorsPolicy, 'origins'>): LintedPattern[] {
  if (origins === '*') return []
  return origins.flatMap((text, i) => {
    if (typeof text !== 'string') return []
    const parts = readOriginPattern(text)!
    if (parts.kind === 'opaque') return []
    const { scheme, host, subdomains, label, port } = parts
    return [{ text, path: `/origins/${i}`, scheme, host, subdomains, label, port }]
  })
}
