/** Effective policies, one object for all that are equal by value, each compiled once for each kind of URL. */
import type { CompiledPolicy, Reason } from '../../types/decision.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'

/** A policy that stands for all policies equal to it. */
export interface PooledPolicy {
  readonly policy: CorsPolicy
  /** The policy as it decides actual requests. */
  readonly compiled: CompiledPolicy
  /** The policy compiled for URLs, by their methods. */
  readonly byMethods: Map<string, CompiledPolicy>
}

/** A policy as requests meet it. */
export interface ServedPolicy {
  readonly compiled: CompiledPolicy
  /** What it is called in logs and counters: its name, or one word for all that have none. */
  readonly label: string
  /** How often each reason was given under this label. */
  readonly counters: Counters
}

/** Counters by reason. */
export type Counters = Record<Reason, number>

const ZERO: Counters = {
  'every-origin-allowed': 0,
  'origin-allowed': 0,
  'origin-absent': 0,
  'origin-not-allowed': 0,
  'method-not-allowed': 0,
  'target-uncertain': 0
}

export class PolicyPool {
  readonly #buckets = new Map<string, PooledPolicy[]>()
  readonly #known = new WeakMap<CorsPolicy, PooledPolicy>()
  readonly #counters = new Map<string, Counters>()

  /** Counters by label; as many as there are names, and a few for what has none. */
  get counters (): ReadonlyMap<string, Counters> {
    return this.#counters
  }

  /** A policy under a label. */
  serve (compiled: CompiledPolicy, label: string): ServedPolicy {
    let counters = this.#counters.get(label)
    if (counters === undefined) this.#counters.set(label, counters = { ...ZERO })
    return Object.freeze({ compiled, label, counters })
  }

  /** The one object for this policy's value. Descriptions and lifted prohibitions do not count: no answer shows them. */
  intern (policy: CorsPolicy): PooledPolicy {
    let pooled = this.#known.get(policy)
    if (pooled === undefined) this.#known.set(policy, pooled = this.#find(policy))
    return pooled
  }

  #find (policy: CorsPolicy): PooledPolicy {
    const key = keyOf(policy)
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) this.#buckets.set(key, bucket = [])
    let pooled = bucket.find((other) => haveEqualOrigins(other.policy, policy))
    if (pooled === undefined) {
      pooled = { policy, compiled: compileValidPolicy(policy), byMethods: new Map() }
      bucket.push(pooled)
    }
    return pooled
  }
}

/** The policy as it answers preflights for a URL with these methods. */
export function compileAt (pooled: PooledPolicy, methods: readonly string[], variesByMethod: boolean): CompiledPolicy {
  const key = `${variesByMethod} ${methods.join(' ')}`
  let compiled = pooled.byMethods.get(key)
  if (compiled === undefined) {
    compiled = compileValidPolicy(pooled.policy, { methods, variesByMethod })
    pooled.byMethods.set(key, compiled)
  }
  return compiled
}

/** Everything but the origins, which may be a million. */
function keyOf (policy: CorsPolicy): string {
  return JSON.stringify([
    policy.credentials === true,
    policy.maxAge ?? null,
    sorted(policy.methods),
    sorted(lowerCase(policy.allowedHeaders)),
    sorted(lowerCase(policy.exposedHeaders))
  ])
}

function lowerCase (names: '*' | readonly string[] | undefined): '*' | readonly string[] | undefined {
  return typeof names === 'object' ? names.map((name) => name.toLowerCase()) : names
}

function sorted (list: '*' | readonly string[] | undefined): '*' | readonly string[] | null {
  return typeof list === 'object' ? [...new Set(list)].sort() : list ?? null
}

function haveEqualOrigins (a: CorsPolicy, b: CorsPolicy): boolean {
  if (a.origins === b.origins) return true
  // "*" is the set of itself, which is in no list.
  const left = new Set(a.origins)
  const right = new Set(b.origins)
  if (left.size !== right.size) return false
  for (const origin of left) {
    if (!right.has(origin)) return false
  }
  return true
}
