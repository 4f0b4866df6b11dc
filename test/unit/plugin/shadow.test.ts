/** A shadow document: compared on the requests of an application, and never sent. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsShadowEvent } from '../../../types/shadow.ts'
import { ScriptedStore, until } from '../lookup/scripted-store.ts'

const A = 'https://a.test'
const B = 'https://b.test'

async function application (options: object): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.get('/orders/:id', async () => 'order')
  app.put('/orders/:id', async () => 'order')
  app.get('/off', { config: { cors: false } }, async () => 'off')
  await app.ready()
  return app
}

const get = (app: FastifyInstance, url: string, origin?: string) => app.inject({ url, headers: origin === undefined ? {} : { origin } })
const preflight = (app: FastifyInstance, url: string, origin: string, method = 'PUT') =>
  app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': method } })

t.test('differences are counted by route, kind, effect and reason, and nothing of them is sent', async (t) => {
  const app = await application({ origins: [A], maxAge: 60, shadow: { origins: [B], maxAge: 60, routes: { '/off': false } } })
  for (let i = 0; i < 3; i++) t.equal((await get(app, '/orders/1', A)).headers['access-control-allow-origin'], A)
  t.equal((await get(app, '/orders/1', B)).headers['access-control-allow-origin'], undefined)
  t.equal((await preflight(app, '/orders/1', A)).statusCode, 204)
  t.equal((await preflight(app, '/orders/1', B)).statusCode, 403)
  await get(app, '/orders/1')
  await get(app, '/orders/1', 'https://c.test')
  await get(app, '/off', A)
  await get(app, '/none', A)
  await preflight(app, '/none', A)
  await preflight(app, '/off', A, 'GET')
  const { requests, differences, others, digest, since } = app.cors.shadow.report()!
  t.match(digest, /^sha256-/)
  t.ok(Date.parse(since) > 0)
  t.strictSame([requests, others], [12, 0])
  t.strictSame(app.cors.shadow.report()!.totals, { blocks: 6, allows: 2, changes: 0 })
  t.strictSame(differences, [
    { kind: 'actual', route: 'GET /orders/:id', effect: 'blocks', policy: 'scope', originClass: 'https', now: 'origin-allowed', then: 'origin-not-allowed', count: 3, origins: [A] },
    { kind: 'actual', route: 'GET /orders/:id', effect: 'allows', policy: 'scope', originClass: 'https', now: 'origin-not-allowed', then: 'origin-allowed', count: 1, origins: [B] },
    { kind: 'preflight', route: 'PUT /orders/:id', effect: 'blocks', policy: 'scope', originClass: 'https', now: 'origin-allowed', then: 'origin-not-allowed', count: 1, origins: [A] },
    { kind: 'preflight', route: 'PUT /orders/:id', effect: 'allows', policy: 'scope', originClass: 'https', now: 'origin-not-allowed', then: 'origin-allowed', count: 1, origins: [B] },
    { kind: 'actual', route: 'not found', effect: 'blocks', policy: 'scope', originClass: 'https', now: 'origin-allowed', then: 'origin-not-allowed', count: 1, origins: [A] },
    { kind: 'preflight', route: 'not found', effect: 'blocks', policy: 'scope', originClass: 'https', now: 'origin-allowed', then: 'origin-not-allowed', count: 1, origins: [A] }
  ])
})

t.test('CORS that is turned on or off, and another header, are differences too', async (t) => {
  const app = await application({ origins: [A], maxAge: 60, exposedHeaders: ['ETag'] })
  t.equal(app.cors.shadow.report(), undefined)
  await app.cors.shadow.set({ policies: { named: { origins: [A] } }, routes: { '/orders/:id': false } } as CorsPolicyDocument)
  await get(app, '/orders/1', A)
  await get(app, '/orders/1', B)
  t.match(app.cors.shadow.report()!.differences, [{ effect: 'blocks', now: 'origin-allowed', then: null, count: 1 }])
  await app.cors.shadow.set({ origins: [A], maxAge: 90, exposedHeaders: ['ETag'] })
  await get(app, '/orders/1', A)
  await preflight(app, '/orders/1', A)
  t.match(app.cors.shadow.report()!.differences, [{ kind: 'preflight', effect: 'changes', now: 'origin-allowed', then: 'origin-allowed', count: 1 }])
  t.equal(app.cors.shadow.report()!.differences.length, 1)
  await app.cors.shadow.set(undefined)
  t.equal(app.cors.shadow.report(), undefined)
  const closed = await application({ origins: [A], routes: { '/orders/:id': false }, shadow: { origins: [A] } })
  await get(closed, '/orders/1', A)
  t.match(closed.cors.shadow.report()!.differences, [{ effect: 'allows', policy: 'none', now: null, then: 'origin-allowed', count: 1 }])
})

t.test('an invalid document is rejected, and changes neither the policies nor the shadow document', async (t) => {
  const app = await application({ origins: [A], shadow: { origins: [B] } })
  await t.rejects(app.cors.shadow.set({ origins: [`${A}/`] }), { code: 'FST_CORS_POLICY_INVALID' })
  await t.rejects(app.cors.shadow.set({ origins: [{ source: 'x' }] }), { message: /unknown-source/ })
  await get(app, '/orders/1', A)
  t.equal(app.cors.shadow.report()!.requests, 1)
  t.strictSame(app.cors.routes()[0]!.effective, { origins: [A] })
  const early = Fastify()
  await early.register(corsPlugin, { origins: [A], shadow: { origins: [`${B}/`] } })
  await t.rejects(early.cors.shadow.set({ origins: [B] }), { code: 'FST_CORS_NOT_READY' })
  await t.rejects(async () => { await early.ready() }, { code: 'FST_CORS_POLICY_INVALID' })
})

t.test('memory is bounded: kinds, origins of each, and the length of an origin', async (t) => {
  const app = await application({ origins: [A], shadow: { origins: '*' } })
  for (let i = 0; i < 20; i++) await get(app, '/orders/1', `https://${'x'.repeat(1000)}${i}.test`)
  const [difference] = app.cors.shadow.report()!.differences
  t.equal(difference!.count, 20)
  t.equal(difference!.origins.length, 1, 'the samples are equal once cut')
  t.equal(difference!.origins[0]!.length, 326)
  for (let i = 0; i < 20; i++) await get(app, '/orders/1', `https://${i}.test`)
  t.strictSame(app.cors.shadow.report()!.differences.map(({ originClass, origins }) => [originClass, origins.length]), [['other', 1], ['https', 5]])
})

t.test('more kinds of differences than memory has room for are counted together', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [A], lint: 'off', shadow: { origins: [B] } })
  for (let i = 0; i < 1002; i++) app.get(`/${i}`, async () => '')
  await app.ready()
  for (let i = 0; i < 1002; i++) await get(app, `/${i}`, A)
  const { differences, others } = app.cors.shadow.report()!
  t.strictSame([differences.length, others], [1000, 2])
})

t.test('a shadow document stays beside other policies, and its counts begin again if its own registration has another document', async (t) => {
  let inner!: FastifyInstance
  const lines: { msg: string, err?: { message: string } }[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  await app.register(corsPlugin, { origins: [A], policies: { named: { origins: [A] } }, lint: 'off' })
  app.get('/', async () => '')
  app.register(async (instance) => {
    inner = instance
    await instance.register(corsPlugin, { origins: [A], lint: 'off' })
    instance.get('/inner', async () => '')
  })
  await app.ready()
  await inner.cors.shadow.set({ origins: [A], routes: { '/inner': 'named' } })
  await get(app, '/inner', A)
  t.match(inner.cors.shadow.report(), { requests: 1, differences: { length: 0 } })
  await app.cors.replace({ origins: [B], policies: { named: { origins: [B] } } })
  await get(app, '/inner', A)
  await get(app, '/', B)
  t.match(inner.cors.shadow.report(), { requests: 3, differences: [{ route: 'GET /inner', effect: 'blocks', count: 1 }] }, 'the policy of the new document is compared')
  t.equal(inner.cors.shadow.report()!.differences.length, 1, 'the new document of the other registration is in both')
  await inner.cors.replace({ origins: [B] })
  t.match(inner.cors.shadow.report(), { requests: 0, totals: { blocks: 0 } })
  await get(app, '/inner', B)
  t.match(inner.cors.shadow.report(), { requests: 1, differences: { length: 0 } })

  await app.cors.replace({ origins: [A] })
  t.equal(app.cors.shadow.report(), undefined, 'a shadow document that does not fit does not stop the replacement')
  t.match(lines, [{ msg: 'The shadow document does not fit the new policies, and was removed.', err: { message: /unknown-policy-name/ } }])
})

t.test('a policy of a not-found handler refines the shadow document', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [A], lint: 'off', notFound: { exposedHeaders: ['X-A'] }, shadow: { origins: [A], notFound: { origins: [B] } } })
  app.register(async (app) => { app.setNotFoundHandler({ config: { cors: { maxAge: 5 } } } as object, async () => '') }, { prefix: '/inner' })
  await app.ready()
  await get(app, '/inner/nothing', A)
  t.match(app.cors.shadow.report()!.differences, [{ effect: 'blocks', now: 'origin-allowed', then: 'origin-not-allowed' }])
})

t.test('sources that only the shadow document uses are read like others, and their keys are checked', async (t) => {
  const store = new ScriptedStore()
  store.set(B, true)
  const app = await application({ origins: [A], sources: { tenants: store.source(['load']), others: store.source(['has', 'load']) }, shadow: { origins: [A, { source: 'tenants' }] } })
  t.teardown(() => app.close())
  await get(app, '/orders/1', B)
  t.match(app.cors.shadow.report()!.differences, [{ effect: 'allows', then: 'origin-allowed' }])
  await app.cors.shadow.set({ origins: [A, { source: 'others' }] })
  await until(() => app.cors.status().sources['others']!.mode === 'snapshot')
  const missing = { origins: [{ source: 'tenants', key: { param: 'realm' } }] } as CorsPolicyDocument
  await t.rejects(app.cors.shadow.set(missing), { message: /source-key-is-not-a-parameter/ })
  t.not(app.cors.shadow.report(), undefined, 'the earlier shadow document stays')
})

t.test('each difference is published, and the shadow document follows sources', async (t) => {
  const store = new ScriptedStore()
  store.set(B, true)
  const app = await application({ origins: [A], sources: { tenants: store.source(['has'], { mode: 'lookup' }) }, shadow: { origins: [{ source: 'tenants' }] } })
  const events: CorsShadowEvent[] = []
  const listener = (event: unknown) => { events.push(event as CorsShadowEvent) }
  subscribe('fastify-cors-policy:shadow', listener)
  t.teardown(() => unsubscribe('fastify-cors-policy:shadow', listener))
  t.equal((await get(app, '/orders/1', B)).headers['access-control-allow-origin'], undefined)
  await until(() => events.length === 1)
  t.match(events, [{ origin: B, route: 'GET /orders/:id', effect: 'allows', then: 'origin-allowed' }])
  await app.close()
})

t.test('a preflight whose URL has no route is counted without its URL', async (t) => {
  const app = await application({ origins: [A], shadow: { origins: [B] } })
  // Fastify rejects the first one before any hook, and newer versions also have no handler for the second one.
  for (const url of ['/%', `/orders/${'x'.repeat(200)}`, '/nowhere']) await preflight(app, url, A)
  const { requests, differences } = app.cors.shadow.report()!
  t.equal(requests, 2)
  t.strictSame(differences.map(({ route }) => route), ['not found'])
})

t.test('the report has the class of an origin, and the policy in place', async (t) => {
  const app = await application({ origins: '*', shadow: { origins: [A] } })
  for (const origin of ['null', 'http://localhost:3000', 'https://[::1]', 'http://c.test', 'https://c.test', 'app://x', 'nonsense', undefined]) {
    await get(app, '/orders/1', origin)
  }
  t.strictSame(app.cors.shadow.report()!.differences.map(({ originClass, count }) => [originClass, count]), [
    ['loopback', 2], ['other', 2], ['null', 1], ['http', 1], ['https', 1], ['none', 1]
  ])
  t.strictSame([...new Set(app.cors.shadow.report()!.differences.map(({ policy }) => policy))], ['scope'])
})

t.test('the report shows what browsers and caches would remember', async (t) => {
  const app = await application({ origins: [A], maxAge: 3600, shadow: { origins: [A], maxAge: 3600 } })
  t.equal(app.cors.shadow.report()!.remembered, undefined, 'nothing would change')
  await app.cors.shadow.set({ origins: [B] })
  t.match(app.cors.shadow.report()!.remembered, {
    preflights: { chromium: 3600, firefox: 3600, safari: 600 },
    routes: ['GET /orders/:id', 'HEAD /orders/:id', 'PUT /orders/:id', 'unknown URLs'],
    moreRoutes: 0
  })
})
