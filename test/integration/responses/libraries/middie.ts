/** @fastify/middie: middleware that sets headers, responds itself, throws or passes an error on. */
import plugin from '@fastify/middie'
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { Library } from './library.ts'

type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/** The package `cors`, which sets its headers on the raw response, and responds to OPTIONS. */
export const cors = createRequire(import.meta.url)('cors') as (options?: object) => Middleware

const FOREIGN = { 'Access-Control-Allow-Origin': '*', 'access-control-expose-headers': '*', Vary: 'Accept, Origin' }
const foreign = ['access-control-allow-origin: *', 'access-control-expose-headers: *', 'vary: Accept, Origin']

/** Middleware by path. */
export const MIDDLEWARE: Readonly<Record<string, Middleware>> = {
  '/cors': cors(),
  '/reflected': cors({ origin: true, credentials: true }),
  '/ended' (_request, response) {
    response.statusCode = 403
    response.end('ended')
  },
  '/head' (_request, response) {
    response.writeHead(200, FOREIGN)
    response.end('head')
  },
  '/headers' (_request, response, next) {
    for (const [name, value] of Object.entries(FOREIGN)) response.setHeader(name, value)
    next()
  },
  '/failed' (_request, _response, next) {
    next(Object.assign(new Error('failed'), { statusCode: 401 }))
  }
}

/** The same requests for each package that runs middleware. */
export const exchanges: Library['exchanges'] = [
  { name: 'a route after the package cors', asked: { url: '/cors' }, status: 200, shows: /route/, foreign: ['access-control-allow-origin: *'] },
  { name: 'a route of PUT after the package cors', asked: { method: 'PUT', url: '/cors' }, status: 200, shows: /route/, foreign: ['access-control-allow-origin: *'] },
  {
    name: 'a route after the package cors, which reflects any origin',
    asked: { url: '/reflected' },
    status: 200,
    shows: /route/,
    foreign: ['access-control-allow-credentials: true', 'access-control-allow-origin: https://a.test', 'vary: Origin']
  },
  { name: 'a route after headers on the raw response', asked: { url: '/headers' }, status: 200, shows: /route/, foreign },
  { name: 'middleware that ends the response', asked: { url: '/ended' }, status: 403, shows: /ended/ },
  { name: 'middleware that writes the head', asked: { url: '/head' }, status: 200, shows: /head/, foreign },
  { name: 'middleware that fails', asked: { url: '/failed' }, status: 401, shows: /failed/ },
  { name: 'an unknown URL after the package cors', asked: { url: '/cors/nothing' }, status: 404, shows: /not found/, foreign: ['access-control-allow-origin: *'] }
]

/** A route at the path of each middleware. */
export function addRoutes (app: FastifyInstance): void {
  for (const url of Object.keys(MIDDLEWARE)) app.route({ method: ['GET', 'PUT'], url, handler: async () => 'route' })
}

export const middie: Library = {
  name: '@fastify/middie',
  async register (app) {
    await app.register(plugin)
    for (const [path, middleware] of Object.entries(MIDDLEWARE)) app.use(path, middleware)
    addRoutes(app)
  },
  exchanges
}
