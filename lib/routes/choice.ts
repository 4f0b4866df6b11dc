/** Resolves the policy of a route or not-found handler: `config.cors`, then the scope's `routes` or `notFound`, then the scope's policy. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { preview } from '../errors.ts'
import { validateOverride } from '../validate.ts'
import { RouteKeys, pathsOf } from '../validate/covering-pattern.ts'
import { pointer } from '../validate/issue.ts'
import { unknownSources } from '../validate/source-names.ts'
import type { Scope, ScopeContent } from './scope.ts'

/** An effective policy and its source. */
export interface Choice {
  /** `false` if CORS is disabled. */
  readonly policy: CorsPolicy | false
  /** The name of the policy, if it was chosen by name. */
  readonly name: string | undefined
  readonly from: 'config' | 'routes' | 'notFound' | 'scope'
  /** The policy that an override replaces fields of; `false` if CORS is disabled there, undefined if the choice is not an override. */
  readonly base: CorsPolicy | false | undefined
}

/** Returns the label of a choice in logs and counters. Policies without a name share two labels, which limits the number of labels. */
export function labelOf ({ name, from }: Choice): string {
  return name ?? (from === 'scope' ? 'scope' : 'override')
}

function partIssue (key: string, label: string, declared: string): CorsPolicyIssue {
  return {
    id: 'wildcard-splits-route',
    path: pointer('/routes', key),
    value: key,
    message: `The key ${JSON.stringify(key)} covers only a part of the route ${preview(label)}, which also matches ${preview(`${declared.slice(0, -1)}x`)}. ` +
      `Declare the route as ${preview(`${declared.slice(0, -1)}/*`)}, or set \`config.cors\` on the route.`
  }
}

function equalIssue (key: string, earlier: string): CorsPolicyIssue {
  return {
    id: 'route-keys-are-equal',
    path: pointer('/routes', key),
    value: key,
    message: `The key ${JSON.stringify(key)} covers the same routes as ${JSON.stringify(earlier)}, because the router ignores letter case ` +
      '(`caseSensitive: false`). Remove one of them.'
  }
}

/** Resolves the choices of all routes and collects their issues. Resolves the same value once for each base policy. */
export class ChoiceResolver {
  readonly issues: CorsPolicyIssue[] = []
  /** Of the moment when the resolver is made. The scope can have another document later. */
  readonly #scope: Readonly<ScopeContent> & Pick<Scope, 'sourceNames'>
  /** The choice without `config.cors` and without a matching key of the document. */
  readonly ofScope: Choice
  readonly #resolved = new Map<unknown, Choice[]>()

  /** The keys of the document's `routes`, and the keys that have not covered a route yet. */
  readonly #keys: RouteKeys
  readonly #idle: Set<string>
  /** The declared paths that are reported by `wildcard-splits-route`. */
  readonly #split = new Set<string>()

  /** @param caseSensitive  whether the router compares paths with letter case */
  constructor ({ document, policy, names, privateSuffixes, sourceNames }: Scope, caseSensitive = true) {
    this.#scope = { document, policy, names, privateSuffixes, sourceNames }
    this.ofScope = { policy: policy ?? false, name: undefined, from: 'scope', base: undefined }
    const keys = Object.keys(document.routes ?? {})
    this.#keys = new RouteKeys(keys, caseSensitive)
    this.#idle = new Set(keys)
    this.issues.push(...this.#keys.equal.map(([key, earlier]) => equalIssue(key, earlier)))
  }

  /** The keys of `routes` that no route's policy depends on. */
  get idlePatterns (): readonly string[] {
    return [...this.#idle]
  }

  /** Returns the choice for a route; `value` is its `config.cors`. Both paths include the prefix. */
  forRoute (value: unknown, routed: string, label: string, declared = routed): Choice {
    const { routes } = this.#scope.document
    // Most routes of most applications.
    if (value === undefined && routes === undefined) return this.ofScope
    return this.#refined(value, label, () => {
      if (routes === undefined) return this.ofScope
      const paths = pathsOf(declared, routed)
      const key = this.#keys.covering(paths)
      if (key === undefined) return this.ofScope
      this.#idle.delete(key)
      // HEAD has the same path as its GET.
      if (this.#keys.coversPart(key, paths) && !this.#split.has(declared)) {
        this.#split.add(declared)
        this.issues.push(partIssue(key, label, declared))
      }
      return this.#resolve(routes[key], 'routes', pointer('/routes', key), label, this.ofScope)
    })
  }

  /** Returns the choice for a not-found handler; `value` is its `config.cors`. */
  forNotFound (value: unknown): Choice {
    const label = 'not-found handler'
    return this.#refined(value, label, () => {
      const { notFound } = this.#scope.document
      return notFound === undefined ? this.ofScope : this.#resolve(notFound, 'notFound', '/notFound', label, this.ofScope)
    })
  }

  /** Applies `config.cors` to the choice of the document. */
  #refined (value: unknown, label: string, ofDocument: () => Choice): Choice {
    if (value === undefined) return ofDocument()
    // Only an override has a base policy.
    const refines = typeof value === 'object' ? ofDocument() : this.ofScope
    return this.#resolve(value, 'config', '/config/cors', label, refines)
  }

  #resolve (value: unknown, from: Choice['from'], path: string, label: string, { policy: base }: Choice): Choice {
    let known = this.#resolved.get(value)
    if (known === undefined) this.#resolved.set(value, known = [])
    const isOverride = typeof value === 'object'
    let choice = known.find((other) => other.from === from && (!isOverride || other.base === base))
    if (choice === undefined) {
      const { policy, name, issues } = validateOverride(value, base || undefined, this.#scope, path)
      if (issues.length === 0) issues.push(...unknownSources(value, path, this.#scope.sourceNames))
      this.issues.push(...issues.map((issue) => ({ ...issue, message: `${label}: ${issue.message}` })))
      choice = { policy, name, from, base: isOverride ? base : undefined }
      known.push(choice)
    }
    return choice
  }
}
