/** A pool of effective policies: equal policies share one object, which is compiled once for each set of methods. */
import type { CompiledCorsPolicy, CorsDecision } from '../../types/decision.ts'
import type { CorsReportedReason } from '../../types/decision-event.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { patternsIn, sourcesIn, textOfEntry } from '../origin-entries.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'
import { fnv1a } from '../standard/fnv1a.ts'
import { ListNumbers } from './list-numbers.ts'

/** A policy that represents all policies equal to it. */
export interface PooledPolicy {
  readonly policy: CorsPolicy
  /** The policy compiled for actual requests. */
  readonly compiled: CompiledCorsPolicy
  /** The policy compiled for URLs, by their methods. */
  readonly byMethods: Map<string, CompiledCorsPolicy>
}

/** A compiled policy with its label and counters. */
export interface ServedPolicy {
  readonly compiled: CompiledCorsPolicy
  /** The policy that was compiled. */
  readonly policy: CorsPolicy
  /** The name in logs and counters: the name of the policy, or a common label for policies without a name. */
  readonly label: string
  /** How often each reason has occurred with this label. */
  readonly counters: Counters
}

/** Counters by kind and reason. */
export type Counters = Readonly<Record<CorsDecision['kind'], Record<CorsReportedReason, number>>>

const ZERO: Record<CorsReportedReason, number> = {
  'any-origin-allowed': 0,
  'origin-allowed': 0,
  'no-origin': 0,
  'origin-not-allowed': 0,
  'origin-not-in-source': 0,
  'source-stale': 0,
  'source-unavailable': 0,
  'source-busy': 0,
  'method-not-allowed': 0,
  'header-not-allowed': 0,
  'credentials-not-allowed': 0,
  'refused-by-guard': 0,
  'method-not-routed': 0,
  'hidden-by-constraint': 0,
  'cors-is-off': 0,
  'parameter-too-long': 0,
  'url-rejected': 0,
  'route-ambiguous': 0
}

/** The number of counters that are kept for labels no longer in use. Documents that are replaced again and again can have ever new names. */
const MAX_UNUSED = 1000

export class PolicyPool {
  /** Policies whose other fields are equal, by these fields. */
  readonly #groups = new Map<string, Group>()
  readonly #known = new WeakMap<CorsPolicy, PooledPolicy>()
  readonly #lists = new ListNumbers()
  readonly #counters = new Map<string, Counters>()
  readonly #earlier: ReadonlyMap<string, Counters>

  /** @param earlier  counters by label, which are continued */
  constructor (earlier: ReadonlyMap<string, Counters> = new Map()) {
    this.#earlier = earlier
  }

  /** Counters by label: one for each name, a few common ones, and those of labels that are not in use any more, which come first. */
  get counters (): ReadonlyMap<string, Counters> {
    const unused = [...this.#earlier].filter(([label]) => !this.#counters.has(label))
    return new Map([...unused.slice(-MAX_UNUSED), ...this.#counters])
  }

  /** Returns a policy with a label. */
  serve (compiled: CompiledCorsPolicy, policy: CorsPolicy, label: string): ServedPolicy {
    let counters = this.#counters.get(label)
    if (counters === undefined) this.#counters.set(label, counters = this.#earlier.get(label) ?? { actual: { ...ZERO }, preflight: { ...ZERO } })
    return Object.freeze({ compiled, policy, label, counters })
  }

  /** Returns the shared object for equal policies. Ignores descriptions and flags, which do not change any response. */
  add (policy: CorsPolicy): PooledPolicy {
    let pooled = this.#known.get(policy)
    if (pooled === undefined) this.#known.set(policy, pooled = this.#find(policy))
    return pooled
  }

  #find (policy: CorsPolicy): PooledPolicy {
    const key = keyOf(policy, this.#lists)
    const group = this.#groups.get(key)
    if (group === undefined) {
      const only = create(policy)
      this.#groups.set(key, { only, byOrigins: new Map() })
      return only
    }
    if (group.only !== undefined) {
      const { size, hash } = originsOf(group.only.policy)
      group.byOrigins.set(`${size} ${hash}`, [group.only])
      group.only = undefined
    }
    const { origins, size, hash } = originsOf(policy)
    let bucket = group.byOrigins.get(`${size} ${hash}`)
    if (bucket === undefined) group.byOrigins.set(`${size} ${hash}`, bucket = [])
    let pooled = bucket.find((other) => isSet(origins, textsOf(other.policy.origins)))
    if (pooled === undefined) bucket.push(pooled = create(policy))
    return pooled
  }
}

/** The origins of policies can be a million, so they are looked at only if there are several policies to compare. */
interface Group {
  /** The only policy so far. */
  only: PooledPolicy | undefined
  /** By the number and a hash of the origins, which nearly always differs for other origins. */
  readonly byOrigins: Map<string, PooledPolicy[]>
}

function create (policy: CorsPolicy): PooledPolicy {
  return { policy, compiled: compileValidPolicy(policy), byMethods: new Map() }
}

function originsOf (policy: CorsPolicy): { readonly origins: ReadonlySet<string>, readonly size: number, readonly hash: number } {
  const origins = new Set(textsOf(policy.origins))
  return { origins, size: origins.size, hash: hashOf(origins) }
}

/** Returns the policy compiled for preflights for a URL with these methods. */
export function compileAt (pooled: PooledPolicy, methods: readonly string[], variesByMethod: boolean): CompiledCorsPolicy {
  const key = `${variesByMethod} ${methods.join(' ')}`
  let compiled = pooled.byMethods.get(key)
  if (compiled === undefined) {
    compiled = compileValidPolicy(pooled.policy, { methods, variesByMethod })
    pooled.byMethods.set(key, compiled)
  }
  return compiled
}

/** Returns a key that is the same for policies that differ in their origins only. */
function keyOf (policy: CorsPolicy, lists: ListNumbers): string {
  return JSON.stringify([
    policy.credentials === true,
    policy.maxAge ?? null,
    policy.preflightStatus ?? null,
    policy.preflightCacheControl ?? null,
    lists.of(policy.methods),
    lists.of(policy.allowedHeaders, toLowerCase),
    lists.of(policy.exposedHeaders, toLowerCase),
    // With a source, the flags decide which of its origins are allowed.
    sourcesIn(policy.origins).length > 0 && policy.dangerouslyAllow?.includes('insecure-origins') === true
  ])
}

function toLowerCase (name: string): string {
  return name.toLowerCase()
}

/** Returns a hash that does not depend on the order. */
function hashOf (texts: ReadonlySet<string>): number {
  let sum = 0
  for (const text of texts) sum = (sum + mixed(fnv1a(text))) >>> 0
  return sum
}

/** Mixes the bits with the finalizer of MurmurHash3. Without it, the sums of hashes of similar strings often collide. */
function mixed (hash: number): number {
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b)
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35)
  return hash ^ hash >>> 16
}

/** The entries as texts, without a copy of a list that has no sources. "*" iterates as a list of itself, and is never in a list. */
function textsOf (origins: CorsPolicy['origins']): Iterable<string> {
  if (origins === '*') return origins
  const patterns = patternsIn(origins)
  return patterns === origins ? patterns : origins.map(textOfEntry)
}

/** Whether all strings are in a set of the same size. */
function isSet (set: ReadonlySet<string>, texts: Iterable<string>): boolean {
  for (const text of texts) {
    if (!set.has(text)) return false
  }
  return true
}
