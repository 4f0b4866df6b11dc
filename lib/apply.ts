/** Decision → headers of a reply. Only this module and its folder write `Access-Control-*` headers. `Vary` is merged, never replaced. */
import type { FastifyReply } from 'fastify'
import type { CorsDecision } from '../types/decision.ts'
import { CORS_RESPONSE_HEADERS, addVary, headersMatchDecision, isUntouched, remove, writeFields } from './apply/fields.ts'
import { headersOf, type ReplyHeaders } from './fastify/reply.ts'

const HANDED_OVER = [...CORS_RESPONSE_HEADERS, 'vary'] as const

/** Headers of a body that an earlier hook may have set, although no body is sent. */
const BODY_FIELDS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'trailer']

/** Sets the headers of the decision early, for code that reads them. `enforceDecision` corrects them later. */
export function applyDecision (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): void {
  const headers = headersOf(reply)
  writeFields(headers, decision, origin)
  if (decision.vary === undefined) return
  if (headers['vary'] === undefined) headers['vary'] = decision.vary
  else addVary(reply, decision.vary)
}

/**
 * Responds to a preflight immediately, with headers and status, without a body. Handlers, error handlers and `onSend` hooks do not
 * run; logs and `onResponse` hooks do. A 204 has no Content-Length: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
 */
export function respondToPreflight (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): void {
  const { raw } = reply
  // Other code is already sending a response.
  if (raw.headersSent) return
  if (isUntouched(reply)) {
    applyDecision(reply, decision, origin)
  } else {
    for (const name of BODY_FIELDS) remove(reply, name)
    enforceDecision(reply, decision, origin)
  }
  writeHead(reply, decision, origin)
  raw.end()
}

function writeHead (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): void {
  const status = decision.status!
  const headers = headersOf(reply)
  if (status !== 204) headers['content-length'] = '0'
  try {
    reply.raw.writeHead(status, headers)
  } catch {
    // An earlier hook has set an invalid header. The page still needs a response.
    const own: ReplyHeaders = status === 204 ? {} : { 'content-length': '0' }
    writeFields(own, decision, origin)
    if (decision.vary !== undefined) own['vary'] = decision.vary
    reply.raw.writeHead(status, own)
  }
}

/**
 * Sets the CORS headers to the values of the decision, one line each, before the headers are written. Replaces the values of
 * handlers, upstreams and other hooks.
 *
 * @returns the name of the first header with another value; undefined if there was none
 */
export function enforceDecision (
  reply: FastifyReply, decision: CorsDecision, origin: string | undefined
): string | undefined {
  if (headersMatchDecision(reply, decision, origin)) return undefined
  const headers = headersOf(reply)
  const wanted: ReplyHeaders = {}
  writeFields(wanted, decision, origin)
  let foreign: string | undefined
  for (const name of CORS_RESPONSE_HEADERS) {
    const value = headers[name] ?? reply.raw.getHeader(name)
    if (value === undefined || value === wanted[name]) continue
    foreign ??= name
    remove(reply, name)
  }
  writeFields(headers, decision, origin)
  if (decision.vary !== undefined) addVary(reply, decision.vary)
  return foreign
}

/** Keeps another hook's response to a preflight, but removes its CORS headers, so that it approves nothing. */
export function keepResponse (reply: FastifyReply, decision: CorsDecision): void {
  for (const name of CORS_RESPONSE_HEADERS) remove(reply, name)
  if (decision.vary !== undefined) addVary(reply, decision.vary)
}

/** Sets the headers of the decision on the raw response, for code that writes the other headers itself. */
export function handOver (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): void {
  const { raw } = reply
  if (raw.headersSent) return
  enforceDecision(reply, decision, origin)
  for (const name of HANDED_OVER) {
    const value = reply.getHeader(name)
    if (value !== undefined) raw.setHeader(name, value)
  }
}
