/** Decision → headers on a reply. The only place that writes `Access-Control-*` fields; `Vary` is merged, never replaced. */
import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { Decision } from '../types/decision.ts'
import { mergeVary } from './standard/vary.ts'

/** Response fields of the CORS protocol; on a route under a policy they have the policy's value or none. */
const OWNED = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-max-age',
  'access-control-allow-private-network'
] as const

const HANDED_OVER = [...OWNED, 'vary'] as const

/** What a refusal may carry that an approval must not. */
const REFUSAL_FIELDS = new Set(['set-cookie', 'www-authenticate', 'transfer-encoding'])

/** Sets the decision's headers; values that other code has set for the same fields are replaced, `Vary` is kept. */
export function applyDecision (reply: FastifyReply, decision: Decision, origin: string | undefined): void {
  const { allowOrigin } = decision
  if (allowOrigin !== undefined) {
    reply.header('access-control-allow-origin', allowOrigin === 'origin' ? origin : allowOrigin)
    if (decision.allowCredentials !== undefined) {
      reply.header('access-control-allow-credentials', decision.allowCredentials)
    }
    if (decision.exposeHeaders !== undefined) reply.header('access-control-expose-headers', decision.exposeHeaders)
    if (decision.allowMethods !== undefined) reply.header('access-control-allow-methods', decision.allowMethods)
    if (decision.allowHeaders !== undefined) reply.header('access-control-allow-headers', decision.allowHeaders)
    if (decision.maxAge !== undefined) reply.header('access-control-max-age', decision.maxAge)
  }
  if (decision.vary !== undefined) addVary(reply, decision.vary)
}

/**
 * Answers a preflight: headers, status, no body. No handler and no error handler sees it.
 * A 204 carries no Content-Length: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
 */
export function answerPreflight (reply: FastifyReply, decision: Decision, origin: string | undefined): void {
  applyDecision(reply, decision, origin)
  reply.code(decision.status!).send()
}

/**
 * Has the last word before the headers are written: whatever a handler, an upstream or another hook did to the fields
 * of the protocol, they have the decision's value, one line each.
 *
 * @returns the first field in which something else was found, undefined where nothing was
 */
export function enforceDecision (
  reply: FastifyReply, decision: Decision, origin: string | undefined
): string | undefined {
  if (isIntact(reply, decision, origin)) return undefined
  let foreign: string | undefined
  for (const name of OWNED) {
    const value = reply.getHeader(name)
    if (value === undefined) continue
    const wanted = valueOf(decision, name, origin)
    if (value === wanted) continue
    foreign ??= name
    remove(reply, name)
  }
  applyDecision(reply, decision, origin)
  return foreign
}

/** Whether all is as `applyDecision` left it, which is nearly always so. */
function isIntact (reply: FastifyReply, decision: Decision, origin: string | undefined): boolean {
  const { allowOrigin } = decision
  return reply.getHeader('access-control-allow-origin') === (allowOrigin === 'origin' ? origin : allowOrigin) &&
    reply.getHeader('vary') === decision.vary &&
    reply.getHeader('access-control-allow-credentials') === decision.allowCredentials &&
    reply.getHeader('access-control-expose-headers') === decision.exposeHeaders &&
    reply.getHeader('access-control-allow-methods') === decision.allowMethods &&
    reply.getHeader('access-control-allow-headers') === decision.allowHeaders &&
    reply.getHeader('access-control-max-age') === decision.maxAge &&
    reply.getHeader('access-control-allow-private-network') === undefined &&
    reply.raw.getHeader('vary') === undefined
}

/** Leaves another hook's answer to a preflight as it is, but for the fields of the protocol: it approves nothing. */
export function keepAnswer (reply: FastifyReply, decision: Decision): void {
  for (const name of OWNED) remove(reply, name)
  if (decision.vary !== undefined) addVary(reply, decision.vary)
}

/** Whether another hook has refused a preflight for want of credentials that would be admitted. */
export function isRescuable (reply: FastifyReply, decision: Decision, payload: unknown): boolean {
  const status = isWebResponse(payload) ? payload.status : reply.statusCode
  return decision.status === 204 && (status === 401 || status === 403)
}

/** Whether a payload is a `Response`, as Fastify sees it. */
export function isWebResponse (payload: unknown): payload is Response {
  return typeof payload === 'object' && Object.prototype.toString.call(payload) === '[object Response]'
}

/**
 * Turns another hook's refusal into the answer to the preflight. A preflight carries no credentials by the standard,
 * so a hook that asks for them refuses every browser: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 */
export function rescuePreflight (
  reply: FastifyReply, decision: Decision, origin: string | undefined, payload: unknown
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

/**
 * Fastify copies the headers of a web `Response` over the reply's after the last hook, so they are taken out of a copy.
 *
 * @returns the copy, and the first field of the protocol that was in it
 */
export function enforceInResponse (
  reply: FastifyReply, decision: Decision, response: Response
): { response: Response, foreign: string | undefined } {
  const { body, status, statusText } = response
  // What cannot be sent cannot be copied either: Fastify reports it.
  if (response.bodyUsed || body?.locked === true || status < 200) return { response, foreign: undefined }
  const headers = new Headers(response.headers)
  const foreign = OWNED.find((name) => headers.has(name))
  for (const name of OWNED) headers.delete(name)
  const vary = headers.get('vary')
  if (vary !== null) {
    addVary(reply, vary)
    if (decision.vary !== undefined) addVary(reply, decision.vary)
    headers.delete('vary')
  }
  return { response: new Response(body, { status, statusText, headers }), foreign }
}

/** Puts the decision on the raw response, for code that writes the rest of the headers itself. */
export function handOver (reply: FastifyReply, decision: Decision, origin: string | undefined): void {
  const { raw } = reply
  if (raw.headersSent) return
  enforceDecision(reply, decision, origin)
  for (const name of HANDED_OVER) {
    const value = reply.getHeader(name)
    if (value !== undefined) raw.setHeader(name, value)
  }
}

/** Older versions of Fastify leave the raw value in place. */
function remove (reply: FastifyReply, name: string): void {
  reply.removeHeader(name)
  reply.raw.removeHeader(name)
}

/** `reply.getHeader` hides a raw value behind one of its own, so both are read. */
function addVary (reply: FastifyReply, members: string): void {
  const ours = reply.getHeader('vary')
  if (ours === undefined) {
    reply.header('vary', members)
    return
  }
  const raw = reply.raw.getHeader('vary')
  if (ours === members && (raw === undefined || raw === ours)) return
  let merged = mergeVary(ours, members)
  if (raw !== undefined && raw !== ours) merged = mergeVary(raw, merged)
  reply.header('vary', merged)
}

function valueOf (decision: Decision, name: typeof OWNED[number], origin: string | undefined): string | undefined {
  switch (name) {
    case 'access-control-allow-origin': return decision.allowOrigin === 'origin' ? origin : decision.allowOrigin
    case 'access-control-allow-credentials': return decision.allowCredentials
    case 'access-control-expose-headers': return decision.exposeHeaders
    case 'access-control-allow-methods': return decision.allowMethods
    case 'access-control-allow-headers': return decision.allowHeaders
    case 'access-control-max-age': return decision.maxAge
    case 'access-control-allow-private-network': return undefined
  }
}
