/** A web `Response` as payload: Fastify copies its headers over the reply's after the last hook. */
import type { FastifyReply } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import { CORS_RESPONSE_HEADERS, addVary } from './fields.ts'

/** Whether a payload is a `Response`, as Fastify sees it. */
export function isWebResponse (payload: unknown): payload is Response {
  return typeof payload === 'object' && Object.prototype.toString.call(payload) === '[object Response]'
}

/**
 * Takes the fields of the protocol out of a copy of the response, and its `Vary` into the reply's.
 *
 * @returns the copy, and the first field of the protocol that was in it
 */
export function enforceInResponse (
  reply: FastifyReply, decision: CorsDecision, response: Response
): { response: Response, foreign: string | undefined } {
  const { body, status, statusText } = response
  // What cannot be sent cannot be copied either: Fastify reports it.
  if (response.bodyUsed || body?.locked === true || status < 200) return { response, foreign: undefined }
  const headers = new Headers(response.headers)
  const foreign = CORS_RESPONSE_HEADERS.find((name) => headers.has(name))
  for (const name of CORS_RESPONSE_HEADERS) headers.delete(name)
  const vary = headers.get('vary')
  if (vary !== null) {
    addVary(reply, vary)
    if (decision.vary !== undefined) addVary(reply, decision.vary)
    headers.delete('vary')
  }
  return { response: new Response(body, { status, statusText, headers }), foreign }
}
