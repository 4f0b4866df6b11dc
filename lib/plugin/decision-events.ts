/** What is told of a decision: counted, published to whoever listens, and logged where it is a refusal. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CorsDecision, CorsDecisionReason } from '../../types/decision.ts'
import type { CorsLogLevel, CorsDecisionEvent } from '../../types/fastify.ts'
import type { ServedPolicy } from '../routes/policy-interner.ts'

/** The longest origin that a policy can hold; of a longer one the log needs no more. */
const MAX_LOGGED = 326

const decisions = channel('fastify-cors-policy:decision')

/** Costs an addition where nobody listens and nothing is refused. */
export function recordDecision (
  request: FastifyRequest, { label, counters }: ServedPolicy, decision: CorsDecision, logLevel: CorsLogLevel
): void {
  const { reason } = decision
  counters[reason]++
  if (decisions.hasSubscribers) {
    decisions.publish({ request, policy: label, decision } satisfies CorsDecisionEvent)
  }
  const sentence = REFUSALS[reason]
  if (sentence !== undefined && logLevel !== 'silent') log(request, label, reason, sentence, logLevel)
}

const REFUSALS: Readonly<Partial<Record<CorsDecisionReason, string>>> = {
  'origin-not-allowed': 'CORS: the origin is not allowed',
  'method-not-allowed': 'CORS: the method that the preflight asks for is not allowed',
  'route-ambiguous': 'CORS: the route that the preflight announces cannot be told'
}

/** Nothing of the request but its origin, and of that no more than an origin can have; the logger escapes it. */
function log (
  request: FastifyRequest, policy: string, reason: CorsDecisionReason, sentence: string, level: Exclude<CorsLogLevel, 'silent'>
): void {
  const origin = String(request.raw.headers.origin).slice(0, MAX_LOGGED)
  request.log[level]({ cors: { policy, reason, origin } }, sentence)
}
