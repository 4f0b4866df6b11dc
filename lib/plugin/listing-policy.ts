/** Finds a policy of another route that lists an origin. */
import type { OriginSet } from '../../types/decision.ts'
import type { RouteTable } from '../routes.ts'
import { labelOf } from '../routes/choice.ts'

export interface ListingPolicy {
  readonly set: OriginSet
  readonly label: string
  /** A route that has it. */
  readonly route: string
}

/** The number of policies that are compared. */
const MAX_POLICIES = 64

const policies = new WeakMap<RouteTable, readonly ListingPolicy[]>()

/**
 * Returns a policy that lists the origin; undefined if none does. A policy for any origin lists none.
 *
 * @param except  the origins of a policy that does not count
 */
export function listingPolicy (table: RouteTable, origin: string, except?: OriginSet): ListingPolicy | undefined {
  return policiesOf(table).find(({ set }) => set !== except && set.has(origin))
}

/** The policies of routes that list origins, each once. */
function policiesOf (table: RouteTable): readonly ListingPolicy[] {
  let known = policies.get(table)
  if (known === undefined) {
    const found = new Map<OriginSet, ListingPolicy>()
    for (const { pooled, choice, route } of table.routes) {
      const set = pooled?.compiled.origins
      if (set !== undefined && !found.has(set)) found.set(set, { set, label: labelOf(choice!), route: `${route.method} ${route.pattern}` })
    }
    policies.set(table, known = [...found.values()].slice(0, MAX_POLICIES))
  }
  return known
}
