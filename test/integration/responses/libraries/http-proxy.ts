/** @fastify/http-proxy in front of a server with CORS headers of its own. */
import plugin from '@fastify/http-proxy'
import { posted, type Library } from './library.ts'
import { FROM_UPSTREAM, upstreamOf } from './upstream.ts'

export const httpProxy: Library = {
  name: '@fastify/http-proxy',
  async register (app) {
    app.register(plugin, { upstream: await upstreamOf(app) })
  },
  exchanges: [
    { name: 'a response', asked: { url: '/any' }, status: 200, shows: /upstream/, foreign: FROM_UPSTREAM },
    { name: 'a response of POST', asked: posted('/any', {}), status: 200, shows: /upstream/, foreign: FROM_UPSTREAM },
    { name: 'an error of the upstream', asked: { url: '/gone' }, status: 410, shows: /gone/, foreign: FROM_UPSTREAM },
    { name: 'an upstream that closes the connection', asked: { url: '/cut' }, status: 500, shows: /UND_ERR_SOCKET/ }
  ]
}
