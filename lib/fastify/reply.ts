/** Replies of Fastify, with the part that it does not document: the object with the headers. */
import type { FastifyReply } from 'fastify'

/** Headers by lower-case name. */
export type ReplyHeaders = Record<string, number | string | string[] | undefined>

const DESCRIPTION = 'fastify.reply.headers'

/** The symbol of the Fastify copy that was used last. Each copy in a process has its own. */
let symbol = Symbol(DESCRIPTION)

/**
 * Returns the object in which a reply collects its headers for `writeHead`. Calls of `reply.header` and `reply.getHeader` would
 * cost more than all other work of this plugin for a request.
 */
export function headersOf (reply: FastifyReply): ReplyHeaders {
  return (reply as unknown as Record<symbol, ReplyHeaders | undefined>)[symbol] ?? find(reply)
}

function find (reply: FastifyReply): ReplyHeaders {
  const found = Object.getOwnPropertySymbols(reply).find(({ description }) => description === DESCRIPTION)
  if (found === undefined) return proxyOf(reply)
  symbol = found
  return (reply as unknown as Record<symbol, ReplyHeaders>)[found]!
}

/** Returns the same interface based on public methods, for a Fastify that stores headers in another way. */
function proxyOf (reply: FastifyReply): ReplyHeaders {
  return new Proxy<ReplyHeaders>({}, {
    get: (_, name) => reply.getHeader(String(name)),
    set: (_, name, value) => {
      reply.header(String(name), value)
      return true
    },
    ownKeys: () => Object.keys(reply.getHeaders()),
    getOwnPropertyDescriptor: (_, name) => ({
      value: reply.getHeader(String(name)), writable: true, enumerable: true, configurable: true
    })
  })
}
