/** The response headers of the CORS protocol, and `Vary`: writes the values of a decision, and finds other values. */
import type { FastifyReply } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import { headersOf, type ReplyHeaders } from '../fastify/reply.ts'
import { mergeVary } from '../standard/vary.ts'

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
export type ResponseHeaders = ReplyHeaders

/** Writes the headers of a decision, except `Vary`. */
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

/** Whether all headers match the decision and the raw response has no headers, which is the usual case. */
export function headersMatchDecision (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): boolean {
  const headers = headersOf(reply)
  const { allowOrigin } = decision
  return headers['access-control-allow-origin'] === (allowOrigin === 'origin' ? origin : allowOrigin) &&
    headers['vary'] === decision.vary &&
    headers['access-control-allow-credentials'] === decision.allowCredentials &&
    headers['access-control-expose-headers'] === decision.exposeHeaders &&
    headers['access-control-allow-methods'] === decision.allowMethods &&
    headers['access-control-allow-headers'] === decision.allowHeaders &&
    headers['access-control-max-age'] === decision.maxAge &&
    headers['access-control-allow-private-network'] === undefined &&
    reply.raw.getHeaderNames().length === 0
}

/** Adds header names to the `Vary` of the reply. Includes the value on the raw response, because `writeHead` would replace it. */
export function addVary (reply: FastifyReply, members: string): void {
  const headers = headersOf(reply)
  headers['vary'] = mergeVary(reply.raw.getHeader('vary'), mergeVary(headers['vary'], members))
}

/** Whether no code has set any header yet. */
export function isUntouched (reply: FastifyReply): boolean {
  return Object.keys(headersOf(reply)).length === 0 && reply.raw.getHeaderNames().length === 0
}

/** Removes a header from the reply and the raw response. Older versions of Fastify keep the raw value. */
export function remove (reply: FastifyReply, name: string): void {
  reply.removeHeader(name)
  reply.raw.removeHeader(name)
}
