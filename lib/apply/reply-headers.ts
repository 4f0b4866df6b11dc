/** The headers that Fastify will write, read and written where it keeps them. */
import type { FastifyReply } from 'fastify'

/** By name, in lower case. */
export type ReplyHeaders = Record<string, number | string | string[] | undefined>

const DESCRIPTION = 'fastify.reply.headers'

/** The symbol of the Fastify that was met last; another copy in the same process has another. */
let symbol = Symbol(DESCRIPTION)

/**
 * The object in which a reply collects its headers and which it hands to `writeHead`. A call of `reply.header` or
 * `reply.getHeader` for each field costs more than everything else that is done for a request.
 */
export function headersOf (reply: FastifyReply): ReplyHeaders {
  return (reply as unknown as Record<symbol, ReplyHeaders | undefined>)[symbol] ?? find(reply)
}

function find (reply: FastifyReply): ReplyHeaders {
  const found = Object.getOwnPropertySymbols(reply).find(({ description }) => description === DESCRIPTION)
  if (found === undefined) return askFor(reply)
  symbol = found
  return (reply as unknown as Record<symbol, ReplyHeaders>)[found]!
}

/** For a Fastify that keeps them elsewhere: the same by its public methods. */
function askFor (reply: FastifyReply): ReplyHeaders {
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

/** Whether no other code has set any header so far. */
export function isUntouched (reply: FastifyReply): boolean {
  return Object.keys(headersOf(reply)).length === 0 && reply.raw.getHeaderNames().length === 0
}

/** Removes a header wherever it was set; older versions of Fastify leave the raw value in place. */
export function remove (reply: FastifyReply, name: string): void {
  reply.removeHeader(name)
  reply.raw.removeHeader(name)
}
