/** Two policies of the same routes → what changes for their pages. */
import type { CorsDiffChange, CorsDiffField, CorsDiffGrant, CorsDiffOrigins, CorsDiffState, CorsRights } from '../../types/diff.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsSourceEntry } from '../../types/source.ts'
import { AllowedOrigins, NO_ORIGINS } from './allowed-origins.ts'
import { originsInBoth, originsOnlyIn } from './origins.ts'
import { preflightMaxAges } from '../browser/preflight-cache.ts'
import { rememberedBy } from './remembered.ts'
import { isNoRight, NO_RIGHTS, rightsOf, rightsOnlyIn } from './rights.ts'

/** A policy, or why no page has access. */
export type ComparedPolicy = CorsPolicy | Exclude<CorsDiffState, 'on'>

/** Compares lists of origins, each pair once: many overrides share the list of their scope. */
export class OriginComparison {
  readonly #lists = new Map<string, AllowedOrigins>()
  readonly #ids = new Map<unknown, number>()
  readonly #pairs = new Map<string, OriginsOfChange>()

  /** Compares the origins of two policies. */
  of (before: ComparedPolicy, after: ComparedPolicy): OriginsOfChange {
    const key = `${this.keyOf(before)} ${this.keyOf(after)}`
    let known = this.#pairs.get(key)
    if (known === undefined) {
      const [first, second] = [this.#listOf(before), this.#listOf(after)]
      known = {
        id: this.#pairs.size,
        gained: originsOnlyIn(second, first),
        lost: originsOnlyIn(first, second),
        kept: originsInBoth(first, second),
        sources: { before: entriesOf(first), after: entriesOf(second) }
      }
      this.#pairs.set(key, known)
    }
    return known
  }

  /** A short text that is the same for policies that allow the same origins for the same reason. */
  keyOf (policy: ComparedPolicy): string {
    if (typeof policy === 'string') return policy
    const { origins, credentials = false, dangerouslyAllow = [] } = policy
    // The rules for insecure origins count only for sources.
    return `${this.#idOf(origins)}${credentials && !dangerouslyAllow.includes('insecure-origins') ? ' secure' : ''}`
  }

  #idOf (origins: CorsPolicy['origins']): number {
    const known = this.#ids.get(origins)
    if (known !== undefined) return known
    const text = JSON.stringify(origins)
    const id = this.#ids.get(text) ?? this.#ids.size
    this.#ids.set(text, id)
    this.#ids.set(origins, id)
    return id
  }

  #listOf (policy: ComparedPolicy): AllowedOrigins {
    if (typeof policy === 'string') return NO_ORIGINS
    const key = this.keyOf(policy)
    let list = this.#lists.get(key)
    if (list === undefined) this.#lists.set(key, list = new AllowedOrigins(policy))
    return list
  }
}

interface OriginsOfChange {
  /** A number for each comparison. */
  readonly id: number
  readonly gained: readonly CorsDiffOrigins[]
  readonly lost: readonly CorsDiffOrigins[]
  /** The origins that both allow; undefined if there are none. */
  readonly kept: CorsDiffOrigins | undefined
  readonly sources: { readonly before: readonly CorsSourceEntry[], readonly after: readonly CorsSourceEntry[] }
}

function entriesOf ({ sources }: AllowedOrigins): readonly CorsSourceEntry[] {
  return [...sources.values()].map(({ entry }) => entry)
}

/**
 * Returns what changes; undefined if nothing does.
 *
 * @param hasMethods  whether the policies determine which methods pages can use; false for a route, which has one method
 */
export function changeOf (
  before: ComparedPolicy, after: ComparedPolicy, hasMethods: boolean, comparison: OriginComparison
): Omit<CorsDiffChange, 'subjects'> | undefined {
  const { gained, lost, kept, sources } = comparison.of(before, after)
  const [had, has] = [before, after].map(policy => typeof policy === 'string' ? NO_RIGHTS : rightsOf(policy, hasMethods)) as [CorsRights, CorsRights]
  const gains = [...grantOf(gained, has, sources.before), ...grantOf(kept, rightsOnlyIn(has, had), [])]
  const losses = [...grantOf(lost, had, sources.after), ...grantOf(kept, rightsOnlyIn(had, has), [])]
  const areOn = typeof before === 'object' && typeof after === 'object'
  const maxAge = areOn && kept !== undefined ? changedMaxAge(before, after) : null
  const fields = areOn ? changedFields(before, after) : []
  if (gains.length + losses.length + fields.length === 0 && maxAge === null) return undefined
  return {
    before: stateOf(before),
    after: stateOf(after),
    gains,
    losses,
    maxAge,
    fields,
    kept: rememberedBy(before, gains, losses)
  }
}

function stateOf (policy: ComparedPolicy): CorsDiffState {
  return typeof policy === 'string' ? policy : 'on'
}

function grantOf (
  origins: readonly CorsDiffOrigins[] | CorsDiffOrigins | undefined, rights: CorsRights, unlessIn: readonly CorsSourceEntry[]
): CorsDiffGrant[] {
  const list = [origins ?? []].flat()
  return list.length === 0 || isNoRight(rights) ? [] : [{ origins: list, unlessIn, rights }]
}

function changedMaxAge (before: CorsPolicy, after: CorsPolicy): CorsDiffChange['maxAge'] {
  const [first, second] = [preflightMaxAges(before.maxAge), preflightMaxAges(after.maxAge)]
  return JSON.stringify(first) === JSON.stringify(second) ? null : { before: first, after: second }
}

const DEFAULT_STATUS = 204

function changedFields (before: CorsPolicy, after: CorsPolicy): CorsDiffField[] {
  const valuesOf = ({ preflightStatus = DEFAULT_STATUS, preflightCacheControl, dangerouslyAllow = [] }: CorsPolicy) => ({
    preflightStatus: String(preflightStatus),
    preflightCacheControl: preflightCacheControl ?? null,
    dangerouslyAllow: [...new Set(dangerouslyAllow)].sort().join(', ') || null
  })
  const [first, second] = [valuesOf(before), valuesOf(after)]
  const names = Object.keys(first) as ReadonlyArray<keyof typeof first>
  return names.filter(field => first[field] !== second[field]).map(field => ({ field, before: first[field], after: second[field] }))
}
