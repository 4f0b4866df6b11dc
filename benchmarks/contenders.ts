/** The same application four times: without CORS, and with it by three means that answer alike. */
import corsPlugin from 'fastify-cors-policy'
import corsOfFastify from '@fastify/cors'
import fastify, { type FastifyInstance } from 'fastify'

export const ORIGINS = ['https://app.example.com', 'https://admin.example.com', 'https://shop.example.org']
const METHODS = ['GET', 'PUT']
const HEADERS = ['content-type', 'authorization']
const MAX_AGE = 600

/** The names of the contenders; `bare` has no CORS. */
export type ContenderName = 'bare' | 'hook' | 'plugin' | '@fastify/cors'

/** What every contender serves. Its handlers reply at once, so that a request is over when `routing` returns. */
function addRoutes (app: FastifyInstance): FastifyInstance {
  app.get('/orders', (_request, reply) => { reply.send('[]') })
  app.put('/orders', (_request, reply) => { reply.send('[]') })
  return app
}

/** The least that can be written by hand: one hook that does not wait for anything, and header names in lower case. */
function byHand (app: FastifyInstance): void {
  const origins = new Set(ORIGINS)
  const methods = METHODS.join(', ')
  const headers = HEADERS.join(', ')
  const maxAge = String(MAX_AGE)
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.raw.headers
    reply.header('vary', 'Origin')
    if (origin === undefined || !origins.has(origin)) return done()
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-allow-credentials', 'true')
    if (request.raw.method !== 'OPTIONS' || request.raw.headers['access-control-request-method'] === undefined) return done()
    reply.header('access-control-allow-methods', methods)
    reply.header('access-control-allow-headers', headers)
    reply.header('access-control-max-age', maxAge)
    reply.code(204).send()
  })
}

/** A preflight needs a route to reach the hook, and without CORS one to compare with. */
function addOptionsRoute (app: FastifyInstance): FastifyInstance {
  app.options('/orders', (_request, reply) => { reply.code(204).send() })
  return app
}

/** Builds the contenders, ready for requests. */
export async function buildContenders (): Promise<ReadonlyMap<ContenderName, FastifyInstance>> {
  const bare = addOptionsRoute(addRoutes(fastify()))

  const hook = fastify()
  byHand(hook)
  addOptionsRoute(addRoutes(hook))

  const plugin = fastify()
  await plugin.register(corsPlugin, { origins: ORIGINS, credentials: true, methods: METHODS, allowedHeaders: HEADERS, maxAge: MAX_AGE })
  addRoutes(plugin)

  const other = fastify()
  await other.register(corsOfFastify, { origin: ORIGINS, credentials: true, methods: METHODS, allowedHeaders: HEADERS, maxAge: MAX_AGE })
  addRoutes(other)

  const contenders = new Map<ContenderName, FastifyInstance>([
    ['bare', bare], ['hook', hook], ['plugin', plugin], ['@fastify/cors', other]
  ])
  for (const app of contenders.values()) await app.ready()
  return contenders
}
