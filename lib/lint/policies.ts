/** A document → the policies that it writes down, as rules look at them. */
import type { CorsPolicyOverride, CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { scopePolicy, validateOverride } from '../validate.ts'
import type { InheritedScope } from '../validate/choice.ts'
import { pointer } from '../validate/issue.ts'
import { patternsOf } from './patterns.ts'
import { RefinedPolicy } from './refined-policy.ts'
import { SameValues } from './same-values.ts'
import type { LintedPattern, LintedPolicy, LintedRoute } from './subject.ts'

/** A policy or an override, and where it stands. */
export interface WrittenPolicy {
  /** What the path points into: a route's options, a registration; null for a document. */
  readonly place: string | null
  /** JSON Pointer of the object. */
  readonly path: string
  /** What stands there: all of the fields, or some. */
  readonly written: CorsPolicyOverride
  /** What that makes. */
  readonly policy: CorsPolicy
  /** The policy whose fields it replaces; undefined where it is complete by itself. */
  readonly base: CorsPolicy | undefined
}

/**
 * Lists the policies that a valid document writes down: the scope's, those with names, then overrides.
 *
 * @param reach  named policies, and suffixes to treat like public ones, those of outer registrations included
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
    // It is valid, so that there is a policy.
    const { policy } = validateOverride(written, scope, reach, path) as { readonly policy: CorsPolicy }
    found.push({ place, path, written, policy, base: scope })
  }
  return found
}

/** Fields of lists that are there for what other fields have. */
const INHERITED = ['methods', 'dangerouslyAllow'] as const

/** What all policies of one lint have in common. */
export class LintedPolicies {
  readonly #privateSuffixes: readonly string[]
  readonly #isProduction: boolean
  readonly #mostOrigins: number
  /** By the list that they take over. */
  readonly #heirs = new Map<unknown, CorsPolicy[]>()
  readonly #refined = new Map<CorsPolicy, RefinedPolicy>()
  readonly #patterns = new Map<CorsPolicy['origins'], readonly LintedPattern[]>()
  readonly #values = new SameValues()

  /**
   * @param written          all that are written down
   * @param privateSuffixes  suffixes to treat like public ones
   * @param mostOrigins      no more of the origins of a policy are looked at, the first ones
   */
  constructor (written: readonly WrittenPolicy[], privateSuffixes: readonly string[], isProduction: boolean, mostOrigins = Infinity) {
    this.#privateSuffixes = privateSuffixes
    this.#isProduction = isProduction
    this.#mostOrigins = mostOrigins
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

  /** A policy as rules look at it, with the routes under it; null where they are not known. */
  subjectOf ({ policy, base }: Pick<WrittenPolicy, 'policy' | 'base'>, routes: readonly LintedRoute[] | null): LintedPolicy {
    return {
      policy,
      credentials: policy.credentials === true,
      patterns: this.#patternsOf(policy),
      privateSuffixes: this.#privateSuffixes,
      heirsOf: list => this.#heirs.get(list) ?? [],
      refined: base && this.#refinedOf(base),
      routes,
      isProduction: this.#isProduction
    }
  }

  /** Many overrides may inherit one long list. */
  #patternsOf (policy: CorsPolicy): readonly LintedPattern[] {
    let patterns = this.#patterns.get(policy.origins)
    if (patterns === undefined) this.#patterns.set(policy.origins, patterns = patternsOf(policy, this.#mostOrigins))
    return patterns
  }

  #refinedOf (base: CorsPolicy): RefinedPolicy {
    let refined = this.#refined.get(base)
    if (refined === undefined) this.#refined.set(base, refined = new RefinedPolicy(base, this.#values))
    return refined
  }
}
