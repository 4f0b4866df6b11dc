/** Counts differences by their kind, in bounded memory, and publishes each. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CorsShadowDifference, CorsShadowEffect, CorsShadowEvent, CorsShadowReport } from '../../types/shadow.ts'

const differences = channel('fastify-cors-policy:shadow')

/** The number of kinds of differences that are counted apart. Applications have few; more are counted together. */
const MAX_KINDS = 1000

/** The number of origins that are kept of each kind. */
const MAX_SAMPLES = 5

/** The maximum length of an origin in a policy. */
const MAX_ORIGIN = 326

/** A difference of one request. */
export type UncountedDifference = Omit<CorsShadowDifference, 'count' | 'origins'>

export class DifferenceCounts {
  readonly #since = new Date()
  readonly #kinds = new Map<string, CorsShadowDifference & { count: number, readonly origins: string[] }>()
  readonly #totals: Record<CorsShadowEffect, number> = { blocks: 0, allows: 0, changes: 0 }
  #requests = 0
  #others = 0

  /** Counts a request that was compared. */
  countRequest (): void {
    this.#requests++
  }

  add (request: FastifyRequest, difference: UncountedDifference): void {
    this.#totals[difference.effect]++
    const origin = (request.raw.headers.origin ?? '').slice(0, MAX_ORIGIN)
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
