/** Preflights, and hooks that ask for credentials, which a preflight never carries: who speaks first, and last. */
import Fastify, { type FastifyInstance, type onRequestAsyncHookHandler } from 'fastify'
import { Readable } from 'node:stream'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { overHttp1 } from '../responses/exchange.ts'

const A = 'https://a.test'
const EVIL = 'https://evil.test'
const LIST: CorsPluginOptions = { origins: [A], credentials: true, exposedHeaders: ['X-E'], maxAge: 600 }
const APPROVED = [
  'access-control-allow-credentials: true', 'access-control-allow-methods: GET, HEAD, PUT',
  `access-control-allow-origin: ${A}`, 'access-control-max-age: 600'
]
const ADMITTED = [
  'access-control-allow-credentials: true', `access-control-allow-origin: ${A}`, 'access-control-expose-headers: x-e'
]
const preflight = (origin: string) => ({
  method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' }
})

type Hook = onRequestAsyncHookHandler
const sends = (status: number): Hook => async (_request, reply) =>
  reply.code(status).header('www-authenticate', 'Basic').send('who?')
const throws = (status: number): Hook => async () => { throw Object.assign(new Error('who?'), { statusCode: status }) }

const routes = (app: FastifyInstance, onRequest: Hook[] = []) => {
  const url = '/'
  app.get(url, { onRequest }, async () => 'body')
  app.put(url, { onRequest }, async () => 'body')
}

/** Where authentication stands, so that it runs after the plugin. */
const LATER: ReadonlyArray<readonly [name: string, setUp: (app: FastifyInstance, hook: Hook) => unknown]> = [
  ['at the root', (app, hook) => {
    app.register(corsPlugin, LIST)
    app.after(() => { app.addHook('onRequest', hook) })
    routes(app)
  }],
  ['at the root, after routes and an awaited registration', async (app, hook) => {
    routes(app)
    await app.register(corsPlugin, LIST)
    app.addHook('onRequest', hook)
  }],
  ['in a child', (app, hook) => {
    app.register(async (child) => { child.addHook('onRequest', hook); routes(child) })
    app.register(corsPlugin, LIST)
  }],
  ['on the route', (app, hook) => { routes(app, [hook]); app.register(corsPlugin, LIST) }],
  ['on the route, added by a plugin that was registered before', (app, hook) => {
    app.addHook('onRoute', (route) => { route.onRequest = [hook, route.onRequest ?? []].flat() as never })
    app.register(corsPlugin, LIST)
    app.after(() => { routes(app) })
  }],
  ['in another phase, before the plugin', (app, hook) => {
    app.addHook('preParsing', async (request, reply) => { await hook.call(app, request, reply) })
    app.addHook('preHandler', hook)
    app.register(corsPlugin, LIST)
    routes(app)
  }]
]

for (const [name, setUp] of LATER) {
  t.test(`authentication ${name} never receives a preflight, and its 401 has the headers of the policy`, async (t) => {
    const app = Fastify({ forceCloseConnections: true })
    let seen = 0
    await setUp(app, async (_request, reply) => { seen++; return reply.code(401).send('who?') })
    const ask = await overHttp1(t, app)
    const approved = await ask(preflight(A))
    t.same([approved.status, approved.lines, approved.body], [204, [...APPROVED, 'vary: Origin'], ''])
    t.same((await ask(preflight(EVIL))).status, 403)
    t.equal(seen, 0)
    const refused = await ask({ headers: { origin: A } })
    t.same([refused.status, refused.lines, refused.body], [401, [...ADMITTED, 'vary: Origin'], 'who?'])
    t.same((await ask({ headers: { origin: EVIL } })).lines, ['vary: Origin'])
  })
}

/** Where authentication stands, so that it runs first. */
type SetUp = (app: FastifyInstance, hook: Hook, options: CorsPluginOptions) => void

const EARLIER: ReadonlyArray<readonly [name: string, setUp: SetUp]> = [
  ['in the same scope', (app, hook, options) => {
    app.addHook('onRequest', hook)
    app.register(corsPlugin, options)
    routes(app)
  }],
  ['around the scope of the plugin', (app, hook, options) => {
    app.addHook('onRequest', hook)
    app.register(async (child) => { child.register(corsPlugin, options); routes(child) })
  }],
  ['around a child that was registered before the plugin', (app, hook, options) => {
    app.addHook('onRequest', hook)
    app.register(async (child) => { routes(child) })
    app.register(corsPlugin, options)
  }],
  ['before a nested registration', (app, hook, options) => {
    app.addHook('onRequest', hook)
    app.register(corsPlugin, { origins: ['https://outer.test'] })
    app.register(async (child) => { child.register(corsPlugin, options); routes(child) })
  }]
]

