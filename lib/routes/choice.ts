/** Which policy a route or a not-found handler has: `config.cors`, then the scope's `routes`, then the scope's policy. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { validateOverride } from '../validate.ts'
import { coveringPattern, pathsOf } from '../validate/covering-pattern.ts'
import { pointer } from '../validate/issue.ts'
import type { Scope } from './scope.ts'

/** An effective policy and where it came from. */
export interface Choice {
  /** `false` where CORS is off. */
  readonly policy: CorsPolicy | false
  /** The policy's name, where it was chosen by name. */
  readonly name: string | undefined
  readonly from: 'config' | 'routes' | 'notFound' | 'scope'
  /** The policy whose fields an override replaces; `false` where there is none, undefined where nothing is replaced. */
  readonly base: CorsPolicy | false | undefined
}

/** What a choice is called in logs and counters. All policies without a name share two words, so that there are few. */
export function labelOf ({ name, from }: Choice): string {
  return name ?? (from === 'scope' ? 'scope' : 'override')
}

/** Collects the issues of all routes while it resolves them; the same value is resolved once for each policy that it refines. */
export class ChoiceResolver {
  readonly issues: CorsPolicyIssue[] = []
  readonly #scope: Scope
  /** The choice where neither the route nor the document says anything of it. */
  readonly ofScope: Choice
  readonly #resolved = new Map<unknown, Choice[]>()

  /** Keys of the document's `routes`, and those that have covered no route so far. */
  readonly #patterns: ReadonlySet<string>
  readonly #idle: Set<string>

  constructor (scope: Scope) {
    this.#scope = scope
    this.ofScope = { policy: scope.policy ?? false, name: undefined, from: 'scope', base: undefined }
    this.#patterns = new Set(Object.keys(scope.document.routes ?? {}))
    this.#idle = new Set(this.#patterns)
  }

  /** Keys of `routes` that cover no route, or none whose policy depends on them. */
  get idlePatterns (): readonly string[] {
    return [...this.#idle]
  }

  /** The choice for a route; `value` is its `config.cors`, and both paths are full ones: the routed and the declared one. */
  forRoute (value: unknown, routed: string, label: string, declared = routed): Choice {
    return this.#refined(value, label, () => {
      const key = coveringPattern(this.#patterns, pathsOf(declared, routed))
      if (key === undefined) return this.ofScope
      this.#idle.delete(key)
      return this.#resolve(this.#scope.document.routes![key], 'routes', pointer('/routes', key), label, this.ofScope)
    })
  }

  /** The choice for a not-found handler; `value` is the `config.cors` that it was set with. */
  forNotFound (value: unknown): Choice {
    const label = 'not-found handler'
    return this.#refined(value, label, () => {
      const { notFound } = this.#scope.document
      return notFound === undefined ? this.ofScope : this.#resolve(notFound, 'notFound', '/notFound', label, this.ofScope)
    })
  }

  /** What `config.cors` makes of what the document says. */
  #refined (value: unknown, label: string, ofDocument: () => Choice): Choice {
    if (value === undefined) return ofDocument()
    // A name or `false` refines nothing.
    const refines = typeof value === 'object' ? ofDocument() : this.ofScope
    return this.#resolve(value, 'config', '/config/cors', label, refines)
  }

  #resolve (value: unknown, from: Choice['from'], path: string, label: string, { policy: base }: Choice): Choice {
    let known = this.#resolved.get(value)
    if (known === undefined) this.#resolved.set(value, known = [])
    const isOverride = typeof value === 'object'
    let choice = known.find((other) => other.from === from && (!isOverride || other.base === base))
    if (choice === undefined) {
      const { policy, name, issues } = validateOverride(value, base === false ? undefined : base, this.#scope, path)
      this.issues.push(...issues.map((issue) => ({ ...issue, message: `${label}: ${issue.message}` })))
      choice = { policy, name, from, base: isOverride ? base : undefined }
      known.push(choice)
    }
    return choice
  }
}
