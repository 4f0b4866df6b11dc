/** (CompiledCorsPolicy, CorsRequest) → Decision: pure, synchronous, total. Never reads a route, a cookie or `Host`. */
import type { CompiledCorsPolicy, CorsRequest, CorsDecision } from '../types/decision.ts'
import { MAX_METHOD_LENGTH, isSafelistedMethod } from './standard/methods.ts'

/**
 * Decides how a request is answered.
 *
 * Field values are compared as they came: any string, `undefined` or junk gives a decision, never a throw. The request
 * itself must be an object, and its getters may not throw.
 * Allocates nothing for an exact origin: every decision was built with the policy.
 * `Access-Control-Request-Headers` is not read: the answer lists what the policy allows and the browser compares.
 * https://fetch.spec.whatwg.org/#http-requests
 */
export function decide (policy: CompiledCorsPolicy, request: CorsRequest): CorsDecision {
  const { origin, requestMethod } = request
  return request.method === 'OPTIONS' && origin !== undefined && requestMethod !== undefined
    ? decidePreflight(policy, origin, requestMethod)
    : decideActual(policy, origin)
}

/** Decides a preflight, by its origin and the method that it announces. */
export function decidePreflight (policy: CompiledCorsPolicy, origin: string, requestMethod: string): CorsDecision {
  if (!admits(policy, origin)) return policy.preflight.refused
  return lists(policy, requestMethod) ? policy.preflight.allowed : policy.preflight.methodRefused
}

/** Decides a request that is no preflight: only its origin counts. */
export function decideActual (policy: CompiledCorsPolicy, origin: string | undefined): CorsDecision {
  if (origin === undefined) return policy.actual.absent
  return admits(policy, origin) ? policy.actual.allowed : policy.actual.refused
}

/** Whether requests from the origin are admitted; a policy for every origin does not look at it. */
export function admits (policy: CompiledCorsPolicy, origin: string): boolean {
  return policy.origins === undefined || (typeof origin === 'string' && policy.origins.has(origin))
}

/** Method names are case-sensitive: https://fetch.spec.whatwg.org/#concept-method */
function lists (policy: CompiledCorsPolicy, method: string): boolean {
  if (typeof method !== 'string' || method.length > MAX_METHOD_LENGTH) return false
  return isSafelistedMethod(method) || policy.listedMethods.has(method)
}
