/** The fields of the protocol on every kind of response, whatever other code does to them. */
import Fastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify'
import { Readable } from 'node:stream'
import t from 'tap'
import { corsPlugin } from '../lib/index.ts'
import type { CorsPolicyDocument } from '../types/policy.ts'
import { corsHeadersOf } from './decision-headers.ts'

const A = 'https://a.test'
const LIST: CorsPolicyDocument = { origins: [A], credentials: true, exposedHeaders: ['X-E'] }
const ADMITTED = {
  'access-control-allow-origin': A,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'x-e',
  vary: 'Origin'
}
const EVERYONE = { 'access-control-allow-origin': '*' }

/** Kinds of responses: name, status, handler. */
const RESPONSES: ReadonlyArray<readonly [string, number, RouteHandlerMethod]> = [
  ['text', 200, async () => 'text'],
  ['json', 200, async () => ({ json: true })],
  ['buffer', 200, async () => Buffer.from('buffer')],
  ['stream', 200, async () => Readable.from(['stream'])],
  ['web-response', 200, async () => new Response('web', { headers: { 'x-e': '1' } })],
  ['nothing', 204, async (_request, reply) => { reply.code(204).send() }],
  ['not-modified', 304, async (_request, reply) => { reply.code(304).send() }],
  ['redirect', 302, async (_request, reply) => reply.redirect('/text')],
  ['thrown', 500, async () => { throw new Error('thrown') }],
  ['thrown-status', 418, async () => { throw Object.assign(new Error('thrown'), { statusCode: 418 }) }],
  ['call-not-found', 404, async (_request, reply) => { reply.callNotFound() }],
  ['broken-stream', 500, async () => new Readable({ read () { this.destroy(new Error('broken')) } })],
  ['serializer', 500, async (_request, reply) => reply.serializer(() => { throw new Error('serializer') }).send({})]
]

function withResponses (document: CorsPolicyDocument): FastifyInstance {
  const app = Fastify()
  app.register(corsPlugin, document)
  for (const [name, , handler] of RESPONSES) app.get(`/${name}`, handler)
  app.get('/later-hook', { onRequest: async (_request, reply) => reply.code(401).send('who?') }, async () => '')
  app.post('/body', {
    bodyLimit: 20, schema: { body: { type: 'object', required: ['a'] } }
  }, async () => '')
  return app
}

type Request = readonly [name: string, status: number, method: 'GET' | 'HEAD' | 'POST', body?: object | string]

const REQUESTS: readonly Request[] = [
  ...RESPONSES.map(([name, status]) => [name, status, 'GET'] as const),
  ['text', 200, 'HEAD'],
  ['later-hook', 401, 'GET'],
  ['nowhere', 404, 'GET'],
  ['nowhere', 404, 'POST'],
  ['body', 400, 'POST', { b: 1 }],
  ['body', 400, 'POST', '{'],
  ['body', 413, 'POST', { a: 'x'.repeat(30) }],
  ['body', 415, 'POST', 'plain text']
]

for (const [what, document, admitted, refused] of [
  ['a list', LIST, ADMITTED, { vary: 'Origin' }],
  ['a policy for every origin', { origins: '*' }, EVERYONE, EVERYONE]
] as const) {
  t.test(`under ${what} every response carries what the decision says`, async (t) => {
    const app = withResponses(document)
    for (const [name, status, method, body] of REQUESTS) {
      for (const origin of [A, 'https://evil.test', undefined]) {
        const response = await app.inject({
          method,
          url: `/${name}`,
          headers: {
            ...(origin === undefined ? {} : { origin }),
            ...(body === undefined ? {} : { 'content-type': status === 415 ? 'text/x-none' : 'application/json' })
          },
          ...(body === undefined ? {} : { payload: body })
        })
        const label = `${method} /${name} ${status}, origin ${origin}`
        t.equal(response.statusCode, status, label)
        t.same(corsHeadersOf(response.headers), origin === A ? admitted : refused, label)
      }
    }
  })
}

