/** The headers and the body of a hook's rejection of a preflight before the plugin. */
import Fastify, { type FastifyInstance, type onRequestAsyncHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { Readable } from 'node:stream'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { corsHeadersOf } from '../../decision-headers.ts'

const A = 'https://a.test'
const EVIL = 'https://evil.test'
const LIST: CorsPluginOptions = { origins: [A], credentials: true, maxAge: 600 }
const APPROVED = {
  'access-control-allow-origin': A,
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, HEAD, PUT',
  'access-control-max-age': '600'
}

function guarded (hook: onRequestAsyncHookHandler, options = LIST): FastifyInstance {
  const app = Fastify()
  app.addHook('onRequest', hook)
  app.register(corsPlugin, options)
  app.get('/', async () => 'body')
  app.put('/', async () => 'body')
  return app
}

const preflight = (app: FastifyInstance, origin: string) =>
  app.inject({ method: 'OPTIONS', url: '/', headers: { origin, 'access-control-request-method': 'PUT' } })

/** The fields of the protocol; members of Vary have no order. */
const fieldsOf = (headers: Record<string, unknown>) => {
  const fields = corsHeadersOf(headers)
  return { ...fields, vary: String(fields['vary']).split(', ').sort().join(', ') }
}

/** Refusals that vary by a cookie, and would approve every page if they could. */
const REFUSALS: ReadonlyArray<readonly [what: string, hook: onRequestAsyncHookHandler, status?: number]> = [
  ['redirects to a page', async (_request, reply) => reply.header('vary', 'Cookie').header('access-control-allow-origin', '*').code(302)
    .header('location', '/login').send('who?'), 302],
  ['sends them with the reply', async (_request, reply) => reply.code(401).headers({
    vary: 'Cookie', 'access-control-allow-origin': '*', 'access-control-allow-methods': 'PUT'
  }).send('who?')],
  ['sends them in a web Response', async (_request, reply) => reply.send(new Response('who?', {
    status: 401, headers: { vary: 'Cookie', 'access-control-allow-origin': '*', 'access-control-allow-methods': 'PUT' }
  }))]
]

for (const [what, hook, status = 401] of REFUSALS) {
  t.test(`a hook that rejects, and ${what}, does not block the preflight of an allowed origin`, async (t) => {
    const response = await preflight(guarded(hook), A)
    t.same([response.statusCode, response.body, fieldsOf(response.headers)], [204, '', { ...APPROVED, vary: 'Cookie, Origin' }])
    t.notOk('content-type' in response.headers || 'location' in response.headers)
  })

  t.test(`a hook that ${what} does not approve a preflight itself`, async (t) => {
    const unrescued = await preflight(guarded(hook, { ...LIST, rescuePreflights: false }), A)
    for (const response of [await preflight(guarded(hook), EVIL), unrescued]) {
      t.same([response.statusCode, response.body, fieldsOf(response.headers)], [status, 'who?', { vary: 'Cookie, Origin' }])
    }
  })
}

t.test('a web Response of a hook never approves a preflight, with any status', async (t) => {
  const app = guarded(async (_request, reply) => reply.send(new Response(null, {
    status: 204, headers: { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'PUT' }
  })))
  for (const origin of [A, EVIL]) {
    const response = await preflight(app, origin)
    t.same([response.statusCode, corsHeadersOf(response.headers)], [204, { vary: 'Origin' }])
  }
})

t.test('the body of a rescued rejection is closed', async (t) => {
  const stream = new Readable({ read () {} })
  await preflight(guarded(async (_request, reply) => reply.code(401).send(stream)), A)
  t.equal(stream.destroyed, true)

  let isCancelled = false
  const body = new ReadableStream({ cancel () { isCancelled = true } })
  await preflight(guarded(async (_request, reply) => reply.send(new Response(body, { status: 401 }))), A)
  t.equal(isCancelled, true)
})

const BODILESS: Readonly<Record<string, onRequestAsyncHookHandler>> = {
  nothing: async (_request, reply) => reply.code(401).send(),
  null: async (_request, reply) => reply.code(401).send(null),
  'a web Response without a body': async (_request, reply) => reply.send(new Response(null, { status: 401 })),
  'a trailer': async (_request, reply) => reply.trailer('x-sum', (_reply, _payload, done) => { done(null, '1') }).code(401).send('who?'),
  'a length and an encoding': async (_request, reply) => reply.code(403).headers({ 'transfer-encoding': 'chunked', 'content-encoding': 'x' }).send('who?')
}
for (const [what, hook] of Object.entries(BODILESS)) {
  t.test(`a rejection that sends ${what} is rescued`, async (t) => {
    const app = guarded(hook)
    app.addHook('onError', async (_request, _reply, error) => { t.fail(error.message) })
    const { statusCode, headers, body } = await preflight(app, A)
    t.same([statusCode, body, { ...headers, date: undefined, connection: undefined }],
      [204, '', { ...APPROVED, vary: 'Origin', date: undefined, connection: undefined }])
  })
}

t.test('redirects and rejections are rescued, and no other status', async (t) => {
  for (const [status, rescued] of [[300, 204], [399, 204], [401, 204], [403, 204], [200, 200], [299, 299], [400, 400], [402, 402], [404, 404], [500, 500]] as const) {
    t.equal((await preflight(guarded(async (_request, reply) => reply.code(status).send('who?')), A)).statusCode, rescued, String(status))
  }
})

t.test('Vary that a hook has set on the raw response stays in a rescued preflight', async (t) => {
  const responses = [['Cookie', 'who?'], ['Cookie, X-A', new Response('who?', { status: 401, headers: { vary: 'X-A' } })]] as const
  for (const [vary, payload] of responses) {
    const { statusCode, headers } = await preflight(guarded(async (_request, reply) => {
      reply.raw.setHeader('vary', 'Cookie')
      return reply.code(401).send(payload)
    }), A)
    t.same([statusCode, fieldsOf(headers)], [204, { ...APPROVED, vary: [...vary.split(', '), 'Origin'].sort().join(', ') }])
  }
})

t.test('a hook\'s response with another status is kept if any origin is allowed, without Vary', async (t) => {
  const app = guarded(async (_request, reply) => reply.code(429).header('access-control-allow-origin', A).send('later'), { origins: '*' })
  const { statusCode, headers, body } = await preflight(app, A)
  t.same([statusCode, body, corsHeadersOf(headers)], [429, 'later', {}])
})

/** Hooks that run before the plugin's hook although they are not on the instance of the plugin when it is registered. */
const EARLIER: ReadonlyArray<readonly [what: string, setUp: (app: FastifyInstance, hook: onRequestAsyncHookHandler) => void]> = [
  ['of a child that was loaded before', (app, hook) => {
    app.register(async (child) => {
      child.addHook('onRequest', hook)
      child.put('/', async () => 'body')
      child.setNotFoundHandler((_request, reply) => { reply.code(404).send('nothing') })
    }, { prefix: '/child' })
    app.register(corsPlugin, LIST)
  }],
  ['of a plugin that calls ours', (app, hook) => {
    app.register(fp(async (app) => {
      app.addHook('onRequest', hook)
      await (corsPlugin as (app: FastifyInstance, options: object) => Promise<void>)(app, LIST)
    }))
    app.put('/child', async () => 'body')
  }]
]

for (const [what, setUp] of EARLIER) {
  t.test(`the response of a hook ${what} has the headers of the policy`, async (t) => {
    const app = Fastify()
    setUp(app, async (_request, reply) => reply.code(401).send('who?'))
    for (const [origin, allowed] of [[A, A], [EVIL, undefined]] as const) {
      const { statusCode, headers } = await app.inject({ method: 'PUT', url: '/child', headers: { origin } })
      t.same([statusCode, headers['access-control-allow-origin'], headers['vary']], [401, allowed, 'Origin'], origin)
    }
    const { statusCode } = await app.inject({ method: 'OPTIONS', url: '/child', headers: { origin: A, 'access-control-request-method': 'PUT' } })
    t.equal(statusCode, 204)
  })
}

t.test('a raw response that another application has handled gets a response to a preflight', async (t) => {
  const inner = Fastify()
  inner.register(corsPlugin, LIST)
  inner.put('/', async () => 'body')
  await inner.ready()
  const outer = Fastify()
  outer.register(corsPlugin, { origins: [EVIL] })
  outer.get('/outer', (request, reply) => {
    reply.hijack()
    inner.routing(Object.create(request.raw, { method: { value: 'OPTIONS' }, url: { value: '/' } }), reply.raw)
  })
  const response = await outer.inject({ url: '/outer', headers: { origin: A, 'access-control-request-method': 'PUT' } })
  t.same([response.statusCode, response.headers['access-control-allow-origin']], [204, A])
})

t.test('the response of an earlier hook has no headers of a policy if CORS is off for the route', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => reply.code(401).header('access-control-max-age', '1').send('who?'))
  app.register(corsPlugin, LIST)
  app.put('/off', { config: { cors: false } }, async () => 'body')
  // A registration that is loaded earlier serves its own scope.
  app.register(async (child) => { child.register(corsPlugin, { origins: [EVIL] }); child.put('/', async () => 'body') }, { prefix: '/child' })
  for (const [url, expected] of [['/off', { 'access-control-max-age': '1' }], ['/child', { 'access-control-allow-origin': EVIL, vary: 'Origin' }]] as const) {
    t.same(corsHeadersOf((await app.inject({ method: 'PUT', url, headers: { origin: EVIL } })).headers), expected, url)
  }
})

t.test('a registration after that of a child leaves the responses of earlier hooks in the child alone', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => reply.code(401).send('who?'))
  app.register(async (child) => { child.register(corsPlugin, { origins: [EVIL] }); child.put('/', async () => 'body') }, { prefix: '/child' })
  app.register(corsPlugin, LIST)
  for (const [origin, allowed] of [[EVIL, EVIL], [A, undefined]] as const) {
    const { headers } = await app.inject({ method: 'PUT', url: '/child', headers: { origin } })
    t.equal(headers['access-control-allow-origin'], allowed)
  }
})
