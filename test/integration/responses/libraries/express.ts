/** @fastify/express: middleware, and responses of Express itself. */
import plugin from '@fastify/express'
import type { RequestHandler } from 'express'
import { NEEDS_HTTP1, type Library } from './library.ts'
import { MIDDLEWARE, addRoutes, exchanges } from './middie.ts'

/** Handlers by path. */
const HANDLERS: Readonly<Record<string, RequestHandler>> = {
  '/sent' (_request, response) { response.status(201).send('sent') },
  '/json' (_request, response) { response.set('Access-Control-Allow-Origin', '*').vary('Accept').json({ a: 1 }) },
  '/away' (_request, response) { response.redirect('/cors') },
  '/thrown' () { throw Object.assign(new Error('thrown'), { statusCode: 401 }) }
}

export const express: Library = {
  name: '@fastify/express',
  async register (app) {
    await app.register(plugin)
    for (const [path, middleware] of Object.entries({ ...MIDDLEWARE, ...HANDLERS })) app.use(path, middleware as never)
    addRoutes(app)
  },
  exchanges: [
    ...exchanges,
    { name: 'send of Express', asked: { url: '/sent' }, status: 201, shows: /sent/ },
    { name: 'json of Express', asked: { url: '/json' }, status: 200, shows: /"a.*1/, foreign: ['access-control-allow-origin: *', 'vary: Accept'] },
    { name: 'a redirect of Express', asked: { url: '/away' }, status: 302, shows: /location.*Redirecting/, foreign: ['vary: Accept'] },
    { name: 'middleware that throws', asked: { url: '/thrown' }, status: 401, shows: /thrown/ }
  ],
  notOverHttp2: NEEDS_HTTP1
}
