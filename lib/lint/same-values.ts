/** Compares values of policy fields by meaning. */
import type { CorsPolicy } from '../../types/policy.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'

type Field = (typeof POLICY_FIELDS)[number]

/** Defaults of fields. */
const DEFAULTS: Readonly<Partial<Record<Field, unknown>>> = { credentials: false, allowedHeaders: [], exposedHeaders: [], dangerouslyAllow: [] }

/** Compares values of fields. Each list is read only once, because lists can have a million entries. */
export class SameValues {
  readonly #numbers = new Map<string, number>()
  readonly #known = new WeakMap<object, number>()

  /** Whether two values of a field have the same meaning. Ignores order, duplicates, and the case of header names. */
  areSame (field: Field, a: unknown, b: unknown): boolean {
    return this.#keyOf(field, a ?? DEFAULTS[field]) === this.#keyOf(field, b ?? DEFAULTS[field])
  }

  /** Whether two policies are the same in every field. */
  arePoliciesSame (a: CorsPolicy, b: CorsPolicy): boolean {
    return a === b || POLICY_FIELDS.every(field => this.areSame(field, a[field], b[field]))
  }

  #keyOf (field: Field, value: unknown): unknown {
    if (!Array.isArray(value)) return value
    let number = this.#known.get(value)
    if (number === undefined) {
      const list = field.endsWith('Headers') ? value.map(name => String(name).toLowerCase()) : value
      const text = [...new Set(list)].sort().join('\n')
      number = this.#numbers.get(text) ?? this.#numbers.size
      this.#numbers.set(text, number)
      this.#known.set(value, number)
    }
    return number
  }
}
