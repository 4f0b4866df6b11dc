/** Tests responses that wait for a source, and those when it cannot be read. */
import Fastify from 'fastify'
import t from 'tap'
import { longestStart } from '../../../lib/fastify/instances.ts'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { hasHandlerTimeout } from '../../fastify-facts.ts'
import { ScriptedStore, gate, until } from '../../unit/lookup/scripted-store.ts'
import { allowed, application, BLOCKED, OTHER, responses, source, STATIC, TENANT } from '../../unit/plugin/source-application.ts'

t.test('a source that cannot be read stops the start, unless it starts closed', async (t) => {
  const down = new ScriptedStore()
  down.before.connect = () => { throw new Error('connection refused') }
  const options = { origins: [STATIC, source], sources: { tenants: down.source(['has'], { startDeadline: 20 }), memory: memoryOrigins() } }
  const app = await application(options)
  await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_SOURCE_FAILED', message: /The source "tenants" cannot be read: connection refused/ })

  const nonError = new ScriptedStore()
  nonError.before.connect = () => { throw 'gone.' } // oxlint-disable-line no-throw-literal
  const other = await application({ ...options, sources: { tenants: nonError.source(['has'], { startDeadline: 20 }) } })
  await t.rejects(async () => { await other.ready() }, { message: /cannot be read: gone\. Check/ })

  const closed = await application({ ...options, sources: { tenants: down.source(['has'], { start: 'closed' }) } })
  t.strictSame(await responses(closed, STATIC), allowed(STATIC))
  t.strictSame(await responses(closed, TENANT), BLOCKED)
  t.match(closed.cors.stats(), { scope: { actual: { 'source-unavailable': 1 }, preflight: { 'source-unavailable': 1 } } })
  down.before = {}
  down.set(TENANT, true)
  await until(() => closed.cors.status().sources['tenants']!.state === 'current')
  t.strictSame(await responses(closed, TENANT), allowed(TENANT))
  await closed.close()
})

t.test('a response waits for the store, whatever sends it', async (t) => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['x-deny'] !== undefined) await reply.code(401).send('no')
  })
  await app.register(corsPlugin, { origins: [source], lint: 'off', sources: { tenants: store.source(['has'], { mode: 'lookup' }) } })
  app.get('/r/orders', { onRequest: app.cors.originGuard() }, async () => 'orders')
  app.put('/r/orders', async () => 'orders')
  await app.ready()
  for (const [extra, actualStatus, preflightStatus] of [[{}, 200, 204], [{ 'x-deny': '1' }, 401, 204]] as const) {
    const wait = gate()
    store.before.has = () => wait.passed
    store.version++
    await until(() => app.cors.status().sources['tenants']!.version === String(store.version))
    const before = store.calls.has
    const headers = { origin: TENANT, ...extra }
    const both = Promise.all([
      app.inject({ url: '/r/orders', headers }),
      app.inject({ method: 'OPTIONS', url: '/r/orders', headers: { ...headers, 'access-control-request-method': 'PUT' } })
    ])
    await until(() => store.calls.has > before)
    wait.open()
    const [actual, preflight] = await both
    t.strictSame([actual.statusCode, actual.headers['access-control-allow-origin']], [actualStatus, TENANT])
    t.strictSame([preflight.statusCode, preflight.headers['access-control-allow-origin']], [preflightStatus, TENANT])
  }
  delete store.before.has
  t.equal((await app.inject({ url: '/r/orders', headers: { origin: OTHER } })).statusCode, 403, 'the guard')
  t.equal((await app.inject({ url: '/r/orders', headers: { origin: OTHER } })).statusCode, 403, 'the guard, from memory')
  await app.close()
})

t.test('of several sources, one that has the origin is enough, and one without a result is reported', async (t) => {
  const [first, second] = [new ScriptedStore(), new ScriptedStore()]
  second.set(TENANT, true)
  const app = await application({
    origins: [{ source: 'first' }, { source: 'second' }, { source: 'memory' }],
    sources: { first: first.source(['has']), second: second.source(['has']), memory: memoryOrigins() }
  })
  t.strictSame(await responses(app, TENANT), allowed(TENANT))
  first.before.has = () => { throw new Error('lost') }
  t.strictSame(await responses(app, TENANT), allowed(TENANT))
  t.strictSame(await responses(app, OTHER), BLOCKED)
  t.match(app.cors.stats(), { scope: { actual: { 'source-unavailable': 1 }, preflight: { 'source-unavailable': 1 } } })
  await app.close()
})

