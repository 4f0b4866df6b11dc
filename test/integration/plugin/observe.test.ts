/** Tests that a policy that only observes changes no response, and which differences it names. */
import { createRequire } from 'node:module'
import middie from '@fastify/middie'
import fastifyCors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { get, observed, OLD, OTHER, OWN, preflight, send, startObserved } from './observed-application.ts'

const expressCors = createRequire(import.meta.url)('cors')

t.test('no byte of any response depends on a policy that observes, in either order of registration', async (t) => {
  const policy = { observe: true, origins: ['https://third.example.com'], docs: { url: '/cors' } } as CorsPluginOptions
  const alone = await startObserved(t, (app) => app.register(fastifyCors, OLD))
  const beside = await Promise.all([
    startObserved(t, async (app) => { await app.register(fastifyCors, OLD); await app.register(corsPlugin, policy) }),
    startObserved(t, async (app) => { await app.register(corsPlugin, policy); await app.register(fastifyCors, OLD) }),
    startObserved(t, async (app) => {
      await app.register(corsPlugin, policy)
      await app.register(fastifyCors, OLD)
      app.addHook('onRequest', app.cors.originGuard())
      app.addHook('onRequest', app.cors.storageAccessRetry())
    })
  ])
  for (const origin of [OWN, OTHER, 'https://third.example.com', 'null']) {
    for (const path of ['/orders/1', '/raw', '/pairs', '/bad', '/nowhere', '/%zz']) {
      const exchanges = [
        (app: FastifyInstance) => get(app, path, origin),
        (app: FastifyInstance) => preflight(app, path, origin),
        (app: FastifyInstance) => preflight(app, path, origin, 'DELETE', { 'access-control-request-headers': 'x-tenant' }),
        (app: FastifyInstance) => send(app, 'OPTIONS', path, {})
      ]
      for (const exchange of exchanges) {
        const expected = await exchange(alone)
        for (const app of beside) t.strictSame(await exchange(app), expected, `${origin} ${path}`)
      }
    }
  }
  for (const app of beside) {
    const { requests, totals } = app.cors.shadow.report()!
    t.ok(requests > 0 && totals.blocks > 0 && totals.allows > 0)
  }
})

