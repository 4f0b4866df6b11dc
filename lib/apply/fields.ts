/** The response fields of the CORS protocol, and `Vary`: a decision's own written, others' found. */
import type { FastifyReply } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import { mergeVary } from '../standard/vary.ts'
import { headersOf, type ReplyHeaders } from './reply-headers.ts'

/** On a route under a policy they have the policy's value or none. https://fetch.spec.whatwg.org/#http-responses */
export const CORS_RESPONSE_HEADERS = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-max-age',
  'access-control-allow-private-network'
] as const

/** Writes a decision's fields, `Vary` apart. */
export function writeFields (headers: ReplyHeaders, decision: CorsDecision, origin: string | undefined): void {
  const { allowOrigin } = decision
  if (allowOrigin === undefined) return
  headers['access-control-allow-origin'] = allowOrigin === 'origin' ? origin : allowOrigin
  if (decision.allowCredentials !== undefined) headers['access-control-allow-credentials'] = decision.allowCredentials
  if (decision.exposeHeaders !== undefined) headers['access-control-expose-headers'] = decision.exposeHeaders
  if (decision.allowMethods !== undefined) headers['access-control-allow-methods'] = decision.allowMethods
  if (decision.allowHeaders !== undefined) headers['access-control-allow-headers'] = decision.allowHeaders
  if (decision.maxAge !== undefined) headers['access-control-max-age'] = decision.maxAge
}

/** Whether all fields are as a decision has them and nothing else is on the raw response, which is nearly always so. */
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

/** Adds members to the reply's `Vary`. What is on the raw response counts: `writeHead` would replace it. */
export function addVary (reply: FastifyReply, members: string): void {
  const headers = headersOf(reply)
  headers['vary'] = mergeVary(reply.raw.getHeader('vary'), mergeVary(headers['vary'], members))
}
