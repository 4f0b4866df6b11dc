/** compression: adds to `Vary` when the head is written, by on-headers, which shadows `writeHead`. */
import middie from '@fastify/middie'
import compression from 'compression'
import type { FastifyInstance } from 'fastify'
import type { Library } from './library.ts'

const TEXT = 'text '.repeat(1000)

function addRoutes (app: FastifyInstance): void {
  app.route({ method: ['GET', 'PUT'], url: '/', handler: async () => TEXT })
  app.get('/short', async () => 'short')
  app.get('/headers', (_request, reply) => reply.header('access-control-allow-origin', '*').header('vary', 'Accept').send(TEXT))
  app.get('/raw', (_request, { raw }) => {
    raw.writeHead(200, { 'Content-Type': 'text/plain', 'Access-Control-Allow-Origin': '*', Vary: 'Accept' })
    raw.end(TEXT)
  })
  app.get('/broken', async () => { throw new Error(TEXT) })
}

const headers = { 'accept-encoding': 'gzip' }
const foreign = ['access-control-allow-origin: *', 'vary: Accept, Accept-Encoding']

const exchanges: Library['exchanges'] = [
  { name: 'a compressed response', asked: { url: '/', headers }, status: 200, shows: /gzip/, foreign: ['vary: Accept-Encoding'] },
  { name: 'a compressed response of PUT', asked: { method: 'PUT', url: '/', headers }, status: 200, shows: /gzip/, foreign: ['vary: Accept-Encoding'] },
  { name: 'a short response', asked: { url: '/short', headers }, status: 200, shows: /short/, foreign: ['vary: Accept-Encoding'] },
  { name: 'a response for a client without gzip', asked: { url: '/' }, status: 200, shows: /content-length.*5000/, foreign: ['vary: Accept-Encoding'] },
  { name: 'a compressed response with CORS headers of the handler', asked: { url: '/headers', headers }, status: 200, shows: /gzip/, foreign },
  { name: 'a handler that writes to the raw response', asked: { url: '/raw', headers }, status: 200, shows: /gzip/, foreign },
  { name: 'a handler that throws', asked: { url: '/broken', headers }, status: 500, shows: /gzip/, foreign: ['vary: Accept-Encoding'] },
  { name: 'an unknown URL', asked: { url: '/nothing', headers }, status: 404, shows: /not found/, foreign: ['vary: Accept-Encoding'] }
]

export const compressionOnMiddie: Library = {
  name: 'compression on @fastify/middie',
  async register (app) {
    await app.register(middie)
    app.use(compression() as never)
    addRoutes(app)
  },
  exchanges
}

/** Without a package for middleware, and in the order in which it is added, before the plugin or after. */
export const compressionInHook: Library = {
  name: 'compression in a hook',
  register (app) {
    const compress = compression()
    app.addHook('onRequest', ({ raw }, reply, done) => { compress(raw as never, reply.raw as never, done) })
    addRoutes(app)
  },
  exchanges
}
