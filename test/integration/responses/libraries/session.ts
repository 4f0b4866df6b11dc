/** express-session: sets its cookie when the head is written, by on-headers, which shadows `writeHead`. */
import fastifyExpress from '@fastify/express'
import middie from '@fastify/middie'
import type { FastifyInstance } from 'fastify'
import session from 'express-session'
import { NEEDS_HTTP1, type Library } from './library.ts'

const middleware = () => session({ secret: 'secret', resave: false, saveUninitialized: true, store: new session.MemoryStore() })

function addRoutes (app: FastifyInstance): void {
  app.route({ method: ['GET', 'PUT'], url: '/', handler: async () => 'hello' })
  app.get('/headers', (_request, reply) => reply.header('access-control-allow-origin', '*').header('vary', 'Cookie').send('hello'))
  app.get('/raw', (_request, { raw }) => {
    raw.writeHead(200, { 'Access-Control-Allow-Origin': '*', Vary: 'Cookie' })
    raw.end('raw')
  })
  app.get('/broken', async () => { throw new Error('broken') })
}

const foreign = ['access-control-allow-origin: *', 'vary: Cookie']

const exchanges: Library['exchanges'] = [
  { name: 'a response', asked: { url: '/' }, status: 200, shows: /connect\.sid/ },
  { name: 'a response of PUT', asked: { method: 'PUT', url: '/' }, status: 200, shows: /connect\.sid/ },
  { name: 'a response with CORS headers of the handler', asked: { url: '/headers' }, status: 200, shows: /connect\.sid/, foreign },
  { name: 'a handler that writes to the raw response', asked: { url: '/raw' }, status: 200, shows: /connect\.sid/, foreign },
  { name: 'a handler that throws', asked: { url: '/broken' }, status: 500, shows: /connect\.sid/ },
  { name: 'an unknown URL', asked: { url: '/nothing' }, status: 404, shows: /connect\.sid/ }
]

const random = /connect\.sid=[^;"]+/g

export const sessionOnExpress: Library = {
  name: 'express-session on @fastify/express',
  async register (app) {
    await app.register(fastifyExpress)
    app.use(middleware() as never)
    addRoutes(app)
  },
  random,
  exchanges,
  notOverHttp2: NEEDS_HTTP1
}

export const sessionOnMiddie: Library = {
  name: 'express-session on @fastify/middie',
  async register (app) {
    await app.register(middie)
    app.use(middleware() as never)
    addRoutes(app)
  },
  random,
  exchanges
}
