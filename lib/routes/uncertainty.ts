/** Of which methods of a URL nobody can tell the policy from what a preflight carries. */
import type { RoutePolicy } from './inventory.ts'
import type { Found } from './methods-at.ts'

/** By the routes of the URL, which are one object for one combination of patterns. */
const known = new WeakMap<object, ReadonlySet<string>>()

/**
 * Methods whose request may pass its route by, for a constraint, and then reaches a route of another policy. That it may
 * reach none, and so a not-found handler, does not count: no handler of the application runs there.
 */
export function uncertainMethods ({ at, instead }: Found<RoutePolicy>): ReadonlySet<string> {
  let methods = known.get(at)
  if (methods === undefined) {
    methods = new Set([...instead].flatMap(([method, others]) =>
      others.some(({ pooled }) => pooled !== at.get(method)!.pooled) ? [method] : []))
    known.set(at, methods)
  }
  return methods
}
