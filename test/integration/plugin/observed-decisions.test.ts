/** Tests the decisions of policies that only observe, in one scope or in all, and after a change. */
import fastifyCors from '@fastify/cors'
import Fastify from 'fastify'
import t from 'tap'
import { corsFrameworkErrors, corsPlugin } from '../../../lib/index.ts'
import { listening } from '../../listening.ts'
import { ScriptedStore, until } from '../../unit/lookup/scripted-store.ts'
import { get, observed, OLD, OTHER, OWN, preflight, startObserved } from './observed-application.ts'

t.test('decisions are counted, published and logged as observed, also those that wait for a source', async (t) => {
  const lines: string[] = []
  const store = new ScriptedStore()
  store.set(OWN, true)
  const app = await startObserved(t, observed({ origins: [{ source: 'tenants' }], credentials: true, sources: { tenants: store.source(['has'], { mode: 'lookup' }) } }), {
    logger: { level: 'debug', stream: { write: (line: string) => lines.push(line) } }
  })
  await get(app, '/orders/1', OWN)
  await get(app, '/orders/1', OTHER)
  await until(() => app.cors.shadow.report()!.requests === 2)
  t.strictSame(app.cors.stats(), { scope: { actual: { 'origin-allowed': 1, 'origin-not-in-source': 1 } } })
  t.match(app.cors.shadow.report()!.differences, [{ effect: 'blocks', then: 'origin-not-in-source', origins: [OTHER] }])
  t.ok(lines.some((line) => line.includes('CORS, only observed: A page of')))
  t.match((await app.cors.report()).refusals, [{ reason: 'origin-not-in-source' }])
})

t.test('a replaced document is observed from then on', async (t) => {
  const app = await startObserved(t, observed({ origins: [OWN], credentials: true }))
  await get(app, '/orders/1', OTHER)
  const before = app.cors.shadow.report()!
  t.equal(before.totals.blocks, 1)
  await app.cors.replace({ origins: [OWN, OTHER], credentials: true })
  await get(app, '/orders/1', OTHER)
  const after = app.cors.shadow.report()!
  t.match(after, { requests: 1, totals: { blocks: 0 }, differences: { length: 0 } })
  t.not(after.digest, before.digest)
})

t.test('one scope observes while another one is in charge', async (t) => {
  const app = Fastify({ frameworkErrors: corsFrameworkErrors() })
  app.register(async (old) => {
    await old.register(fastifyCors, OLD)
    await old.register(corsPlugin, { observe: true, origins: [OWN] })
    await old.register(async (inner) => {
      await inner.register(corsPlugin, { origins: [OTHER] })
      inner.get('/inner', async () => '')
    })
    old.put('/orders', async () => '')
    old.setNotFoundHandler((_request, reply) => { reply.code(404).send() })
  }, { prefix: '/old' })
  app.register(async (scope) => {
    await scope.register(corsPlugin, { origins: [OTHER] })
    scope.put('/orders', async () => '')
    t.equal(scope.cors.shadow.report(), undefined)
  }, { prefix: '/new' })
  await listening(app, { t })
  t.equal((await preflight(app, '/old/orders', OWN)).headers['access-control-allow-origin'], OWN)
  t.equal((await preflight(app, '/old/nowhere', OWN)).headers['access-control-allow-origin'], OWN)
  t.equal((await preflight(app, '/new/orders', OTHER)).headers['access-control-allow-origin'], OTHER)
  t.equal((await get(app, '/old/inner', OTHER)).headers['access-control-allow-credentials'], 'true', 'the inner registration observes too')
})

t.test('errors of Fastify without hooks are not touched', async (t) => {
  const app = await startObserved(t, observed({ origins: '*' }), { frameworkErrors: corsFrameworkErrors() })
  t.equal((await get(app, '/%zz', OWN)).headers['access-control-allow-origin'], undefined)
})

t.test('lint does not report the library that is observed', async (t) => {
  const app = await startObserved(t, observed({ origins: [OWN] }))
  t.strictSame((await app.cors.lint()).filter(({ id }) => id === 'second-cors-layer'), [])
})
