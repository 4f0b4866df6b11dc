/** A preflight that another hook has refused for want of credentials, which no preflight carries. */
import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { CorsDecision } from '../../types/decision.ts'
import { enforceDecision } from '../apply.ts'
import { addVary } from './fields.ts'
import { remove } from './reply-headers.ts'
import { isWebResponse } from './web-response.ts'

/** What a refusal may carry that an approval must not. */
const REFUSAL_FIELDS = new Set(['set-cookie', 'www-authenticate', 'transfer-encoding'])

/** Whether another hook has refused a preflight for want of credentials that would be admitted. */
export function isRescuable (reply: FastifyReply, decision: CorsDecision, payload: unknown): boolean {
  const status = isWebResponse(payload) ? payload.status : reply.statusCode
  return decision.status === 204 && (status === 401 || status === 403)
}

/**
 * Turns another hook's refusal into the answer to the preflight. A preflight carries no credentials by the standard,
 * so a hook that asks for them refuses every browser: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
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

/** Ends a body that nobody will read. */
function discard (payload: unknown): void {
  if (isWebResponse(payload)) payload.body?.cancel().catch(() => undefined)
  else if (typeof (payload as Partial<Readable> | null)?.destroy === 'function') (payload as Readable).destroy()
}
