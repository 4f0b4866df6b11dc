/** Replies of Fastify, with the part that it does not document: the object with the headers. */
import type { FastifyReply } from 'fastify'

/** Headers by lower-case name. */
export type ReplyHeaders = ReturnType<FastifyReply['getHeaders']>

const DESCRIPTION = 'fastify.reply.headers'

/** The symbol of the Fastify copy that was used last. Each copy in a process has its own. */
let symbol = Symbol(DESCRIPTION)

/**
 * Returns the headers of a reply without a copy, which would cost more than all other work for a preflight. Those of the raw
 * response may be missing.
 */
export function headersOf (reply: FastifyReply): ReplyHeaders {
  return (reply as unknown as Record<symbol, ReplyHeaders | undefined>)[symbol] ?? find(reply)
}

function find (reply: FastifyReply): ReplyHeaders {
  const found = Object.getOwnPropertySymbols(reply).find(({ description }) => description === DESCRIPTION)
  if (found === undefined) return reply.getHeaders()
  symbol = found
  return (reply as unknown as Record<symbol, ReplyHeaders>)[found]!
}
