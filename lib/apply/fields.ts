/** The response headers of the CORS protocol, and how the values of a decision are written. */
import type { OutgoingHttpHeader } from 'node:http'
import type { CorsDecision } from '../../types/decision.ts'

/** On a route with a policy, each has the value of the policy or is absent. https://fetch.spec.whatwg.org/#http-responses */
export const CORS_RESPONSE_HEADERS = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-max-age',
  'access-control-allow-private-network'
] as const

/** Headers by name. */
export type ResponseHeaders = Record<string, OutgoingHttpHeader | undefined>

/** Writes the headers of a decision, except `Vary` and `Cache-Control`. */
export function writeFields (headers: ResponseHeaders, decision: CorsDecision, origin: string | undefined): void {
  const { allowOrigin } = decision
  if (allowOrigin === undefined) return
  headers['access-control-allow-origin'] = allowOrigin === 'origin' ? origin : allowOrigin
  if (decision.allowCredentials !== undefined) headers['access-control-allow-credentials'] = decision.allowCredentials
  if (decision.exposeHeaders !== undefined) headers['access-control-expose-headers'] = decision.exposeHeaders
  if (decision.allowMethods !== undefined) headers['access-control-allow-methods'] = decision.allowMethods
  if (decision.allowHeaders !== undefined) headers['access-control-allow-headers'] = decision.allowHeaders
  if (decision.maxAge !== undefined) headers['access-control-max-age'] = decision.maxAge
}