const REFUSALS: ReadonlyArray<readonly [name: string, isRescued: boolean, hook: Hook, options?: CorsPluginOptions]> = [
  ['sends 401', true, sends(401)],
  ['sends 403', true, sends(403)],
  ['throws 401', true, throws(401)],
  ['throws 403', true, throws(403)],
  ['streams', true, async (_request, reply) => reply.code(401).type('text/plain').send(Readable.from(['wh', 'o?']))],
  ['sends cookies and fields of the protocol', true, async (_request, reply) => reply.code(401).headers({
    'set-cookie': ['a=1', 'b=2'],
    'content-language': 'en',
    'content-encoding': 'identity',
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'x-evil'
  }).send('who?')],
  ['sends headers on the raw response', true, async (_request, reply) => {
    reply.raw.setHeader('set-cookie', 'a=1')
    reply.raw.setHeader('www-authenticate', 'Basic')
    reply.raw.setHeader('access-control-allow-headers', 'x-evil')
    return reply.code(401).send('who?')
  }],
  ['sends 401, where rescue is switched off', false, sends(401), { ...LIST, rescuePreflights: false }],
  ['throws 403, where rescue is switched off', false, throws(403), { ...LIST, rescuePreflights: false }],
  ['sends 429', false, sends(429)],
  ['throws 429', false, throws(429)],
  ['sends 500', false, sends(500)],
  ['throws 500', false, throws(500)],
  ['sends 200', false, sends(200)],
  ['sends fields of the protocol with 429', false, async (_request, reply) => reply.code(429).headers({
    'access-control-allow-origin': '*', 'access-control-allow-headers': '*'
  }).send('')]
]

for (const [where, setUp] of EARLIER) {
  for (const [what, isRescued, hook, options = LIST] of REFUSALS) {
    t.test(`a hook ${where} that ${what} ${isRescued ? 'does not keep' : 'keeps'} a page from its preflight`, async (t) => {
      const app = Fastify({ forceCloseConnections: true })
      setUp(app, hook, options)
      const ask = await overHttp1(t, app)
      const actual = await ask({ headers: { origin: A } })
      t.same(actual.lines, [...ADMITTED, 'vary: Origin'], 'the response to an actual request has the headers of the policy')
      t.same((await ask({ headers: { origin: EVIL } })).lines, ['vary: Origin'])

      const answer = await ask(preflight(A))
      if (isRescued) {
        t.same([answer.status, answer.lines, answer.body], [204, [...APPROVED, 'vary: Origin'], ''])
        const others = Object.keys(answer.headers).filter((name) => !name.startsWith('access-control-'))
        t.same(others.sort(), ['connection', 'date', 'vary'], 'nothing of the refusal is left')
      } else {
        t.same([answer.status, answer.lines, answer.body], [actual.status, ['vary: Origin'], actual.body])
      }
      const refused = await ask(preflight(EVIL))
      t.same([refused.status, refused.lines, refused.body], [actual.status, ['vary: Origin'], actual.body],
        'another page gets the response of the hook, without approval')
    })
  }
}

t.test('on a route with CORS disabled, the response of an earlier hook is unchanged', async (t) => {
  for (const hook of [sends(401), throws(403)]) {
    const app = Fastify({ forceCloseConnections: true })
    app.addHook('onRequest', hook)
    app.register(corsPlugin, LIST)
    app.get('/', { config: { cors: false } }, async () => 'body')
    app.put('/', { config: { cors: false } }, async () => 'body')
    const ask = await overHttp1(t, app)
    for (const origin of [A, EVIL]) {
      for (const asked of [{ headers: { origin } }, preflight(origin)]) {
        const answer = await ask(asked)
        t.match(answer.status, /^40[13]$/)
        t.same(answer.lines, [])
      }
    }
  }
})

t.test('an OPTIONS request that is not a preflight is not rescued', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.addHook('onRequest', sends(401))
  app.register(corsPlugin, LIST)
  routes(app)
  const ask = await overHttp1(t, app)
  for (const headers of [{ origin: A }, { 'access-control-request-method': 'PUT' }, {}]) {
    t.equal((await ask({ method: 'OPTIONS', headers })).status, 401)
  }
})

t.test('a preflight for an unknown URL is rescued', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.addHook('onRequest', sends(401))
  app.register(corsPlugin, LIST)
  routes(app)
  const ask = await overHttp1(t, app)
  const answer = await ask({ ...preflight(A), url: '/nowhere' })
  t.same([answer.status, answer.lines], [204, [...APPROVED, 'vary: Origin']])
})
