/** What a document that is tried would change, counted in bounded memory. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import type { CorsShadowDifference, CorsShadowEffect, CorsShadowEvent, CorsShadowReport } from '../../types/shadow.ts'
import type { BootedApplication } from './booted-application.ts'
import { originClassOf } from './origin-class.ts'
import { isPreflight } from './preflight-target.ts'
import type { RequestRecord } from './request-state.ts'
import { routeLabelOf } from './route-label.ts'

const differences = channel('fastify-cors-policy:shadow')

/** The number of kinds of differences that are counted apart. Applications have few; more are counted together. */
const MAX_KINDS = 1000

/** The number of origins that are kept of each kind. */
const MAX_SAMPLES = 5

/** The maximum length of an origin in a policy. */
const MAX_ORIGIN = 326

export class ShadowCounts {
  readonly #since = new Date()
  readonly #kinds = new Map<string, CorsShadowDifference & { count: number, readonly origins: string[] }>()
  readonly #totals: Record<CorsShadowEffect, number> = { blocks: 0, allows: 0, changes: 0 }
  #requests = 0
  #others = 0

  /** Counts a request: how it was decided, and how it would be. */
  add (tried: BootedApplication, request: FastifyRequest, record: RequestRecord | false, other: RequestRecord | false): void {
    this.#requests++
    const [now, then] = [decisionOf(record), decisionOf(other)]
    if (areSame(now, then)) return
    const { origin: given } = request.raw.headers
    const effect = effectOf(now, then)
    this.#totals[effect]++
    const difference = {
      kind: isPreflight(request.raw) ? 'preflight' as const : 'actual' as const,
      route: routeLabelOf(tried, request),
      effect,
      policy: record === false ? 'none' : record.policy.label,
      originClass: originClassOf(given),
      now: now?.reason ?? null,
      then: then?.reason ?? null
    }
    const origin = (given ?? '').slice(0, MAX_ORIGIN)
    if (differences.hasSubscribers) differences.publish({ request, origin, ...difference } satisfies CorsShadowEvent)
    const key = Object.values(difference).join(' ')
    let kind = this.#kinds.get(key)
    if (kind === undefined) {
      if (this.#kinds.size >= MAX_KINDS) {
        this.#others++
        return
      }
      this.#kinds.set(key, kind = { ...difference, count: 0, origins: [] })
    }
    kind.count++
    if (kind.origins.length < MAX_SAMPLES && origin !== '' && !kind.origins.includes(origin)) kind.origins.push(origin)
  }

  report (): Omit<CorsShadowReport, 'digest' | 'remembered'> {
    return {
      since: this.#since.toISOString(),
      requests: this.#requests,
      totals: { ...this.#totals },
      differences: [...this.#kinds.values()].sort((a, b) => b.count - a.count).map((kind) => ({ ...kind, origins: [...kind.origins] })),
      others: this.#others
    }
  }
}

function decisionOf (record: RequestRecord | false): CorsDecision | undefined {
  return record === false ? undefined : record.decision
}

/** Whether the headers that pages depend on are the same. Without CORS they are all absent, as for an origin that is not allowed. */
function areSame (now: CorsDecision | undefined, then: CorsDecision | undefined): boolean {
  return now?.allowOrigin === then?.allowOrigin && now?.allowCredentials === then?.allowCredentials && now?.exposeHeaders === then?.exposeHeaders &&
    now?.allowMethods === then?.allowMethods && now?.allowHeaders === then?.allowHeaders && now?.maxAge === then?.maxAge
}

function effectOf (now: CorsDecision | undefined, then: CorsDecision | undefined): CorsShadowDifference['effect'] {
  const [isAllowed, wouldBeAllowed] = [now, then].map((decision) => decision?.allowOrigin !== undefined)
  if (isAllowed === wouldBeAllowed) return 'changes'
  return wouldBeAllowed === true ? 'allows' : 'blocks'
}
