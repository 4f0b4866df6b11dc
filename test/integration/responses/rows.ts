/** The kinds of responses that an application comes to give, one row each; what goes wrong has a file of its own. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { Readable } from 'node:stream'
import type { Asked } from './exchange.ts'

export interface Row {
  readonly name: string
  readonly status: number
  /** `Vary` under a policy with a list, then its lines under one for every origin; `Origin` and none where not given. */
  readonly vary?: readonly [string, ...string[]]
  /** What is asked; GET / where it is not given. */
  readonly asked?: Asked
  /** What the body holds; it is not looked at where it is not given. */
  readonly body?: string
  /** Breaks off before the end. */
  readonly breaksOff?: true
  readonly hasTrailers?: true
  /** Set up before the plugin is registered. */
  readonly before?: (app: FastifyInstance) => void
  /** Set up after. */
  readonly after?: (app: FastifyInstance) => void
  /** The handler of GET /. */
  readonly handler?: (request: FastifyRequest, reply: FastifyReply) => unknown
  /** Options of that route. */
  readonly route?: RouteShorthandOptions
}

/** An error that becomes a response with this status. */
export const refusal = (statusCode: number, fields: object = {}) =>
  Object.assign(new Error('refused'), { statusCode, ...fields })

const PLAIN: readonly Row[] = [
  { name: 'text', status: 200, handler: () => 'text', body: 'text' },
  { name: 'json', status: 200, handler: () => ({ a: 1 }), body: '{"a":1}' },
  { name: 'a Buffer', status: 200, handler: async () => Buffer.from('buffer'), body: 'buffer' },
  { name: 'a typed array', status: 200, handler: async () => new Uint8Array([97]), body: 'a' },
  { name: 'a stream', status: 200, handler: async () => Readable.from(['a', 'b']), body: 'ab' },
  { name: 'a web stream', status: 200, handler: async () => new Blob(['blob']).stream(), body: 'blob' },
  { name: 'nothing', status: 204, handler: (_request, reply) => reply.code(204).send(), body: '' },
  { name: 'an empty body', status: 200, handler: (_request, reply) => reply.send(''), body: '' },
  { name: 'not modified', status: 304, handler: (_request, reply) => reply.code(304).send(), body: '' },
  { name: 'a redirect', status: 302, handler: (_request, reply) => reply.redirect('https://other.test/') },
  { name: 'a permanent redirect', status: 308, handler: (_request, reply) => reply.redirect('/there', 308) },
  { name: 'HEAD of a GET route', status: 200, handler: async () => 'text', asked: { method: 'HEAD' }, body: '' },
  {
    name: 'HEAD of a route that streams',
    status: 200,
    handler: async () => Readable.from(['a']),
    asked: { method: 'HEAD' },
    body: ''
  },
  {
    name: 'a delayed response',
    status: 200,
    handler: (_request, reply) => {
      setTimeout(() => { reply.send('late') }, 5)
      return reply
    },
    body: 'late'
  },
  {
    name: 'a response with trailers',
    hasTrailers: true,
    status: 200,
    handler: (_request, reply) => reply.trailer('x-sum', (_reply, _payload, done) => { done(null, '1') }).send('text'),
    body: 'text'
  }
]

const HOOKS: readonly Row[] = [
  {
    name: '401 of an earlier hook',
    status: 401,
    vary: ['Cookie, Origin', 'Cookie'],
    before: (app) => {
      app.addHook('onRequest', async (_request, reply) => reply.code(401).header('vary', 'Cookie').send('who?'))
    },
    body: 'who?'
  },
  {
    name: '401 thrown by an earlier hook',
    status: 401,
    before: (app) => { app.addHook('onRequest', async () => { throw refusal(401) }) }
  },
  {
    name: '401 of a later hook',
    status: 401,
    after: (app) => { app.addHook('onRequest', async (_request, reply) => reply.code(401).send('')) }
  },
  {
    name: '401 of a hook of the route',
    status: 401,
    route: { onRequest: async (_request, reply) => reply.code(401).send('') }
  },
  { name: '403 thrown by preValidation', status: 403, route: { preValidation: async () => { throw refusal(403) } } },
  { name: '429 thrown by preHandler', status: 429, route: { preHandler: async () => { throw refusal(429) } } },
  {
    name: 'preSerialization that throws',
    status: 500,
    route: { preSerialization: async () => { throw new Error('thrown') } },
    handler: () => ({})
  },
  {
    name: 'an earlier onSend that throws',
    status: 500,
    before: (app) => { app.addHook('onSend', async () => { throw new Error('thrown') }) }
  },
  {
    name: 'a later onSend that throws',
    status: 500,
    after: (app) => { app.addHook('onSend', async () => { throw new Error('thrown') }) }
  },
  {
    name: 'an earlier onSend that replaces the payload',
    status: 200,
    before: (app) => { app.addHook('onSend', async () => 'replaced') },
    body: 'replaced'
  },
  {
    name: 'a later hook that removes Origin from the request',
    status: 200,
    after: (app) => { app.addHook('preHandler', async (request) => { delete request.raw.headers.origin }) },
    handler: () => ''
  },
  {
    name: 'a later onSend that adds to Vary',
    status: 200,
    vary: ['Accept, Origin', 'Accept'],
    after: (app) => {
      app.addHook('onSend', async (_request, reply) => {
        const vary = reply.getHeader('vary')
        reply.header('vary', vary === undefined ? 'Accept' : `${String(vary)}, Accept`)
      })
    }
  }
]

export const rows: readonly Row[] = [...PLAIN, ...HOOKS]