/** What other code does to the fields, and what comes of `Vary`. */
const FOREIGN: ReadonlyArray<readonly [string, string | undefined, RouteHandlerMethod]> = [
  ['sets Vary', 'Accept, Origin', async (_request, reply) => { reply.header('vary', 'Accept').send('') }],
  ['sets Vary on the raw response', 'Accept, Origin', async (_request, reply) => {
    reply.raw.setHeader('vary', 'Accept')
    reply.send('')
  }],
  ['sets Vary by both', 'Cookie, Accept, Origin', async (_request, reply) => {
    reply.raw.setHeader('vary', 'Cookie')
    reply.header('vary', 'Accept').send('')
  }],
  ['names Origin itself', 'Accept, origin', async (_request, reply) => {
    reply.header('vary', 'Accept, origin').send('')
  }],
  ['sets two lines of Vary', 'Accept, Cookie, Origin', async (_request, reply) => {
    reply.header('vary', ['Accept', 'Cookie']).send('')
  }],
  ['varies by everything', '*', async (_request, reply) => { reply.header('vary', '*').send('') }],
  ['removes Vary', 'Origin', async (_request, reply) => { reply.removeHeader('vary').send('') }],
  ['throws with Vary', 'Accept, Origin', async () => {
    throw Object.assign(new Error('thrown'), { headers: { vary: 'Accept' } })
  }],
  ['returns a web Response with Vary', 'Origin, Accept', async () => new Response('', { headers: { vary: 'Accept' } })],
  ['sets fields of the protocol', 'Origin', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-allow-credentials': 'false',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'x',
      'access-control-max-age': '1',
      'access-control-expose-headers': '*',
      'access-control-allow-private-network': 'true'
    }).send('')
  }],
  ['sets them on the raw response', 'Origin', async (_request, reply) => {
    reply.raw.setHeader('access-control-allow-origin', '*')
    reply.raw.setHeader('Access-Control-Allow-Methods', 'PUT')
    reply.send('')
  }],
  ['sets them as two lines', 'Origin', async (_request, reply) => {
    reply.header('access-control-allow-origin', ['*', 'https://evil.test']).send('')
  }],
  ['removes them', 'Origin', async (_request, reply) => {
    reply.removeHeader('access-control-allow-origin').removeHeader('access-control-allow-credentials').send('')
  }],
  ['returns a web Response with them', 'Origin', async () => new Response('', {
    headers: { 'access-control-allow-origin': '*', 'access-control-max-age': '1' }
  })]
]

t.test('a handler cannot change a decision, and loses nothing of its own Vary', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, LIST)
  for (const [i, [, , handler]] of FOREIGN.entries()) app.get(`/${i}`, handler)
  for (const [i, [what, vary]] of FOREIGN.entries()) {
    for (const [origin, expected] of [[A, ADMITTED], ['https://evil.test', {}]] as const) {
      const response = await app.inject({ url: `/${i}`, headers: { origin } })
      t.same(corsHeadersOf(response.headers), { ...expected, vary }, `a handler that ${what}, origin ${origin}`)
    }
  }
})

t.test('under a policy for every origin a handler keeps its Vary and gets none', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, { origins: '*' })
  app.get('/', async (_request, reply) => { reply.header('vary', 'Accept').send('') })
  app.get('/web', async () => new Response('', { headers: { vary: 'Accept' } }))
  for (const url of ['/', '/web']) {
    const { headers } = await app.inject({ url, headers: { origin: A } })
    t.same(corsHeadersOf(headers), { ...EVERYONE, vary: 'Accept' }, url)
  }
})

t.test('a route with CORS off keeps the fields that its handler sets', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, LIST)
  app.get('/', { config: { cors: false } }, async (_request, reply) => {
    reply.header('access-control-allow-origin', '*').send('')
  })
  t.same(corsHeadersOf((await app.inject('/')).headers), EVERYONE)
})

t.test('a response of a hook that ran earlier carries the fields too', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => {
    if (request.url === '/sent') return reply.code(401).header('vary', 'Cookie').send('who?')
    if (request.url === '/thrown') throw Object.assign(new Error('who?'), { statusCode: 403 })
  })
  app.addHook('onSend', async (request) => {
    if (request.url === '/late') throw new Error('at the end')
  })
  app.register(corsPlugin, LIST)
  for (const url of ['/sent', '/thrown', '/late']) app.get(url, async () => '')
  for (const [url, status, vary] of [
    ['/sent', 401, 'Cookie, Origin'], ['/thrown', 403, 'Origin'], ['/late', 500, 'Origin']
  ] as const) {
    const response = await app.inject({ url, headers: { origin: A } })
    t.same([response.statusCode, corsHeadersOf(response.headers)], [status, { ...ADMITTED, vary }], url)
    const refused = await app.inject({ url, headers: { origin: 'https://evil.test' } })
    t.same(corsHeadersOf(refused.headers), { vary }, url)
  }
})
