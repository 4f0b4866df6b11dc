/** Lists the policies of a document in the form that rules check. */
import type { CorsPolicyOverride, CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { textOfEntry } from '../origin-entries.ts'
import { scopePolicy, validateOverride } from '../validate.ts'
import type { InheritedScope } from '../validate/choice.ts'
import { pointer } from '../validate/issue.ts'
import type { GroupedRoutes } from './grouped-routes.ts'
import { patternsOf } from './patterns.ts'
import { RefinedPolicy } from './refined-policy.ts'
import { SameValues } from './policy-queries.ts'
import type { LintedRoute } from './linted-route.ts'
import type { LintedPolicy } from './rule-input.ts'

/** A policy or an override and its location. */
export interface WrittenPolicy {
  /** What the path points into: the options of a route or a registration. Null for a document. */
  readonly place: string | null
  /** JSON Pointer of the object. */
  readonly path: string
  /** The fields that are set there. */
  readonly written: CorsPolicyOverride
  /** The resulting policy. */
  readonly policy: CorsPolicy
  /** The policy that it overrides. Undefined if it is a complete policy. */
  readonly base: CorsPolicy | undefined
}

/**
 * Lists the policies in a valid document: the policy of the scope, named policies, then overrides.
 *
 * @param reach  named policies and private suffixes, including those of outer registrations
 */
export function policiesOf (document: CorsPolicyDocument, reach: InheritedScope, place: string | null): WrittenPolicy[] {
  const scope = scopePolicy(document)
  const found: WrittenPolicy[] = scope === undefined ? [] : [{ place, path: '', written: scope, policy: scope, base: undefined }]
  for (const [name, policy] of Object.entries(document.policies ?? {})) {
    found.push({ place, path: pointer('/policies', name), written: policy, policy, base: undefined })
  }
  const choices = Object.entries(document.routes ?? {}).map(([key, choice]) => [pointer('/routes', key), choice] as const)
  for (const [path, written] of [...choices, ['/notFound', document.notFound] as const]) {
    if (typeof written !== 'object') continue
    // The document is valid, so the result has a policy.
    const { policy } = validateOverride(written, scope, reach, path) as { readonly policy: CorsPolicy }
    found.push({ place, path, written, policy, base: scope })
  }
  return found
}

/** List fields for which rules must know the overrides that inherit them. */
const INHERITED = ['methods', 'dangerouslyAllow'] as const

type CheckedOrigins = Pick<LintedPolicy, 'patterns' | 'entries'>

/** The number of origins that are checked of each policy, so that a long list hides no mistake in a short one. */
const FEWEST_ORIGINS = 10

/** Data that all policies of one lint run share. */
export class LintedPolicies {
  readonly #privateSuffixes: readonly string[]
  readonly #isProduction: boolean
  /** Inherited list → the policies of the overrides that inherit it. */
  readonly #heirs = new Map<unknown, CorsPolicy[]>()
  readonly #refined = new Map<CorsPolicy, RefinedPolicy>()
  readonly #origins = new Map<CorsPolicy['origins'], CheckedOrigins>()
  /** The number of origins that can still be checked. */
  #room: number
  #skipsOrigins = false
  readonly #values = new SameValues()

  /**
   * @param written          all policies and overrides
   * @param privateSuffixes  suffixes to treat like public suffixes
   * @param mostOrigins      maximum number of origins to check, of all policies together; the first ones of each are always checked
   */
  constructor (written: readonly WrittenPolicy[], privateSuffixes: readonly string[], isProduction: boolean, mostOrigins = Infinity) {
    this.#privateSuffixes = privateSuffixes
    this.#isProduction = isProduction
    this.#room = mostOrigins
    for (const { written: own, policy, base } of written) {
      if (base === undefined) continue
      for (const field of INHERITED) {
        if (Object.hasOwn(own, field) || policy[field] === undefined) continue
        const heirs = this.#heirs.get(policy[field])
        if (heirs === undefined) this.#heirs.set(policy[field], [policy])
        else heirs.push(policy)
      }
    }
  }

  /** Whether some origins of the subjects that were made are not checked. */
  get skipsOrigins (): boolean {
    return this.#skipsOrigins
  }

  /** Makes the subject that rules check from a policy and its routes. Routes are null if they are unknown. */
  subjectOf ({ policy, base }: Pick<WrittenPolicy, 'policy' | 'base'>, routes: GroupedRoutes<LintedRoute> | null): LintedPolicy {
    return {
      policy,
      credentials: policy.credentials === true,
      ...this.#originsOf(policy),
      privateSuffixes: this.#privateSuffixes,
      heirsOf: list => this.#heirs.get(list) ?? [],
      refined: base && this.#refinedOf(base),
      routes,
      isProduction: this.#isProduction
    }
  }

  /** Cached, because many overrides may inherit one long list. */
  #originsOf ({ origins }: CorsPolicy): CheckedOrigins {
    let checked = this.#origins.get(origins)
    if (checked === undefined) {
      const entries = origins === '*' ? [] : origins.slice(0, Math.max(this.#room, FEWEST_ORIGINS))
      this.#room = Math.max(this.#room - entries.length, 0)
      if (origins !== '*' && entries.length < origins.length) this.#skipsOrigins = true
      this.#origins.set(origins, checked = { patterns: patternsOf(entries), entries: entries.map(textOfEntry) })
    }
    return checked
  }

  #refinedOf (base: CorsPolicy): RefinedPolicy {
    let refined = this.#refined.get(base)
    if (refined === undefined) this.#refined.set(base, refined = new RefinedPolicy(base, this.#values))
    return refined
  }
}