t.test('a difference is named by what the page may do, with and without credentials', async (t) => {
  const rows: [title: string, policy: object, exchange: (app: FastifyInstance) => Promise<unknown>, expected: object | undefined][] = [
    ['the same access', { origins: [OWN], credentials: true }, (app) => get(app, '/orders/1', OWN), undefined],
    ['no origin', { origins: [OWN] }, (app) => send(app, 'GET', '/orders/1', {}), undefined],
    ['a page of the application itself', { origins: [OWN] }, (app) => get(app, '/orders/1', OTHER, { 'sec-fetch-site': 'same-origin' }), undefined],
    ['an origin that ends', { origins: [OWN], credentials: true }, (app) => get(app, '/orders/1', OTHER),
      { kind: 'actual', route: 'GET /orders/:id', effect: 'blocks', policy: 'scope', originClass: 'https', now: 'origin-allowed', then: 'origin-not-allowed', count: 1, origins: [OTHER] }],
    ['an origin that begins', { origins: ['https://new.example.com'] }, (app) => get(app, '/orders/1', 'https://new.example.com'),
      { effect: 'allows', now: 'origin-not-allowed', then: 'origin-allowed' }],
    ['any origin', { origins: '*' }, (app) => get(app, '/orders/1', 'https://new.example.com'), { effect: 'allows', then: 'any-origin-allowed' }],
    ['credentials that end', { origins: [OWN] }, (app) => get(app, '/orders/1', OWN), { effect: 'blocks', now: 'origin-allowed', then: 'credentials-not-allowed' }],
    ['a wildcard with credentials', { origins: '*' }, (app) => get(app, '/orders/1', OWN), { effect: 'blocks', now: 'origin-allowed', then: 'credentials-not-allowed' }],
    ['exposed headers', { origins: [OWN], credentials: true, exposedHeaders: ['X-Total'] }, (app) => get(app, '/orders/1', OWN), { effect: 'changes', now: 'origin-allowed', then: 'origin-allowed' }],
    ['exposed headers of an origin that is not allowed', { origins: ['https://new.example.com'], exposedHeaders: ['X-Total'] }, (app) => get(app, '/orders/1', 'https://third.example.com'), undefined],
    ['no policy', { origins: [OWN], routes: { '/orders/*': false } }, (app) => get(app, '/orders/1', OWN), { effect: 'blocks', policy: 'none', then: null }],
    ['the same preflight', { origins: [OWN], credentials: true, maxAge: 60 }, (app) => preflight(app, '/orders/1', OWN), undefined],
    ['another max age', { origins: [OWN], credentials: true }, (app) => preflight(app, '/orders/1', OWN), { kind: 'preflight', route: 'PUT /orders/:id', effect: 'changes' }],
    ['a header that ends', { origins: [OWN], credentials: true }, (app) => preflight(app, '/orders/1', OWN, 'PUT', { 'access-control-request-headers': 'x-tenant' }),
      { effect: 'blocks', now: 'origin-allowed', then: 'header-not-allowed' }],
    ['Authorization under a wildcard', { origins: [OWN], allowedHeaders: '*' }, (app) => preflight(app, '/orders/1', OWN, 'PUT', { 'access-control-request-headers': 'authorization' }),
      { effect: 'blocks', then: 'header-not-allowed' }],
    ['a method that ends', { origins: [OWN], credentials: true, methods: [] }, (app) => preflight(app, '/orders/1', OWN), { effect: 'blocks', then: 'method-not-allowed' }],
    ['a method that the library does not approve', { origins: [OWN], credentials: true }, (app) => preflight(app, '/orders/1', OWN, 'PATCH'),
      { effect: 'allows', now: 'method-not-allowed', then: 'origin-allowed' }],
    ['a head that the handler writes', { origins: [OTHER] }, (app) => get(app, '/raw', OWN), { route: 'GET /raw', effect: 'blocks', now: 'origin-allowed' }],
    ['a head that Node rejects first', { origins: [OTHER] }, (app) => get(app, '/bad', OTHER), { route: 'GET /bad', effect: 'allows', now: 'origin-not-allowed', then: 'origin-allowed' }]
  ]
  for (const [title, policy, exchange, expected] of rows) {
    const app = await startObserved(t, observed(policy))
    await exchange(app)
    const { requests, differences } = app.cors.shadow.report()!
    t.equal(requests, 1, title)
    if (expected === undefined) t.strictSame(differences, [], title)
    else t.match(differences, [expected], title)
  }
})

t.test('a preflight that fails by its status gives no access', async (t) => {
  const unrouted = await startObserved(t, (app) => app.register(corsPlugin, { observe: true, origins: [OWN] }))
  t.equal((await preflight(unrouted, '/orders/1', OWN)).status, 404)
  t.match(unrouted.cors.shadow.report()!.differences, [{ effect: 'allows', now: 'origin-not-allowed', then: 'origin-allowed' }])
  const routed = await startObserved(t, async (app) => {
    app.options('*', (_request, reply) => { reply.code(401).header('access-control-allow-origin', OWN).send() })
    await app.register(corsPlugin, { observe: true, origins: [OWN] })
  })
  t.equal((await preflight(routed, '/orders/1', OWN)).status, 401)
  t.match(routed.cors.shadow.report()!.differences, [{ effect: 'allows', now: null, then: 'origin-allowed' }])
})

t.test('middleware of Express is observed too', async (t) => {
  const app = await startObserved(t, async (app) => {
    await app.register(middie)
    app.use(expressCors({ origin: OWN }))
    await app.register(corsPlugin, { observe: true, origins: [OTHER] })
    app.options('*', async () => '')
  })
  t.equal((await preflight(app, '/orders/1', OWN)).headers['access-control-allow-origin'], OWN)
  await get(app, '/orders/1', OWN)
  t.match(app.cors.shadow.report()!.differences, [{ kind: 'preflight', effect: 'blocks' }, { kind: 'actual', effect: 'blocks' }])
})
