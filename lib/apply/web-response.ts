/** A web `Response` as payload: after the last hook, Fastify overwrites the headers of the reply with those of the `Response`. */
import type { FastifyReply } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import { CORS_RESPONSE_HEADERS, addVary } from './fields.ts'

/** Whether a payload is a `Response`, by the same check as Fastify. */
export function isWebResponse (payload: unknown): payload is Response {
  return typeof payload === 'object' && Object.prototype.toString.call(payload) === '[object Response]'
}

/**
 * Copies the response without its CORS headers, and merges its `Vary` into that of the reply.
 *
 * @returns the copy, and the name of the first CORS header that the response had
 */
export function enforceInResponse (
  reply: FastifyReply, decision: CorsDecision, response: Response
): { response: Response, foreign: string | undefined } {
  const { body, status, statusText } = response
  // Such a response can be neither copied nor sent, and Fastify reports the error.
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
