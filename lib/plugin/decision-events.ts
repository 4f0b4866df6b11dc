/** Reports a decision: counts it, publishes it to subscribers, and logs it if a request or preflight is rejected. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CorsDecisionReason } from '../../types/decision.ts'
import type { CorsLogLevel, CorsDecisionEvent } from '../../types/fastify.ts'
import type { RequestRecord } from './request-state.ts'

/** The maximum length of an origin in a policy. Longer values are cut in the log. */
const MAX_LOGGED = 326

const decisions = channel('fastify-cors-policy:decision')

/** Costs one addition without subscribers if the request is allowed. */
export function reportDecision (request: FastifyRequest, { decision, policy: { label, counters }, scope: { logLevel } }: RequestRecord): void {
  const { reason } = decision
  counters[reason]++
  if (decisions.hasSubscribers) {
    decisions.publish({ request, policy: label, decision } satisfies CorsDecisionEvent)
  }
  const message = MESSAGES[reason]
  if (message !== undefined && logLevel !== 'silent') log(request, label, reason, message, logLevel)
}

const MESSAGES: Readonly<Partial<Record<CorsDecisionReason, string>>> = {
  'origin-not-allowed': 'CORS: The origin is not allowed',
  'method-not-allowed': 'CORS: The requested method of the preflight is not allowed',
  'route-ambiguous': 'CORS: The target route of the preflight is ambiguous'
}

/** Logs only the origin of the request, cut to the maximum length of an origin. The logger escapes it. */
function log (
  request: FastifyRequest, policy: string, reason: CorsDecisionReason, message: string, level: Exclude<CorsLogLevel, 'silent'>
): void {
  const origin = String(request.raw.headers.origin).slice(0, MAX_LOGGED)
  request.log[level]({ cors: { policy, reason, origin } }, message)
}

/** Warns once for each route and header that other code has set a CORS header, which the plugin always replaces. */
export function warnOfOverride (this: RequestRecord, field: string): void {
  const { request, scope } = this
  const route = request.routeOptions.url ?? ''
  const { overrides } = scope
  if (overrides.has(`${route} ${field}`)) return
  // A scope has as many routes as the application declares.
  overrides.add(`${route} ${field}`)
  request.log.warn({ field, route }, 'Another part of the application has set a CORS header on a route with a policy. ' +
    'The value of the policy was sent instead.')
}
