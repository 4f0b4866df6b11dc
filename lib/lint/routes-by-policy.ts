/** Finds the routes of a policy. */
import type { CorsPolicy } from '../../types/policy.ts'
import { textOfEntry } from '../origin-entries.ts'
import type { ApplicationFacts } from './application-facts.ts'
import { GroupedRoutes } from './grouped-routes.ts'
import type { LintedRoute } from './linted-route.ts'

export class RoutesByPolicy {
  /** Each named policy is one object on all of its routes. Other policies are compared by value. */
  readonly #named: ReadonlySet<CorsPolicy>
  readonly #routes = new Map<CorsPolicy | string, LintedRoute[]>()
  readonly #grouped = new Map<CorsPolicy | string, GroupedRoutes<LintedRoute>>()
  readonly #keys = new Map<CorsPolicy, CorsPolicy | string>()
  /** Lists, by their length and first entry. */
  readonly #lists = new Map<string, { readonly list: CorsPolicy['origins'], readonly number: number }[]>()
  #count = 0

  constructor ({ registrations, routes, notFound }: ApplicationFacts) {
    this.#named = new Set(registrations.flatMap(({ names }) => [...names.values()]))
    for (const { policy, route } of routes) if (policy !== false) this.#at(policy).push(route)
    for (const policy of notFound) if (policy !== false) this.#at(policy)
  }

  /** The routes that have the policy, in the order of the application. */
  of (policy: CorsPolicy): GroupedRoutes<LintedRoute> {
    const key = this.keyOf(policy)
    let grouped = this.#grouped.get(key)
    if (grouped === undefined) this.#grouped.set(key, grouped = new GroupedRoutes(this.#routes.get(key) ?? [], ({ kind }) => kind))
    return grouped
  }

  /** Whether a route or a not-found handler has the policy. */
  has (policy: CorsPolicy): boolean {
    return this.#routes.has(this.keyOf(policy))
  }

  #at (policy: CorsPolicy): LintedRoute[] {
    const key = this.keyOf(policy)
    let routes = this.#routes.get(key)
    if (routes === undefined) this.#routes.set(key, routes = [])
    return routes
  }

  /** Equal policies have the same key, except named policies. */
  keyOf (policy: CorsPolicy): CorsPolicy | string {
    let key = this.#keys.get(policy)
    if (key === undefined) {
      const { origins, ...fields } = policy
      const text = (): string => JSON.stringify(fields, (_field, value: unknown) => Array.isArray(value) ? this.#numberOf(value as string[]) : value)
      this.#keys.set(policy, key = this.#named.has(policy) ? policy : `${this.#numberOf(origins)} ${text()}`)
    }
    return key
  }

  /** Equal lists have the same number. They can have a million entries, so those of another length or start are not compared. */
  #numberOf (list: CorsPolicy['origins']): number {
    const start = `${list.length} ${textOfEntry(list[0])}`
    let similar = this.#lists.get(start)
    if (similar === undefined) this.#lists.set(start, similar = [])
    let known = similar.find(other => areEqual(other.list, list))
    if (known === undefined) {
      known = { list, number: this.#count++ }
      similar.push(known)
    }
    return known.number
  }
}

/** Whether two lists of equal length, or two values "*", have the same entries in the same order. */
function areEqual (a: CorsPolicy['origins'], b: CorsPolicy['origins']): boolean {
  if (a === b) return true
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && textOfEntry(a[i]) !== textOfEntry(b[i])) return false
  return true
}
