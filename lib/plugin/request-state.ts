/** What the plugin stores on a request, from the first hook to the last. */
import type { FastifyRequest } from 'fastify'
import type { HeadPolicy } from '../apply/write-head.ts'
import type { ServedPolicy } from '../routes/policy-interner.ts'
import type { Scope } from '../routes/scope.ts'

/** A decision with its input. Also the policy of the response's head. */
export interface RequestRecord extends HeadPolicy {
  readonly request: FastifyRequest
  readonly policy: ServedPolicy
  /** The registration of the policy: that of the actual request, if the request is a preflight. */
  readonly scope: Scope
}

const kCors = Symbol('fastify-cors-policy.request')

interface RecordedRequest extends FastifyRequest {
  [kCors]?: RequestRecord | false
}

/** @param record  `false` if CORS is disabled for this request: the plugin neither writes nor removes headers */
export function setRecord (request: FastifyRequest, record: RequestRecord | false): void {
  (request as RecordedRequest)[kCors] = record
}

/** Returns the record; undefined if our hooks have not decided yet. */
export function recordOf (request: FastifyRequest): RequestRecord | false | undefined {
  return (request as RecordedRequest)[kCors]
}