t.test('a response to a time limit that ends while the store is read has the headers of the policy', { skip: hasHandlerTimeout ? false : 'this version has no time limit' }, async (t) => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  const stuck = gate()
  store.before.has = () => stuck.passed
  const app = await application({ origins: [source], sources: { tenants: store.source(['has'], { pollInterval: 60_000, deadline: 60_000 }) } }, (app) => {
    app.setErrorHandler((_error, _request, reply) => {
      stuck.open()
      return reply.code(503).send('too late')
    })
    app.get('/limited', { handlerTimeout: 20 }, async () => 'in time')
  })
  const { statusCode, headers } = await app.inject({ url: '/limited', headers: { origin: TENANT } })
  t.equal(statusCode, 503)
  t.match(headers, { 'access-control-allow-origin': TENANT, vary: 'Origin' })
  await app.close()
})

t.test('if a store cannot be read in time, its error comes before the timeout of Fastify', async (t) => {
  const connect = async () => { throw new Error('no store') }
  for (const [options, path] of [
    [{ origins: [source], sources: { tenants: { connect, startDeadline: 60_000 } } }, '/sources/tenants'],
    [{ policy: { connect, startDeadline: 60_000 } }, '/policy']
  ] as const) {
    const app = Fastify({ pluginTimeout: 1000 })
    app.register(corsPlugin, options as unknown as CorsPluginOptions)
    await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_SOURCE_FAILED', issues: [{ path, message: /no store/ }] }, path)
  }
  t.equal(longestStart(Fastify()), 8000, 'longer than startDeadline is by default')
  t.equal(longestStart(Fastify({ pluginTimeout: 0 })), Infinity)
})

t.test('a response of an onTimeout hook while the store is read has the headers of the policy, and none of the hook', async (t) => {
  const store = new ScriptedStore()
  const stuck = gate()
  store.before.has = () => stuck.passed
  const app = await application({ origins: [source], sources: { tenants: store.source(['has'], { pollInterval: 60_000, deadline: 60_000 }) } }, (app) => {
    app.addHook('onTimeout', (_request, reply, done) => {
      stuck.open()
      reply.code(503).header('access-control-allow-origin', '*').send('too late')
      done()
    })
  })
  // With a listener, Node leaves the socket open.
  app.server.setTimeout(20, () => {})
  const response = await fetch(`${await app.listen()}/r/orders`, { headers: { origin: OTHER } })
  t.equal(response.status, 503)
  t.equal(response.headers.get('access-control-allow-origin'), null)
  t.equal(response.headers.get('vary'), 'Origin')
  await response.text()
  await app.close()
})

const WAITS: ReadonlyArray<readonly [title: string, request: { method?: 'OPTIONS', headers?: object }, status: number, allowOrigin: string | undefined]> = [
  ['a preflight', { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }, 503, undefined],
  ['a request', {}, 503, TENANT],
  ['a request that an earlier hook has answered', { headers: { 'x-refuse': '1' } }, 503, TENANT],
  ['a preflight that an earlier hook has answered', { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET', 'x-refuse': '1' } }, 503, undefined]
]

for (const [title, { method = 'GET', headers }, status, allowOrigin] of WAITS) {
  const skip = hasHandlerTimeout ? false : 'this version has no time limit'
  t.test(`${title} gets one response, if a time limit ends while the store is read`, { skip }, async (t) => {
    const store = new ScriptedStore()
    store.set(TENANT, true)
    const stuck = gate()
    store.before.has = () => stuck.passed
    const app = Fastify({ handlerTimeout: 20 })
    let handled = 0
    app.setErrorHandler((_error, _request, reply) => {
      stuck.open()
      return reply.code(503).send('too late')
    })
    app.addHook('onRequest', (request, reply, done) => {
      if (request.headers['x-refuse'] === undefined) done()
      else reply.code(401).send('no')
    })
    const sources = { tenants: store.source(['has'], { pollInterval: 60_000, deadline: 60_000 }) }
    await app.register(corsPlugin, { origins: [source], sources, lint: 'off', rescuePreflights: false })
    app.get('/', (_request, reply) => {
      handled++
      reply.send('in time')
    })
    const response = await fetch(await app.listen(), { method, headers: { ...headers, origin: TENANT } })
    t.equal(response.status, status)
    t.equal(response.headers.get('access-control-allow-origin') ?? undefined, allowOrigin)
    t.equal(await response.text(), 'too late')
    t.equal(handled, 0, 'the handler does not run after the time limit')
    const counted = Object.values(app.cors.stats()).flatMap(({ preflight = {}, actual = {} }) => Object.values({ ...preflight, ...actual }))
    t.strictSame(counted, [1], 'the decision is counted once')
    await app.close()
  })
}
