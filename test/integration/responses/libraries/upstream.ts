/** The server behind a proxy, which has CORS headers of its own. */
import Fastify, { type FastifyInstance } from 'fastify'
import { listening } from '../../../listening.ts'

/** Starts a server that runs as long as an application. Returns its address. */
export async function upstreamOf (app: FastifyInstance): Promise<string> {
  const upstream = Fastify({ forceCloseConnections: true })
  app.addHook('onClose', () => upstream.close())
  upstream.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-upstream',
      vary: ['Accept-Language', 'Origin']
    })
  })
  upstream.all('/*', async () => 'upstream')
  upstream.all('/gone', async (_request, reply) => reply.code(410).send('gone'))
  upstream.all('/cut', async (_request, reply) => { reply.raw.destroy() })
  return (await listening(upstream)).origin
}

/** What it sends. */
export const FROM_UPSTREAM = [
  'access-control-allow-credentials: true', 'access-control-allow-origin: *', 'access-control-expose-headers: x-upstream',
  'vary: Accept-Language', 'vary: Origin'
]
