/** Which policy a route or a not-found handler has: `config.cors`, then the scope's `routes`, then the scope's policy. */
import type { Issue } from '../../types/report.ts'
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
}

/** What a choice is called in logs and counters. All policies without a name share two words, so that there are few. */
export function labelOf ({ name, from }: Choice): string {
  return name ?? (from === 'scope' ? 'scope' : 'override')
}

/** Collects the issues of all routes while it resolves them; equal texts are resolved once. */
export class ChoiceResolver {
  readonly issues: Issue[] = []
  readonly #scope: Scope
  readonly #resolved = new Map<unknown, Choice>()

  /** Keys of the document's `routes`, and those that have covered no route so far. */
  readonly #patterns: ReadonlySet<string>
  readonly #idle: Set<string>

  constructor (scope: Scope) {
    this.#scope = scope
    this.#patterns = new Set(Object.keys(scope.document.routes ?? {}))
    this.#idle = new Set(this.#patterns)
  }

  /** Keys of `routes` that cover no route, or none that does not choose for itself. */
  get idlePatterns (): readonly string[] {
    return [...this.#idle]
  }

  /** The choice for a route; `value` is its `config.cors`, and both paths are full ones: the routed and the declared one. */
  forRoute (value: unknown, routed: string, label: string, declared = routed): Choice {
    if (value !== undefined) return this.#resolve(value, 'config', '/config/cors', label)
    const key = coveringPattern(this.#patterns, pathsOf(declared, routed))
    if (key === undefined) return this.#ofScope()
    this.#idle.delete(key)
    return this.#resolve(this.#scope.document.routes![key], 'routes', pointer('/routes', key), label)
  }

  /** The choice for a not-found handler; `value` is the `config.cors` that it was set with. */
  forNotFound (value: unknown): Choice {
    if (value !== undefined) return this.#resolve(value, 'config', '/config/cors', 'not-found handler')
    const { notFound } = this.#scope.document
    if (notFound === undefined) return this.#ofScope()
    return this.#resolve(notFound, 'notFound', '/notFound', 'not-found handler')
  }

  #ofScope (): Choice {
    return { policy: this.#scope.policy ?? false, name: undefined, from: 'scope' }
  }

  #resolve (value: unknown, from: Choice['from'], path: string, label: string): Choice {
    let choice = this.#resolved.get(value)
    if (choice === undefined) {
      const result = validateOverride(value, this.#scope.policy, this.#scope, path)
      this.issues.push(...result.issues.map((issue) => ({ ...issue, message: `${label}: ${issue.message}` })))
      choice = { policy: result.policy, name: result.name, from }
      this.#resolved.set(value, choice)
    }
    return choice.from === from ? choice : { ...choice, from }
  }
}
