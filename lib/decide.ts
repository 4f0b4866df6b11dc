/** (CompiledCorsPolicy, CorsRequest) → CorsDecision: pure and synchronous. Never reads a route, a cookie or `Host`. */
import type { CompiledCorsPolicy, CompiledSources, CorsDecision, CorsRequest, CorsSourceResult } from '../types/decision.ts'
import { isInsecureOrigin } from './standard/insecure-origin.ts'
import { MAX_METHOD_LENGTH, isSafelistedMethod } from './standard/methods.ts'

/**
 * Returns the decision about a request.
 *
 * Any values of the headers give a decision and never an error, but the request itself must be an object whose getters do not
 * throw. Values are compared unchanged. Allocates nothing for an exact origin, because all decisions are built with the policy.
 * Ignores `Access-Control-Request-Headers`: the response lists the allowed headers, and the browser compares.
 * https://fetch.spec.whatwg.org/#http-requests
 */
export function decide (policy: CompiledCorsPolicy, request: CorsRequest): CorsDecision {
  const { origin, requestMethod, sourceResult } = request
  return request.method === 'OPTIONS' && origin !== undefined && requestMethod !== undefined
    ? decidePreflight(policy, origin, requestMethod, sourceResult)
    : decideActual(policy, origin, sourceResult)
}

/** Decides a preflight by its origin and its requested method. */
export function decidePreflight (
  policy: CompiledCorsPolicy, origin: string, requestMethod: string, result?: CorsSourceResult
): CorsDecision {
  const counted = resultThatCounts(policy.sources, origin, result)
  if (counted !== 'listed' && !allowsOrigin(policy, origin)) {
    return counted === undefined ? policy.preflight.refused : policy.sources!.preflight[counted]
  }
  return allowsMethod(policy, requestMethod) ? policy.preflight.allowed : policy.preflight.methodRefused
}

/** Decides an actual request by its origin. */
export function decideActual (policy: CompiledCorsPolicy, origin: string | undefined, result?: CorsSourceResult): CorsDecision {
  if (origin === undefined) return policy.actual.absent
  const counted = resultThatCounts(policy.sources, origin, result)
  if (counted === 'listed' || allowsOrigin(policy, origin)) return policy.actual.allowed
  return counted === undefined ? policy.actual.refused : policy.sources!.actual[counted]
}

/** Whether the list of the policy allows the origin, without its sources. A policy for any origin allows every value. */
export function allowsOrigin (policy: CompiledCorsPolicy, origin: string): boolean {
  return policy.origins === undefined || (typeof origin === 'string' && policy.origins.has(origin))
}

/** Applies the policy's rule for insecure origins to the result of its sources; undefined without sources. */
function resultThatCounts (
  sources: CompiledSources | undefined, origin: string, result: CorsSourceResult = 'unavailable'
): CorsSourceResult | undefined {
  if (sources === undefined) return undefined
  if (result !== 'listed' || sources.allowsInsecure) return result
  return isInsecureOrigin(origin) ? 'not-listed' : 'listed'
}

/** Method names are case-sensitive: https://fetch.spec.whatwg.org/#concept-method */
function allowsMethod (policy: CompiledCorsPolicy, method: string): boolean {
  if (typeof method !== 'string' || method.length > MAX_METHOD_LENGTH) return false
  return policy.listedMethods.has(method) || isSafelistedMethod(method)
}

/** The result of several sources together: one that has the origin is enough, and one whose result is not known is reported. */
export function combinedResult (results: readonly CorsSourceResult[]): CorsSourceResult {
  return results.find(result => result === 'listed') ?? results.find(result => result !== 'not-listed') ?? 'not-listed'
}
