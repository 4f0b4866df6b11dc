/** What a request remembers of its decision, from the first hook to the last. */
import type { FastifyRequest } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'

/** CORS is off for this request: nothing is written and nothing is removed. */
export const OFF = Object.freeze({ kind: 'off' as const })

/** Whether there is anything to write. */
export function isDecision (decision: CorsDecision | typeof OFF | null): decision is CorsDecision {
  return decision !== null && decision !== OFF
}

const kDecision = Symbol('fastify-cors-policy.decision')
const kOrigin = Symbol('fastify-cors-policy.origin')

interface DecidedRequest extends FastifyRequest {
  [kDecision]: CorsDecision | typeof OFF | null
  [kOrigin]: string | undefined
}

/** Keeps the decision, and the origin that it was made for: hooks in between may change the request's headers. */
export function remember (request: FastifyRequest, decision: CorsDecision | typeof OFF, origin: string | undefined): void {
  const decided = request as DecidedRequest
  decided[kDecision] = decision
  decided[kOrigin] = origin
}

/** The decision; null where no hook of ours has made one. */
export function decisionOf (request: FastifyRequest): CorsDecision | typeof OFF | null {
  return (request as DecidedRequest)[kDecision] ?? null
}

export function originOf (request: FastifyRequest): string | undefined {
  return (request as DecidedRequest)[kOrigin]
}
