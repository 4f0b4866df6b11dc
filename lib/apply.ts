/** Decision → headers on a reply. The only room that writes `Access-Control-*` fields; `Vary` is merged, never replaced. */
import type { FastifyReply } from 'fastify'
import type { CorsDecision } from '../types/decision.ts'
import { CORS_RESPONSE_HEADERS, addVary, headersMatchDecision, writeFields } from './apply/fields.ts'
import { headersOf, isUntouched, remove, type ReplyHeaders } from './apply/reply-headers.ts'

const HANDED_OVER = [...CORS_RESPONSE_HEADERS, 'vary'] as const

/** What an earlier hook may have set for a body that is not sent. */
const BODY_FIELDS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'trailer']

/** Sets the decision's headers early, for what looks at them; `enforceDecision` has the last word. */
export function applyDecision (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): void {
  const headers = headersOf(reply)
  writeFields(headers, decision, origin)
  if (decision.vary === undefined) return
  if (headers['vary'] === undefined) headers['vary'] = decision.vary
  else addVary(reply, decision.vary)
}

/**
 * Answers a preflight straight away: headers, status, no body. No handler, no error handler and no `onSend` hook sees it;
 * logs and `onResponse` hooks do. A 204 carries no Content-Length: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
 */
export function answerPreflight (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): void {
  const { raw } = reply
  // Somebody is writing the answer already.
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
    // An earlier hook has set what cannot be sent; the page needs its answer all the same.
    const own: ReplyHeaders = status === 204 ? {} : { 'content-length': '0' }
    writeFields(own, decision, origin)
    if (decision.vary !== undefined) own['vary'] = decision.vary
    reply.raw.writeHead(status, own)
  }
}

/**
 * Has the last word before the headers are written: whatever a handler, an upstream or another hook did to the fields
 * of the protocol, they have the decision's value, one line each.
 *
 * @returns the first field in which something else was found, undefined where nothing was
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

/** Leaves another hook's answer to a preflight as it is, but for the fields of the protocol: it approves nothing. */
export function keepAnswer (reply: FastifyReply, decision: CorsDecision): void {
  for (const name of CORS_RESPONSE_HEADERS) remove(reply, name)
  if (decision.vary !== undefined) addVary(reply, decision.vary)
}

/** Puts the decision on the raw response, for code that writes the rest of the headers itself. */
export function handOver (reply: FastifyReply, decision: CorsDecision, origin: string | undefined): void {
  const { raw } = reply
  if (raw.headersSent) return
  enforceDecision(reply, decision, origin)
  for (const name of HANDED_OVER) {
    const value = reply.getHeader(name)
    if (value !== undefined) raw.setHeader(name, value)
  }
}
