/** Decision → head of a response. Only this module and its folder write `Access-Control-*` headers. `Vary` is merged, never replaced. */
import type { FastifyReply } from 'fastify'
import { headersOf } from './fastify/reply.ts'
import { isSent } from './fastify/is-sent.ts'
import { governHead, headFor, type HeadPolicy } from './apply/write-head.ts'

export { governHead, headPolicyOf, type HeadPolicy } from './apply/write-head.ts'

/** Headers of a body that an earlier hook may have set, although no body is sent. */
const BODY_FIELDS: ReadonlySet<string> = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'trailer'])

/**
 * Responds to a preflight immediately, with headers and status, without a body. Handlers, error handlers and `onSend` hooks do not
 * run; logs and `onResponse` hooks do. A 204 has no Content-Length: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
 */
export function respondToPreflight (reply: FastifyReply, policy: HeadPolicy): void {
  const { raw } = reply
  // Other code is already sending a response.
  if (isSent(raw)) return
  // The head has the policy of an outer application or of an earlier decision, or a hook before us adds to what is set, such as `Vary`.
  if (Object.hasOwn(raw, 'writeHead')) governHead(raw, policy)
  const status = policy.decision.status!
  const given = policy.own = headersOf(reply)
  for (const name in given) if (BODY_FIELDS.has(name)) delete given[name]
  const head = headFor(raw, given, policy)
  for (const name of raw.getHeaderNames()) if (BODY_FIELDS.has(name)) raw.removeHeader(name)
  if (status !== 204) head['content-length'] = '0'
  const { cacheControl } = policy.decision
  if (cacheControl !== undefined) head['cache-control'] = cacheControl
  try {
    raw.writeHead(status, head)
  } catch {
    // An earlier hook has set an invalid header. The page still needs a response.
    for (const name of raw.getHeaderNames()) raw.removeHeader(name)
    raw.writeHead(status, headFor(raw, status === 204 ? {} : { 'content-length': '0' }, policy))
  }
  raw.end()
}
