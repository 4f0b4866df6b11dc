/** Routes in groups. Many routes differ only in their URL, so rules test one route of each group. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { RouteKind } from './linted-route.ts'

/** A test of the routes of a group. The policy is `false` if CORS is disabled. */
export type GroupTest = (kind: RouteKind, policy: CorsPolicy | false) => boolean

interface Group<Entry> {
  readonly kind: RouteKind
  readonly policy: CorsPolicy | false
  readonly entries: Entry[]
}

export class GroupedRoutes<Entry> {
  /** In the order of the application. */
  readonly all: readonly Entry[]
  readonly #kindOf: (entry: Entry) => RouteKind
  readonly #policyOf: (entry: Entry) => CorsPolicy | false
  #known: readonly Group<Entry>[] | undefined

  /** @param policyOf  the policy of an entry, if entries with several policies are together */
  constructor (all: readonly Entry[], kindOf: (entry: Entry) => RouteKind, policyOf: (entry: Entry) => CorsPolicy | false = () => false) {
    this.all = all
    this.#kindOf = kindOf
    this.#policyOf = policyOf
  }

  /** Returns the routes whose group passes a test, in the order of the application. */
  that (test: GroupTest): readonly Entry[] {
    const groups = this.#groups.filter(({ kind, policy }) => test(kind, policy))
    if (groups.length < 2) return groups[0]?.entries ?? []
    const found = new Set(groups.flatMap(({ entries }) => entries))
    return this.all.filter(entry => found.has(entry))
  }

  /** The kinds of the routes, without duplicates if the routes have one policy. */
  get kinds (): readonly RouteKind[] {
    return this.#groups.map(({ kind }) => kind)
  }

  get #groups (): readonly Group<Entry>[] {
    this.#known ??= this.#grouped()
    return this.#known
  }

  #grouped (): readonly Group<Entry>[] {
    const groups: Group<Entry>[] = []
    const byPolicy = new Map<CorsPolicy | false, Map<RouteKind, Group<Entry>>>()
    for (const entry of this.all) {
      const kind = this.#kindOf(entry)
      const policy = this.#policyOf(entry)
      let byKind = byPolicy.get(policy)
      if (byKind === undefined) byPolicy.set(policy, byKind = new Map())
      let group = byKind.get(kind)
      if (group === undefined) {
        byKind.set(kind, group = { kind, policy, entries: [] })
        groups.push(group)
      }
      group.entries.push(entry)
    }
    return groups
  }
}
