/** Approves preflights that another hook has rejected because they have no credentials, which browsers never send with them. */
import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { CorsDecision } from '../../types/decision.ts'
import { respondToPreflight } from '../apply.ts'
import { mergeVary } from '../standard/vary.ts'
import type { HeadPolicy } from './write-head.ts'

/** Headers of a rejection that an approval must not have, beside those of a body, which every response to a preflight loses. */
const REFUSAL_FIELDS = new Set(['set-cookie', 'www-authenticate', 'location'])

/** Whether another hook has rejected or redirected a preflight that the policy approves. Browsers accept neither: 401, 403 or 3xx. */
export function isRescuable (reply: FastifyReply, decision: CorsDecision, payload: unknown): boolean {
  const status = isWebResponse(payload) ? payload.status : reply.statusCode
  return decision.status !== 403 && (status === 401 || status === 403 || (status >= 300 && status < 400))
}

/**
 * Sends the response of the policy instead of another hook's rejection. By the standard, a preflight has no credentials, so a hook that
 * requires them blocks every browser: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 *
 * It is sent here and not by Fastify, which adds the trailers of the rejection, and a 204 cannot have any.
 */
export function rescuePreflight (reply: FastifyReply, policy: HeadPolicy, payload: unknown): void {
  const vary = isWebResponse(payload) ? payload.headers.get('vary') : null
  discard(payload)
  for (const name of Object.keys(reply.getHeaders())) {
    if (!name.startsWith('content-') && !REFUSAL_FIELDS.has(name)) continue
    reply.removeHeader(name)
    reply.raw.removeHeader(name)
  }
  // `appendHeader` would change a list that a hook has set: it may be a constant of the application.
  if (vary !== null) reply.raw.setHeader('vary', mergeVary(reply.raw.getHeader('vary'), vary))
  respondToPreflight(reply, policy)
}

/** Whether a payload is a `Response`, by the same check as Fastify. */
function isWebResponse (payload: unknown): payload is Response {
  return Object.prototype.toString.call(payload) === '[object Response]'
}

/** Discards a body that is not sent. */
function discard (payload: unknown): void {
  if (isWebResponse(payload)) payload.body?.cancel().catch(() => undefined)
  else if (typeof (payload as Partial<Readable> | null)?.destroy === 'function') (payload as Readable).destroy()
}
