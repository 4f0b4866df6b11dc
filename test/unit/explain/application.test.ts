/** Tests `app.cors.explain` with the routes of an application. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { explanationText } from '../../../lib/reporters/explanation.ts'
import { unstyled } from '../../../lib/text/style.ts'
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsApplicationQuestion } from '../../../types/question.ts'
import { ROUTED_METHODS, cases } from '../../cases.ts'
import { ADMIN, APP, build, document, explainIn, SHOP } from './explained-application.ts'

const app = build()
await app.ready()
t.teardown(() => app.close())

const explain = (question: CorsApplicationQuestion, of: FastifyInstance = app): Promise<CorsExplanation> => explainIn(of, question)

t.test('the explanation has the route of the router and the source of its policy', async t => {
  const subjectOf = async (url: string, method = 'GET', host?: string) => {
    const { kind, route, name, from } = (await explain({ origin: APP, url, method, ...(host && { host }) })).subject
    return [kind, route, name, from]
  }
  t.strictSame(await subjectOf('/orders/7?x=1'), ['route', 'GET /orders/:id', null, 'scope'])
  t.strictSame(await subjectOf('/orders/7', 'put'), ['route', 'PUT /orders/:id', null, 'scope'], 'fetch() makes it PUT')
  t.strictSame(await subjectOf('/orders/7', 'DELETE'), ['route', 'DELETE /orders/:id', null, 'config'])
  t.strictSame(await subjectOf('/orders/7', 'POST'), ['route', 'POST /orders/:id', 'public', 'config'])
  t.strictSame(await subjectOf('/prices/tea'), ['route', 'GET /prices/:item', 'public', 'routes'])
  t.strictSame(await subjectOf('/health'), ['route', 'GET /health', null, 'routes'])
  t.strictSame(await subjectOf('/orders/7', 'PATCH'), ['not-found', null, null, 'notFound'])
  t.strictSame(await subjectOf('/none'), ['not-found', null, null, 'notFound'])
  t.strictSame(await subjectOf('/outside'), ['route', 'GET /outside', null, 'none'])
  t.strictSame(await subjectOf('/inner/named'), ['route', 'GET /inner/named', 'public', 'routes'])
  t.strictSame(await subjectOf('/hosted'), ['not-found', null, null, 'notFound'])
  t.strictSame(await subjectOf('/hosted', 'GET', 'api.example.com'), ['route', 'GET /hosted', null, 'scope'])
  t.strictSame(await subjectOf('http://api.example.com/hosted'), ['route', 'GET /hosted', null, 'scope'])
  t.strictSame(await subjectOf('/%zz'), ['unreachable', null, null, 'none'])
})

t.test('explained responses equal the responses of the application', async t => {
  for (const [method, url, origin] of [
    ['PUT', '/orders/7', APP], ['DELETE', '/orders/7', ADMIN], ['GET', '/prices/tea', SHOP], ['GET', '/orders/7', SHOP],
    ['PATCH', '/orders/7', ADMIN], ['PATCH', '/none', ADMIN], ['GET', '/none', ADMIN], ['PUT', '/health', APP]
  ] as const) {
    const { exchanges } = await explain({ origin, url, method })
    for (const { request, response: explained } of exchanges) {
      const response = await app.inject({ method: request.method as 'GET', url, headers: Object.fromEntries(request.headers) })
      const sent = Object.entries(response.headers).filter(([name]) => /^access-control-|^vary$/.test(name)).sort()
      t.strictSame(sent, [...explained.headers].sort(), `${request.method} for ${method} ${url} from ${origin}`)
      if (explained.status !== null) t.equal(response.statusCode, explained.status)
    }
  }
})

t.test('explained responses equal the decisions of test/cases.ts', async t => {
  for (const { name, policy, request, status, headers } of cases) {
    const { origin } = request
    if (origin === undefined) continue
    const app = Fastify()
    app.register(cors, policy)
    app.route({ method: [...ROUTED_METHODS], url: '/target', handler: () => 1 })
    await app.ready()
    const method = request.requestMethod ?? request.method
    const { exchanges } = await app.cors.explain({ origin, method, url: '/target', headers: { 'X-Unsafe': '1' } })
    const kind = status === undefined ? 'actual' : 'preflight'
    const found = exchanges.find(exchange => exchange.kind === kind)
    // An actual request follows an approved preflight. Browsers never send "put" and "" unchanged.
    if (found !== undefined && found.request.headers.some(([, value]) => value === method)) {
      t.strictSame([found.response.status, Object.fromEntries(found.response.headers)], [status ?? null, headers], name)
    }
    await app.close()
  }
})

t.test('a key that matches the URL but not the route is a near miss', async t => {
  const app = Fastify()
  app.register(cors, { origins: [APP], policies: { public: { origins: '*' } }, routes: { '/users/7': 'public', '/internal/*': 'public' } })
  app.get('/users/:id', () => 1)
  app.get('/*', () => 1)
  await app.ready()
  for (const [url, near] of [['/users/7', '/users/7'], ['/users/8', undefined], ['/internal/x', '/internal/*']] as const) {
    const { nearMisses } = await app.cors.explain({ url, origin: SHOP })
    t.strictSame(nearMisses.map(({ near, differs }) => [near, ...differs]), near === undefined ? [] : [[near, 'url']], url)
  }
  await app.close()
})

t.test('a same-origin request needs no policy', async t => {
  const { outcome, exchanges, readable, preflight } = await explain({
    origin: 'https://api.example.com', url: 'https://api.example.com/orders/7', method: 'PUT'
  })
  t.strictSame([outcome, preflight, exchanges.length, readable?.everything], ['allow', null, 1, true])
})

t.test('a path is resolved with the host of the server', async t => {
  t.equal((await explain({ origin: APP, url: '/orders/7' })).request.url, 'https://server.invalid/orders/7')
  t.equal((await explain({ origin: APP, url: '/orders/7', host: 'api.example.com:8443' })).request.url, 'https://api.example.com:8443/orders/7')
})

/** Hooks before a registration under `/a`, before one under `/b`, and before both. */
function withEarlierHooks (): FastifyInstance {
  const app = Fastify()
  app.addHook('onRequest', async function trace () {})
  for (const [prefix, hook] of [['/a', async function authenticate () {}], ['/b', async function toHttps () {}]] as const) {
    app.register(async scope => {
      scope.addHook('onRequest', hook)
      await scope.register(cors, document)
      scope.addHook('onRequest', async function later () {})
      scope.setNotFoundHandler((_request, reply) => reply.code(404).send('none'))
      scope.get('/orders', () => 1)
      scope.get('/off', { config: { cors: false } }, () => 1)
    }, { prefix })
  }
  return app
}

