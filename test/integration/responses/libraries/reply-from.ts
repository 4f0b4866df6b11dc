/** @fastify/reply-from: responses of another server, as they are, with other headers, and written to the raw response. */
import replyFrom from '@fastify/reply-from'
import type { IncomingMessage } from 'node:http'
import { posted, type Library } from './library.ts'
import { FROM_UPSTREAM, upstreamOf } from './upstream.ts'

const OTHER = { 'Access-Control-Allow-Origin': 'https://other.test', vary: 'Accept' }

export const fromUpstream: Library = {
  name: '@fastify/reply-from',
  async register (app) {
    app.register(replyFrom, { base: await upstreamOf(app) })
    app.all('/any', (_request, reply) => reply.from('/any'))
    app.get('/gone', (_request, reply) => reply.from('/gone'))
    app.get('/cut', (_request, reply) => reply.from('/cut', { retriesCount: 0 }))
    app.get('/rewritten', (_request, reply) => reply.from('/any', { rewriteHeaders: (headers) => ({ ...headers, ...OTHER }) }))
    app.get('/raw', (_request, reply) => reply.from('/any', {
      onResponse (_request, { raw }, response) {
        raw.writeHead(200, OTHER);
        (response as unknown as { stream: IncomingMessage }).stream.pipe(raw)
      }
    }))
  },
  exchanges: [
    { name: 'a response', asked: { url: '/any' }, status: 200, shows: /upstream/, foreign: FROM_UPSTREAM },
    { name: 'a response of POST', asked: posted('/any', {}), status: 200, shows: /upstream/, foreign: FROM_UPSTREAM },
    { name: 'an error of the upstream', asked: { url: '/gone' }, status: 410, shows: /gone/, foreign: FROM_UPSTREAM },
    { name: 'an upstream that closes the connection', asked: { url: '/cut' }, status: 500, shows: /UND_ERR_SOCKET/ },
    {
      name: 'a response with other headers',
      asked: { url: '/rewritten' },
      status: 200,
      shows: /upstream/,
      foreign: [...FROM_UPSTREAM.filter((line) => !/origin|vary/.test(line)), 'access-control-allow-origin: https://other.test', 'vary: Accept'].sort()
    },
    {
      name: 'a response that is written to the raw response',
      asked: { url: '/raw' },
      status: 200,
      shows: /upstream/,
      foreign: ['access-control-allow-origin: https://other.test', 'vary: Accept']
    }
  ]
}
