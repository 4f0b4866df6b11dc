/** Approves preflights that another hook has rejected because they have no credentials, which browsers never send with them. */
import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { CorsDecision } from '../../types/decision.ts'
import { enforceDecision } from '../apply.ts'
import { addVary, remove } from './fields.ts'
import { isWebResponse } from './web-response.ts'

/** Headers of a rejection that an approval must not have. */
const REFUSAL_FIELDS = new Set(['set-cookie', 'www-authenticate', 'transfer-encoding'])

/** Whether another hook has rejected a preflight with 401 or 403 that the policy approves. */
export function isRescuable (reply: FastifyReply, decision: CorsDecision, payload: unknown): boolean {
  const status = isWebResponse(payload) ? payload.status : reply.statusCode
  return decision.status === 204 && (status === 401 || status === 403)
}

/**
 * Turns another hook's rejection into the response of the policy. By the standard, a preflight has no credentials, so a hook that
 * requires them blocks every browser: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 */
export function rescuePreflight (
  reply: FastifyReply, decision: CorsDecision, origin: string | undefined, payload: unknown
): void {
  if (isWebResponse(payload)) {
    const vary = payload.headers.get('vary')
    if (vary !== null) addVary(reply, vary)
  }
  discard(payload)
  for (const name of Object.keys(reply.getHeaders())) {
    if (name.startsWith('content-') || REFUSAL_FIELDS.has(name)) remove(reply, name)
  }
  enforceDecision(reply, decision, origin)
  reply.code(204)
}

/** Discards a body that is not sent. */
function discard (payload: unknown): void {
  if (isWebResponse(payload)) payload.body?.cancel().catch(() => undefined)
  else if (typeof (payload as Partial<Readable> | null)?.destroy === 'function') (payload as Readable).destroy()
}
