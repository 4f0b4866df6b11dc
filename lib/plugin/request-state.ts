/** Stores the decision of a request from the first hook to the last. */
import type { FastifyRequest } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'

/** CORS is disabled for this request: the plugin neither writes nor removes headers. */
export const OFF = Object.freeze({ kind: 'off' as const })

/** Whether the plugin writes headers for this request. */
export function isDecision (decision: CorsDecision | typeof OFF | null): decision is CorsDecision {
  return decision !== null && decision !== OFF
}

const kDecision = Symbol('fastify-cors-policy.decision')
const kOrigin = Symbol('fastify-cors-policy.origin')

interface DecidedRequest extends FastifyRequest {
  [kDecision]: CorsDecision | typeof OFF | null
  [kOrigin]: string | undefined
}

/** Stores the decision and its origin, because later hooks can change the headers of the request. */
export function rememberOnRequest (request: FastifyRequest, decision: CorsDecision | typeof OFF, origin: string | undefined): void {
  const decided = request as DecidedRequest
  decided[kDecision] = decision
  decided[kOrigin] = origin
}

/** Returns the decision; null if our hooks have not made one yet. */
export function decisionOf (request: FastifyRequest): CorsDecision | typeof OFF | null {
  return (request as DecidedRequest)[kDecision] ?? null
}

export function originOf (request: FastifyRequest): string | undefined {
  return (request as DecidedRequest)[kOrigin]
}
