/** A policy that overrides refine. Caches what the checks of several overrides need. */
import type { CorsOriginEntry, CorsPolicy } from '../../types/policy.ts'
import type { POLICY_FIELDS } from '../validate/policy.ts'
import { coversOf, type CoverOf } from './covers.ts'
import { patternsOf } from './patterns.ts'
import type { SameValues } from './policy-queries.ts'
import type { LintedBase, LintedPattern } from './rule-input.ts'

export class RefinedPolicy implements LintedBase {
  readonly policy: CorsPolicy
  readonly #values: SameValues
  #known: ReadonlySet<unknown> | undefined
  #coverOf: CoverOf | undefined

  constructor (policy: CorsPolicy, values: SameValues) {
    this.policy = policy
    this.#values = values
  }

  has (field: (typeof POLICY_FIELDS)[number], value: unknown): boolean {
    return this.#values.areSame(field, value, this.policy[field])
  }

  lacks (pattern: LintedPattern): boolean {
    if (!pattern.text.includes('*')) return false
    const origins = this.policy.origins as readonly CorsOriginEntry[]
    this.#known ??= new Set(origins)
    this.#coverOf ??= coversOf(patternsOf(origins))
    return !this.#known.has(pattern.text) && this.#coverOf(pattern) === undefined
  }
}
