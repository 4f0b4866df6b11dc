/** Reports requests that a guard refuses, unless the decision has reported them. Never throws. */
import type { FastifyRequest } from 'fastify'
import type { CorsDecisionReason } from '../../types/decision.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'
import type { BootedApplication } from './booted-application.ts'
import { actualPolicy } from './decide-request.ts'
import { noteReportedRefusal } from './request-state.ts'
import { routeLabelOf } from './route-label.ts'
import { reportUndecided } from './report-undecided.ts'

/**
 * Reports a request that a guard refuses.
 *
 * @param fallback  the registration whose log has it, if none covers the route
 * @param decided   the reason of the policy; undefined if CORS is off, or the request has no origin
 */
export function reportGuarded (application: BootedApplication, fallback: Scope, request: FastifyRequest, decided?: CorsDecisionReason): void {
  noteReportedRefusal(request)
  const scope = scopeOf(request.server)
  const policy = scope === undefined ? false : actualPolicy(application, scope, request)
  reportUndecided(application, {
    kind: 'actual',
    policy: policy === false ? application.table.uncertain : policy,
    scope: scope ?? fallback,
    origin: request.raw.headers.origin,
    reason: 'refused-by-guard',
    decided,
    route: routeLabelOf(application, request),
    raw: request.raw,
    log: request.log,
    sentence: undefined
  })
}
