/** Hono inside Fastify: a handler that returns a web `Response`, with CORS headers of its own middleware, which also responds to OPTIONS. */
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { webRequest, type Library } from './library.ts'

const inner = new Hono()
inner.use('/any/*', cors())
inner.use('/reflected/*', cors({ origin: (origin) => origin, credentials: true, exposeHeaders: ['X-Other'] }))
for (const path of ['/plain', '/any', '/reflected']) {
  inner.get(`${path}/text`, (c) => c.text('hello'))
  inner.put(`${path}/text`, (c) => c.text('changed'))
  inner.get(`${path}/broken`, (c) => c.json({ error: 'broken' }, 500))
}

const any = ['access-control-allow-origin: *']
const reflected = [
  'access-control-allow-credentials: true', 'access-control-allow-origin: https://a.test', 'access-control-expose-headers: X-Other', 'vary: Origin'
]

export const hono: Library = {
  name: 'hono',
  register (app) {
    app.all('/*', (request) => inner.fetch(webRequest(request)))
  },
  exchanges: [
    { name: 'a response', asked: { url: '/plain/text' }, status: 200, shows: /hello/ },
    { name: 'a response for any origin', asked: { url: '/any/text' }, status: 200, shows: /hello/, foreign: any },
    { name: 'a response of PUT for any origin', asked: { method: 'PUT', url: '/any/text' }, status: 200, shows: /changed/, foreign: any },
    { name: 'an error for any origin', asked: { url: '/any/broken' }, status: 500, shows: /broken/, foreign: any },
    { name: 'an unknown URL for any origin', asked: { url: '/any/nothing' }, status: 404, shows: /404 Not Found/, foreign: any },
    { name: 'a response that reflects any origin', asked: { url: '/reflected/text' }, status: 200, shows: /hello/, foreign: reflected },
    { name: 'an unknown URL that reflects any origin', asked: { url: '/reflected/nothing' }, status: 404, shows: /404 Not Found/, foreign: reflected }
  ]
}
