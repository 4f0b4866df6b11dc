/** Effective policies, one object for all that are equal by value, each compiled once for each kind of URL. */
import type { CompiledCorsPolicy, CorsDecisionReason } from '../../types/decision.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'

/** A policy that stands for all policies equal to it. */
export interface InternedPolicy {
  readonly policy: CorsPolicy
  /** The policy as it decides actual requests. */
  readonly compiled: CompiledCorsPolicy
  /** The policy compiled for URLs, by their methods. */
  readonly byMethods: Map<string, CompiledCorsPolicy>
}

/** A policy as requests meet it. */
export interface ServedPolicy {
  readonly compiled: CompiledCorsPolicy
  /** What it is called in logs and counters: its name, or one word for all that have none. */
  readonly label: string
  /** How often each reason was given under this label. */
  readonly counters: Counters
}

/** Counters by reason. */
export type Counters = Record<CorsDecisionReason, number>

const ZERO: Counters = {
  'any-origin-allowed': 0,
  'origin-allowed': 0,
  'no-origin': 0,
  'origin-not-allowed': 0,
  'method-not-allowed': 0,
  'route-ambiguous': 0
}

export class PolicyInterner {
  readonly #buckets = new Map<string, InternedPolicy[]>()
  readonly #known = new WeakMap<CorsPolicy, InternedPolicy>()
  readonly #counters = new Map<string, Counters>()

  /** Counters by label; as many as there are names, and a few for what has none. */
  get counters (): ReadonlyMap<string, Counters> {
    return this.#counters
  }

  /** A policy under a label. */
  serve (compiled: CompiledCorsPolicy, label: string): ServedPolicy {
    let counters = this.#counters.get(label)
    if (counters === undefined) this.#counters.set(label, counters = { ...ZERO })
    return Object.freeze({ compiled, label, counters })
  }

  /** The one object for this policy's value. Descriptions and lifted prohibitions do not count: no answer shows them. */
  intern (policy: CorsPolicy): InternedPolicy {
    let pooled = this.#known.get(policy)
    if (pooled === undefined) this.#known.set(policy, pooled = this.#find(policy))
    return pooled
  }

  #find (policy: CorsPolicy): InternedPolicy {
    const origins = new Set(policy.origins)
    const key = keyOf(policy, origins)
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) this.#buckets.set(key, bucket = [])
    let pooled = bucket.find((other) => isSet(origins, other.policy.origins))
    if (pooled === undefined) {
      pooled = { policy, compiled: compileValidPolicy(policy), byMethods: new Map() }
      bucket.push(pooled)
    }
    return pooled
  }
}

/** The policy as it answers preflights for a URL with these methods. */
export function compileAt (pooled: InternedPolicy, methods: readonly string[], variesByMethod: boolean): CompiledCorsPolicy {
  const key = `${variesByMethod} ${methods.join(' ')}`
  let compiled = pooled.byMethods.get(key)
  if (compiled === undefined) {
    compiled = compileValidPolicy(pooled.policy, { methods, variesByMethod })
    pooled.byMethods.set(key, compiled)
  }
  return compiled
}

/**
 * The same for equal policies. Of the origins, which may be a million, it has the number and a hash: what differs by origins
 * alone is nearly always told apart by it, so that a new policy is not compared with all others.
 */
function keyOf (policy: CorsPolicy, origins: ReadonlySet<string>): string {
  return JSON.stringify([
    policy.credentials === true,
    policy.maxAge ?? null,
    sorted(policy.methods),
    sorted(lowerCase(policy.allowedHeaders)),
    sorted(lowerCase(policy.exposedHeaders)),
    origins.size,
    hashOf(origins)
  ])
}

function lowerCase (names: '*' | readonly string[] | undefined): '*' | readonly string[] | undefined {
  return typeof names === 'object' ? names.map((name) => name.toLowerCase()) : names
}

function sorted (list: '*' | readonly string[] | undefined): '*' | readonly string[] | null {
  return typeof list === 'object' ? [...new Set(list)].sort() : list ?? null
}

/** The same in every order. */
function hashOf (texts: ReadonlySet<string>): number {
  let sum = 0
  for (const text of texts) sum = (sum + mixed(fnv1a(text))) >>> 0
  return sum
}

/** http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a (text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** Texts that are alike have hashes whose sums often collide, unless every bit has its part in every other: the end of MurmurHash3. */
function mixed (hash: number): number {
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b)
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35)
  return hash ^ hash >>> 16
}

/** Whether the texts are those of a set, which has as many different ones. "*" is the set of itself, which is in no list. */
function isSet (set: ReadonlySet<string>, texts: Iterable<string>): boolean {
  for (const text of texts) {
    if (!set.has(text)) return false
  }
  return true
}
