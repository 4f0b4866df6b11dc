/** What the plugin stores on a request, from the first hook to the last. */
import type { FastifyRequest } from 'fastify'
import type { HeadPolicy } from '../apply/write-head.ts'
import type { ServedPolicy } from '../routes/policy-interner.ts'
import { scopeOf, type Scope } from '../routes/scope.ts'

/** A decision with its input. Also the policy of the response's head. */
export interface RequestRecord extends HeadPolicy {
  readonly request: FastifyRequest
  readonly policy: ServedPolicy
  /** The registration of the policy: that of the actual request, if the request is a preflight. */
  readonly scope: Scope
}

const kOff = Symbol('fastify-cors-policy.off')

interface MarkedRequest extends FastifyRequest {
  [kOff]?: true
}

/** Marks a request for which CORS is disabled, because `callNotFound` changes the route of a request later. */
export function markOff (request: FastifyRequest): void {
  (request as MarkedRequest)[kOff] = true
}

/** Whether our hooks have decided that CORS is disabled. */
export function isOff (request: FastifyRequest): boolean {
  return (request as MarkedRequest)[kOff] === true
}

/** Whether the registration that covers a request only observes, so that nothing of it may be sent. */
export function isObserved (request: FastifyRequest): boolean {
  return scopeOf(request.server)?.observes === true
}
