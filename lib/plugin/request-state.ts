/** What the plugin stores on a request, from the first hook to the last. */
import type { FastifyRequest } from 'fastify'
import type { HeadPolicy } from '../apply/write-head.ts'
import type { ServedPolicy } from '../routes/policy-pool.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'

/** A decision with its input. Also the policy of the response's head. */
export interface RequestRecord extends HeadPolicy {
  readonly request: FastifyRequest
  readonly policy: ServedPolicy
  /** The registration of the policy: that of the actual request, if the request is a preflight. */
  readonly scope: Scope
}

const kOff = Symbol('fastify-cors-policy.off')
const kReported = Symbol('fastify-cors-policy.reported')
const kResponse = Symbol('fastify-cors-policy.response')

interface MarkedRequest extends FastifyRequest {
  [kOff]?: true
  [kReported]?: true
  [kResponse]?: unknown
}

/** Marks a request for which CORS is disabled, because `callNotFound` changes the route of a request later. */
export function markOff (request: FastifyRequest): void {
  (request as MarkedRequest)[kOff] = true
}

/** Whether our hooks have decided that CORS is disabled. */
export function isOff (request: FastifyRequest): boolean {
  return (request as MarkedRequest)[kOff] === true
}

/** Notes that the refusal of a guard is reported: with the decision, or by the guard. */
export function noteReportedRefusal (request: FastifyRequest): void {
  (request as MarkedRequest)[kReported] = true
}

/** Whether the refusal of a guard is reported. */
export function isReportedRefusal (request: FastifyRequest): boolean {
  return (request as MarkedRequest)[kReported] === true
}

/**
 * Notes a response that precedes our decision: that of another hook, or of a time limit. A decision can wait for a source, and only the
 * last response may be sent after it, because Node throws at a second head.
 */
export function noteResponse (request: FastifyRequest, response: unknown): void {
  (request as MarkedRequest)[kResponse] = response
}

/** Returns the last response that precedes our decision. */
export function notedResponse (request: FastifyRequest): unknown {
  return (request as MarkedRequest)[kResponse]
}

/** Whether the registration that covers a request only observes, so that nothing of it may be sent. */
export function isObserved (request: FastifyRequest): boolean {
  return scopeOf(request.server)?.observes === true
}
