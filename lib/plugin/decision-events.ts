/** Reports a decision: counts it, publishes it to subscribers, and logs it if a request or preflight is rejected. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CorsDecisionEvent, CorsReportedReason } from '../../types/fastify.ts'
import type { CorsLogLevel } from '../../types/plugin-options.ts'
import { refusedHeaders } from './refused-headers.ts'
import type { RequestRecord } from './request-state.ts'

/** The maximum length of an origin in a policy. Longer values are cut in the log. */
const MAX_LOGGED = 326

const decisions = channel('fastify-cors-policy:decision')

/** Costs one addition without subscribers if the request is allowed. */
export function reportDecision (request: FastifyRequest, { decision, policy: { label, counters }, scope: { logLevel } }: RequestRecord): void {
  const headers = decision.kind === 'preflight' ? refusedHeaders(decision, request.raw.headers['access-control-request-headers']) : NONE
  const reason = headers.length > 0 && decision.reason !== 'method-not-allowed' ? 'header-not-allowed' : decision.reason
  counters[reason]++
  if (decisions.hasSubscribers) {
    decisions.publish({ request, policy: label, decision, reason, refusedHeaders: headers } satisfies CorsDecisionEvent)
  }
  const message = MESSAGES[reason]
  if (message !== undefined && logLevel !== 'silent') log(request, { policy: label, reason, headers }, message, logLevel)
}

const NONE: readonly string[] = Object.freeze([])

const MESSAGES: Readonly<Partial<Record<CorsReportedReason, string>>> = {
  'origin-not-allowed': 'CORS: The origin is not allowed',
  'origin-not-in-source': 'CORS: The origin is neither listed nor in a source',
  'source-stale': 'CORS: The source of origins was last read too long ago',
  'source-unavailable': 'CORS: The source of origins cannot be read',
  'source-busy': 'CORS: Too many look-ups wait for the source of origins',
  'header-not-allowed': 'CORS: The preflight requests headers that are not allowed',
  'method-not-allowed': 'CORS: The requested method of the preflight is not allowed',
  'route-ambiguous': 'CORS: The target route of the preflight is ambiguous'
}

interface Reported {
  readonly policy: string
  readonly reason: CorsReportedReason
  readonly headers: readonly string[]
}

/** Logs the origin of the request, cut to the maximum length of an origin, and names that are tokens. The logger escapes them. */
function log (
  request: FastifyRequest, { policy, reason, headers }: Reported, message: string, level: Exclude<CorsLogLevel, 'silent'>
): void {
  const origin = String(request.raw.headers.origin).slice(0, MAX_LOGGED)
  request.log[level]({ cors: { policy, reason, origin, ...(headers.length > 0 && { headers }) } }, message)
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