t.test('the explanation names the hooks that run before the policy', async t => {
  const app = withEarlierHooks()
  await app.ready()
  const rows = [
    ['/a/orders', APP, 'allow', ['trace', 'authenticate']],
    ['/b/orders', APP, 'allow', ['trace', 'toHttps']],
    ['/a/unknown', ADMIN, 'allow', ['trace', 'authenticate']],
    ['/a/orders', SHOP, 'block', ['trace', 'authenticate']],
    ['/a/off', APP, 'block', []],
    ['/orders', APP, 'block', []]
  ] as const
  for (const [url, origin, outcome, earlierHooks] of rows) {
    t.match(await explain({ origin, url }, app), { outcome, earlierHooks }, `${origin} ${url}`)
    t.strictSame((await explain({ origin, url }, app)).earlierHooks, earlierHooks)
  }
  const text = async (url: string): Promise<string> => explanationText(await explain({ origin: APP, url }, app), unstyled)
  t.match(await text('/a/orders'), /^✓ The page can read the response, unless a hook that runs before the policy responds: trace, authenticate\.$/m)
  await app.close()

  const without = build()
  await without.ready()
  const { earlierHooks, outcome } = await explain({ origin: APP, url: '/orders/7' }, without)
  t.strictSame([outcome, earlierHooks], ['allow', []])
  t.match(explanationText(await explain({ origin: APP, url: '/orders/7' }, without), unstyled), /^✓ The page can read the response\.$/m)
  await without.close()
})

t.test('app.cors.explain rejects invalid questions, and questions before the application is ready', async t => {
  const ask = (question: unknown) => explain(question as CorsApplicationQuestion)
  await t.rejects(ask({ origin: APP }), { name: 'QuestionError', message: /`url` must be a string/ })
  await t.rejects(ask({ origin: APP, url: 'ftp://server.test/' }), { name: 'QuestionError', message: /`url` must be a path/ })
  await t.rejects(ask({ origin: APP, url: 'http://[' }), { name: 'QuestionError' })
  await t.rejects(ask({ origin: APP, url: '/', host: 7 }), { name: 'QuestionError', message: /`host` must be a string/ })
  const early = Fastify()
  await early.register(cors, { origins: [APP] })
  await t.rejects(early.cors.explain({ origin: APP, url: '/' }), { code: 'FST_CORS_NOT_READY' })
  await early.close()
})
