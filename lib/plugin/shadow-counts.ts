/** What a shadow document would change, counted. */
import type { FastifyRequest } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import type { CorsShadowDifference, CorsShadowReport } from '../../types/shadow.ts'
import type { BootedApplication } from './booted-application.ts'
import { DifferenceCounts } from './difference-counts.ts'
import { originClassOf } from './origin-class.ts'
import { isPreflight } from './preflight-target.ts'
import type { RequestRecord } from './request-state.ts'
import { routeLabelOf } from './route-label.ts'

export class ShadowCounts {
  readonly #counts = new DifferenceCounts()

  /** Counts a request: how it was decided, and how it would be. */
  add (application: BootedApplication, request: FastifyRequest, record: RequestRecord | false, other: RequestRecord | false): void {
    this.#counts.countRequest()
    const [now, then] = [decisionOf(record), decisionOf(other)]
    if (areSame(now, then)) return
    this.#counts.add(request, {
      kind: isPreflight(request.raw) ? 'preflight' : 'actual',
      route: routeLabelOf(application, request),
      effect: effectOf(now, then),
      policy: record === false ? 'none' : record.policy.label,
      originClass: originClassOf(request.raw.headers.origin),
      now: now?.reason ?? null,
      then: then?.reason ?? null
    })
  }

  report (): Omit<CorsShadowReport, 'digest' | 'remembered'> {
    return this.#counts.report()
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
