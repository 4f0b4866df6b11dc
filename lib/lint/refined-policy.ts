/** A policy that overrides refine. Caches what the checks of several overrides need. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { POLICY_FIELDS } from '../validate/policy.ts'
import { coversOf, type CoverOf } from './covers.ts'
import { patternsOf } from './patterns.ts'
import type { SameValues } from './policy-queries.ts'
import type { LintedPattern } from './subject.ts'

export class RefinedPolicy {
  readonly policy: CorsPolicy
  readonly #values: SameValues
  #known: ReadonlySet<unknown> | undefined
  #coverOf: CoverOf | undefined

  constructor (policy: CorsPolicy, values: SameValues) {
    this.policy = policy
    this.#values = values
  }

  /** Whether this value of a field has the same meaning as the value in the policy. */
  has (field: (typeof POLICY_FIELDS)[number], value: unknown): boolean {
    return this.#values.areSame(field, value, this.policy[field])
  }

  /** Whether a pattern is a wildcard that covers origins that the policy does not allow. */
  lacks (pattern: LintedPattern): boolean {
    if (!pattern.text.includes('*')) return false
    this.#known ??= new Set(this.policy.origins)
    this.#coverOf ??= coversOf(patternsOf(this.policy))
    return !this.#known.has(pattern.text) && this.#coverOf(pattern) === undefined
  }
}
