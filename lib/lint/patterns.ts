/** Parses the origin patterns of a list. */
import type { CorsOriginEntry } from '../../types/policy.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'
import type { LintedPattern } from './rule-input.ts'

/** Parses the origin patterns of a list. Skips `null` and sources. */
export function patternsOf (origins: readonly CorsOriginEntry[]): LintedPattern[] {
  return origins.flatMap((text, i) => {
    if (typeof text !== 'string') return []
    const parts = readOriginPattern(text)!
    if (parts.kind === 'opaque') return []
    const { scheme, host, subdomains, label, port } = parts
    return [{ text, path: `/origins/${i}`, scheme, host, subdomains, label, port }]
  })
}
