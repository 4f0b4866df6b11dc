/** What is told of a decision: counted, published to whoever listens, and logged where it is a refusal. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { Decision, Reason } from '../../types/decision.ts'
import type { DecisionLogLevel, DecisionMessage } from '../../types/fastify.ts'
import type { ServedPolicy } from '../routes/policy-interner.ts'

/** The longest origin that a policy can hold; of a longer one the log needs no more. */
const MAX_LOGGED = 326

const decisions = channel('fastify-cors-policy:decision')

/** Costs an addition where nobody listens and nothing is refused. */
export function observe (
  request: FastifyRequest, { label, counters }: ServedPolicy, decision: Decision, logLevel: DecisionLogLevel
): void {
  const { reason } = decision
  counters[reason]++
  if (decisions.hasSubscribers) {
    decisions.publish({ request, policy: label, decision } satisfies DecisionMessage)
  }
  const sentence = REFUSALS[reason]
  if (sentence !== undefined && logLevel !== 'silent') log(request, label, reason, sentence, logLevel)
}

const REFUSALS: Readonly<Partial<Record<Reason, string>>> = {
  'origin-not-allowed': 'CORS: the origin is not allowed',
  'method-not-allowed': 'CORS: the method that the preflight asks for is not allowed',
  'target-uncertain': 'CORS: the route that the preflight announces cannot be told'
}

/** Nothing of the request but its origin, and of that no more than an origin can have; the logger escapes it. */
function log (
  request: FastifyRequest, policy: string, reason: Reason, sentence: string, level: Exclude<DecisionLogLevel, 'silent'>
): void {
  const origin = String(request.raw.headers.origin).slice(0, MAX_LOGGED)
  request.log[level]({ cors: { policy, reason, origin } }, sentence)
}
