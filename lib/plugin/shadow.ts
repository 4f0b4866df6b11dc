/** A document that is tried: every request is also decided under it, and only the differences are counted. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import type { CorsShadowDifference, CorsShadowEffect, CorsShadowEvent, CorsShadowReport } from '../../types/shadow.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsRememberedPolicy } from '../../types/remembered.ts'
import type { Scope } from '../routes/scope.ts'
import type { BootedApplication } from './booted-application.ts'
import { rememberedBetween } from './changed-routes.ts'
import { changeDocument, readDocument } from './change-document.ts'
import { decideRequest } from './decide-request.ts'
import { digestOf } from '../digest.ts'
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

export class Shadow {
  readonly #booted: BootedApplication
  readonly #document: CorsPolicyDocument
  readonly #since = new Date()
  readonly #remembered: CorsRememberedPolicy | undefined
  readonly #kinds = new Map<string, CorsShadowDifference & { count: number, readonly origins: string[] }>()
  readonly #totals: Record<CorsShadowEffect, number> = { blocks: 0, allows: 0, changes: 0 }
  #requests = 0
  #others = 0

  /**
   * Resolves the document against all routes, without putting it in place.
   *
   * @throws the errors of the boot, with every issue
   */
  constructor (booted: BootedApplication, scope: Scope, input: unknown) {
    this.#document = readDocument(scope, input)
    const undo = changeDocument(booted.scopes, scope, this.#document)
    try {
      this.#booted = booted.rebuilt(false)
    } finally {
      undo()
    }
    this.#remembered = rememberedBetween(booted, this.#booted)
  }

  /** Decides a request under this document too. Sends nothing, never throws, and never waits for the request. */
  compare (scope: Scope, request: FastifyRequest, record: RequestRecord | false): void {
    const decided = decideRequest(this.#booted, scope, request, this.#booted.table.states.get(scope)!)
    if (decided instanceof Promise) void decided.then((other) => { this.#count(request, record, other) })
    else this.#count(request, record, decided)
  }

  report (): CorsShadowReport {
    return {
      digest: digestOf(this.#document),
      since: this.#since.toISOString(),
      requests: this.#requests,
      totals: { ...this.#totals },
      differences: [...this.#kinds.values()].sort((a, b) => b.count - a.count).map((kind) => ({ ...kind, origins: [...kind.origins] })),
      others: this.#others,
      remembered: this.#remembered
    }
  }

  #count (request: FastifyRequest, record: RequestRecord | false, other: RequestRecord | false): void {
    this.#requests++
    const [now, then] = [decisionOf(record), decisionOf(other)]
    if (areSame(now, then)) return
    const { origin: given } = request.raw.headers
    const effect = effectOf(now, then)
    this.#totals[effect]++
    const difference = {
      kind: isPreflight(request.raw) ? 'preflight' as const : 'actual' as const,
      route: routeLabelOf(this.#booted, request),
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
