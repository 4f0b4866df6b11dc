/** A policy that only observes, beside another CORS library that answers over real sockets. */
import { request as sendRequest } from 'node:http'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import middie from '@fastify/middie'
import fastifyCors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsFrameworkErrors, corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { ScriptedStore, until } from '../lookup/scripted-store.ts'

const expressCors = createRequire(import.meta.url)('cors')

const OWN = 'https://app.example.com'
const OTHER = 'https://other.example.com'
const OLD = { origin: [OWN, OTHER], credentials: true, methods: ['GET', 'PUT'], maxAge: 60 }

type Prepare = (app: FastifyInstance) => unknown

async function listening (t: Tap, prepare: Prepare, options: object = {}): Promise<FastifyInstance> {
  const app = Fastify(options)
  t.teardown(() => app.close())
  await prepare(app)
  app.get('/orders/:id', async () => 'order')
  app.put('/orders/:id', async () => 'order')
  app.patch('/orders/:id', async () => 'order')
  app.get('/raw', (_request, reply) => { reply.hijack().raw.writeHead(200, ['access-control-allow-origin', OWN]).end() })
  app.get('/pairs', (_request, reply) => { reply.hijack().raw.writeHead(200, 'OK', [['access-control-allow-origin', OWN]] as never).end() })
  app.get('/bad', (_request, reply) => {
    const { raw } = reply.hijack()
    try {
      raw.writeHead(200, { 'x-bad': '\n' })
    } catch {
      raw.writeHead(200)
      raw.end()
    }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}

type Tap = Pick<typeof t, 'teardown'>
type Headers = Readonly<Record<string, string>>

async function send (app: FastifyInstance, method: string, path: string, headers: Headers): Promise<{ readonly status: number | undefined, readonly headers: NodeJS.Dict<string | string[]> }> {
  const { port } = app.server.address() as AddressInfo
  const request = sendRequest({ port, method, path, headers, agent: false }).end()
  const [response] = await once(request, 'response')
  response.resume()
  await once(response, 'end')
  return { status: response.statusCode, headers: { ...response.headers, date: undefined } }
}

const get = (app: FastifyInstance, path: string, origin: string, headers: Headers = {}) => send(app, 'GET', path, { origin, ...headers })
const preflight = (app: FastifyInstance, path: string, origin: string, method = 'PUT', headers: Headers = {}) =>
  send(app, 'OPTIONS', path, { origin, 'access-control-request-method': method, ...headers })

const observed = (policy: object): Prepare => async (app) => {
  await app.register(fastifyCors, OLD)
  await app.register(corsPlugin, { observe: true, lint: 'off', ...policy } as CorsPluginOptions)
}

t.test('no byte of any response depends on a policy that observes, in either order of registration', async (t) => {
  const policy = { observe: true, origins: ['https://third.example.com'], docs: { url: '/cors' } } as CorsPluginOptions
  const alone = await listening(t, (app) => app.register(fastifyCors, OLD))
  const beside = await Promise.all([
    listening(t, async (app) => { await app.register(fastifyCors, OLD); await app.register(corsPlugin, policy) }),
    listening(t, async (app) => { await app.register(corsPlugin, policy); await app.register(fastifyCors, OLD) }),
    listening(t, async (app) => {
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
    const app = await listening(t, observed(policy))
    await exchange(app)
    const { requests, differences } = app.cors.shadow.report()!
    t.equal(requests, 1, title)
    if (expected === undefined) t.strictSame(differences, [], title)
    else t.match(differences, [expected], title)
  }
})

t.test('a preflight that fails by its status gives no access', async (t) => {
  const unrouted = await listening(t, (app) => app.register(corsPlugin, { observe: true, origins: [OWN] }))
  t.equal((await preflight(unrouted, '/orders/1', OWN)).status, 404)
  t.match(unrouted.cors.shadow.report()!.differences, [{ effect: 'allows', now: 'origin-not-allowed', then: 'origin-allowed' }])
  const routed = await listening(t, async (app) => {
    app.options('*', (_request, reply) => { reply.code(401).header('access-control-allow-origin', OWN).send() })
    await app.register(corsPlugin, { observe: true, origins: [OWN] })
  })
  t.equal((await preflight(routed, '/orders/1', OWN)).status, 401)
  t.match(routed.cors.shadow.report()!.differences, [{ effect: 'allows', now: null, then: 'origin-allowed' }])
})

t.test('middleware of Express is observed too', async (t) => {
  const app = await listening(t, async (app) => {
    await app.register(middie)
    app.use(expressCors({ origin: OWN }))
    await app.register(corsPlugin, { observe: true, origins: [OTHER] })
    app.options('*', async () => '')
  })
  t.equal((await preflight(app, '/orders/1', OWN)).headers['access-control-allow-origin'], OWN)
  await get(app, '/orders/1', OWN)
  t.match(app.cors.shadow.report()!.differences, [{ kind: 'preflight', effect: 'blocks' }, { kind: 'actual', effect: 'blocks' }])
})

t.test('decisions are counted, published and logged as observed, also those that wait for a source', async (t) => {
  const lines: string[] = []
  const store = new ScriptedStore()
  store.set(OWN, true)
  const app = await listening(t, observed({ origins: [{ source: 'tenants' }], credentials: true, sources: { tenants: store.source(['has'], { mode: 'lookup' }) } }), {
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
  const app = await listening(t, observed({ origins: [OWN], credentials: true }))
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
  t.teardown(() => app.close())
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
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.equal((await preflight(app, '/old/orders', OWN)).headers['access-control-allow-origin'], OWN)
  t.equal((await preflight(app, '/old/nowhere', OWN)).headers['access-control-allow-origin'], OWN)
  t.equal((await preflight(app, '/new/orders', OTHER)).headers['access-control-allow-origin'], OTHER)
  t.equal((await get(app, '/old/inner', OTHER)).headers['access-control-allow-credentials'], 'true', 'the inner registration observes too')
})

t.test('errors of Fastify without hooks are not touched', async (t) => {
  const app = await listening(t, observed({ origins: '*' }), { frameworkErrors: corsFrameworkErrors() })
  t.equal((await get(app, '/%zz', OWN)).headers['access-control-allow-origin'], undefined)
})

t.test('wrong options are rejected', async (t) => {
  const message = async (options: object, inner?: object): Promise<string> => {
    const app = Fastify()
    t.teardown(() => app.close())
    try {
      await app.register(corsPlugin, { origins: [OWN], ...options } as CorsPluginOptions)
      await app.register(async (scope) => { if (inner !== undefined) await scope.register(corsPlugin, { origins: [OWN], ...inner } as CorsPluginOptions) })
      await app.ready()
      await app.cors.shadow.set({ origins: [OTHER] })
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  t.match(await message({ observe: 'yes' }), '/observe: The value must be true or false'.slice(1))
  t.match(await message({ observe: true, shadow: { origins: [OTHER] } }), 'absent where `observe` is true')
  t.match(await message({ observe: true }), 'absent where `observe` is true')
  t.match(await message({}, { observe: true }), 'that of the enclosing registration')
  t.match(await message({ observe: true }, { observe: false }), 'that of the enclosing registration')
  t.equal(await message({}, { observe: false }), '')
})

t.test('without observe, a second library is rejected, with the advice to observe it', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyCors, OLD)
  await app.register(corsPlugin, { origins: [OWN] })
  await t.rejects(async () => app.ready(), { code: 'FST_CORS_DUPLICATE', message: /observe/ })
})

t.test('the log says that a guard rejects nothing', async (t) => {
  for (const observe of [true, false]) {
    const lines: string[] = []
    const app = Fastify({ logger: { level: 'warn', stream: { write (line: string) { lines.push(line) } } } })
    t.teardown(() => app.close())
    await app.register(corsPlugin, { origins: [OWN], observe, lint: 'off' })
    app.get('/', { onRequest: app.cors.originGuard() }, () => '')
    t.equal((await app.inject({ url: '/', headers: { origin: OTHER } })).statusCode, observe ? 200 : 403)
    t.equal(lines.filter((line) => line.includes('the hook `originGuard` rejects no request')).length, observe ? 1 : 0)
  }
})

t.test('lint does not report the library that is observed', async (t) => {
  const app = await listening(t, observed({ origins: [OWN] }))
  t.strictSame((await app.cors.lint()).filter(({ id }) => id === 'second-cors-layer'), [])
})
