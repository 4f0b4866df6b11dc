/** What applications do with requests: handlers that respond in every way, hooks that respond before them, and a source that takes its time. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CorsOriginSource } from '../../../types/source.ts'
import type { Random } from '../../unit/properties/seeded-random.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

export const HANDLERS: readonly Handler[] = [
  async () => 'handler',
  async () => { await nextTurn(); return 'late' },
  async () => { throw new Error('as planned') },
  async () => Readable.from(['a', 'b']),
  (_request, reply) => { reply.callNotFound() },
  (_request, reply) => { reply.redirect('/elsewhere') },
  (_request, reply) => { reply.code(304).send() },
  (_request, reply) => { reply.send(new Response('web', { headers: { 'x-web': 'yes' } })) },
  (_request, reply) => { reply.hijack(); reply.raw.writeHead(200, { 'content-length': '3' }); reply.raw.end('raw') },
  (_request, reply) => { reply.hijack(); reply.raw.end() },
  async (_request, reply) => { reply.raw.statusCode = 202; reply.raw.end('raw'); return reply },
  (_request, reply) => { reply.header('vary', 'accept').header('access-control-allow-methods', 'EVIL').send('own') }
]

/** Statuses of hooks that respond. */
const STATUSES = [200, 204, 302, 401, 403, 404, 500]

/** Adds an `onRequest` hook that responds to some methods, at once or later. `x-hook` tells so. */
export function addHook (instance: FastifyInstance, random: Random): void {
  const methods = [random.pick(['OPTIONS', 'GET', 'PUT']), random.pick(['OPTIONS', 'POST', 'DELETE'])]
  const status = random.pick(STATUSES)
  const isLate = random.chance(0.4)
  const throws = random.chance(0.2)
  const isHijacked = random.chance(0.15)
  instance.addHook('onRequest', async (request, reply) => {
    if (!methods.includes(request.method)) return
    if (isLate) await nextTurn()
    reply.header('x-hook', String(status))
    if (throws) throw Object.assign(new Error('as planned'), { statusCode: Math.max(status, 400) })
    if (isHijacked) {
      reply.hijack()
      reply.raw.writeHead(status, { 'x-hook': 'hijacked' })
      reply.raw.end()
      return reply
    }
    return reply.code(status).send(status === 204 ? undefined : 'hook')
  })
}

/** A source that has one origin. Its results come at once or later, and some look-ups of other origins fail. */
export function slowSource (random: Random, origin: string): CorsOriginSource {
  return {
    // No result depends on how busy the machine is.
    deadline: 60_000,
    pollInterval: 10_000,
    maxStale: 120_000,
    connect: async () => ({
      version: async () => '1',
      has: async (asked) => {
        if (random.chance(0.5)) await nextTurn()
        if (asked !== origin && random.chance(0.3)) throw new Error('as planned')
        return asked === origin
      },
      close () {}
    })
  }
}
