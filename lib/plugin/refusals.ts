/** The refusals of an application: how often each has occurred, and which of them the log warns about. */
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { CorsDecision, CorsDecisionReason } from '../../types/decision.ts'
import type { CorsReportedReason } from '../../types/decision-event.ts'
import type { ServedPolicy } from '../routes/policy-pool.ts'
import type { Scope } from '../routes/scope.ts'
import { escapeText } from '../text/escape.ts'

/** The number of kinds of refusals that are kept apart. Applications have few; more are counted together. */
const MAX_KINDS = 1000

/** The number of values that are kept of each kind. */
const MAX_SAMPLES = 5

/** The maximum length of an origin in a policy. */
const MAX_ORIGIN = 326

/** Each kind has at most one warning in this time, in milliseconds. */
const INTERVAL = 60_000

/** The number of warnings of all kinds in this time. */
const MAX_WARNINGS = 20

/** The cause of a refusal. */
export interface RefusalCause {
  /**
   * What distinguishes it from other causes of the same reason: for an origin, the entry of the policy that almost covers it, or the
   * policy that does. Part of the policies, never of the request. Null without such an entry.
   */
  readonly near: string | null
  /** How the origin differs from the entry. */
  readonly differs: readonly string[]
  /** Whether it is probably a mistake of the application: false for any other untrusted origin. */
  readonly isOwn: boolean
  /** A sentence, whose parts of the request are escaped. */
  readonly sentence: string
}

/** What is known about a refused request. */
export interface Reported {
  readonly kind: CorsDecision['kind']
  readonly policy: ServedPolicy
  readonly scope: Scope
  /** Undefined for a WebSocket handshake without `Origin`. */
  readonly origin: string | undefined
  readonly reason: CorsReportedReason
  /** The reason of the policy, if a guard refuses the request. Undefined if CORS is off. */
  readonly decided?: CorsDecisionReason | undefined
  /** The header names that a preflight requests in vain. */
  readonly headers: readonly string[]
  /** The route in reports. */
  readonly route: string
  readonly raw: Pick<IncomingMessage, 'method' | 'url' | 'headers'>
  readonly log: FastifyBaseLogger
  /** The cause, if it is in the routes. */
  readonly sentence: string | undefined
}

/** A kind of refusals. */
export interface Refusal {
  readonly kind: CorsDecision['kind']
  readonly scope: Scope
  readonly policy: string
  readonly route: string
  readonly reason: CorsReportedReason
  readonly cause: RefusalCause
  readonly since: Date
  last: Date
  count: number
  /** How many the last summary has counted. */
  summarized: number
  readonly origins: string[]
  readonly methods: string[]
  readonly headers: string[]
  /** An example: the method of the request, and its target with the query. */
  readonly method: string
  readonly url: string
  readonly host: string | undefined
}

export class Refusals {
  /** When the application was created. */
  readonly since = new Date()
  readonly #kinds = new Map<string, Refusal>()
  readonly #warned = new Set<Refusal | undefined>()
  #intervalStart = -Infinity
  #others = 0

  /** The kinds, in the order in which they first occurred. */
  get kinds (): Iterable<Refusal> {
    return this.#kinds.values()
  }

  /** The number of refusals of further kinds. */
  get others (): number {
    return this.#others
  }

  /** Counts a refusal; undefined if there are too many kinds. */
  count (reported: Reported, cause: RefusalCause): Refusal | undefined {
    const { kind, policy: { label: policy }, scope, raw, reason, route, headers } = reported
    const key = JSON.stringify([kind, scope.app.prefix, policy, route, reason, cause.near, cause.differs])
    let known = this.#kinds.get(key)
    if (known === undefined) {
      if (this.#kinds.size >= MAX_KINDS) {
        this.#others++
        return undefined
      }
      const { method = '', url = '', headers: { host } } = raw
      const now = new Date()
      known = {
        kind, scope, policy, route, reason, cause, since: now, last: now, count: 0, summarized: 0, origins: [], methods: [], headers: [], method, url, host
      }
      this.#kinds.set(key, known)
    }
    known.count++
    known.last = new Date()
    const origin = originOf(reported)
    if (origin !== undefined) keep(known.origins, origin)
    if (kind === 'preflight') keep(known.methods, requestedMethod(reported))
    for (const name of headers) keep(known.headers, name)
    return known
  }

  /** Whether the log warns about a refusal: the first of its kind in a minute, and at most 20 in a minute. */
  warns (refusal: Refusal | undefined): boolean {
    const now = performance.now()
    if (now - this.#intervalStart >= INTERVAL) {
      this.#intervalStart = now
      this.#warned.clear()
    }
    if (this.#warned.size >= MAX_WARNINGS || this.#warned.has(refusal)) return false
    this.#warned.add(refusal)
    return true
  }
}

/** The origin of a refused request, cut to the maximum length of an origin in a policy, without control characters. */
export function originOf ({ origin }: Reported): string | undefined {
  return origin === undefined ? undefined : shown(origin, MAX_ORIGIN)
}

/** Longer methods are cut. */
const MAX_METHOD = 64

/** The method that a refused preflight requests. */
export function requestedMethod ({ raw }: Reported): string {
  return shown(raw.headers['access-control-request-method'], MAX_METHOD)
}

/** Loggers write JSON, whose escapes do not cover all control characters of terminals. */
function shown (value: unknown, length: number): string {
  return escapeText(String(value).slice(0, length))
}

function keep (samples: string[], value: string): void {
  if (samples.length < MAX_SAMPLES && !samples.includes(value)) samples.push(value)
}
