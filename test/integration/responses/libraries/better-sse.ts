/** better-sse: event streams on the raw response, and as a web `Response`. */
import { createResponse, createSession, type SessionOptions } from 'better-sse'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Library } from './library.ts'

const KEPT = { keepAlive: null }

/** What a tutorial shows for streams that any page can read. */
const OPEN = { ...KEPT, headers: { 'Access-Control-Allow-Origin': '*', Vary: 'Accept' } }
const foreign = ['access-control-allow-origin: *', 'vary: Accept']

async function stream ({ raw }: FastifyRequest, reply: FastifyReply, options: SessionOptions): Promise<void> {
  const session = await createSession(raw, reply.raw, options)
  session.push('hello')
  reply.raw.end()
}

/** A stream as a web `Response` ends with its request. */
function respond ({ url }: FastifyRequest): Response {
  const controller = new AbortController()
  const request = new Request(`http://api.test${url}`, { signal: controller.signal })
  return createResponse(request, OPEN, (session) => {
    session.push('hello')
    controller.abort()
  })
}

export const betterSse: Library = {
  name: 'better-sse',
  register (app) {
    app.get('/stream', (request, reply) => stream(request, reply, KEPT))
    app.get('/open', (request, reply) => stream(request, reply, OPEN))
    app.get('/hijacked', (request, reply) => {
      reply.hijack()
      return stream(request, reply, OPEN)
    })
    app.get('/gone', (request, reply) => stream(request, reply, { ...OPEN, statusCode: 410 }))
    app.get('/web', respond)
  },
  random: /id:[\w-]+/g,
  exchanges: [
    { name: 'a stream', asked: { url: '/stream' }, status: 200, shows: /event-stream.*hello/ },
    { name: 'a stream with CORS headers of its own', asked: { url: '/open' }, status: 200, shows: /event-stream.*hello/, foreign },
    { name: 'a stream on a hijacked reply', asked: { url: '/hijacked' }, status: 200, shows: /event-stream.*hello/, foreign },
    { name: 'a stream with the status of an error', asked: { url: '/gone' }, status: 410, shows: /event-stream.*hello/, foreign },
    { name: 'a stream as a web response', asked: { url: '/web' }, status: 200, shows: /event-stream.*hello/, foreign }
  ]
}
