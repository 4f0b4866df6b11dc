/** Tests `app.cors.explain` with the routes of an application. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { applyPatch } from '../../../lib/explain/json-patch.ts'
import { explanationText } from '../../../lib/reporters/explanation.ts'
import { unstyled } from '../../../lib/text/style.ts'
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsApplicationQuestion } from '../../../types/question.ts'
import { ROUTED_METHODS, cases } from '../../cases.ts'

const APP = 'https://app.example.com'
const ADMIN = 'https://admin.example.com'
const SHOP = 'https://shop.example'

const document: CorsPolicyDocument = {
  origins: [APP],
  policies: { public: { origins: '*' } },
  routes: { '/prices/*': 'public', '/health': false },
  notFound: { origins: [ADMIN] }
}

const override = { origins: [ADMIN], allowedHeaders: ['X-A'] }

function build (policy: CorsPolicyDocument = document): FastifyInstance {
  const app = Fastify()
  app.get('/outside', { config: { cors: false } }, () => 1)
  app.register(async scope => {
    await scope.register(cors, policy)
    scope.setNotFoundHandler((_request, reply) => reply.code(404).send('none'))
    scope.get('/orders/:id', () => 1)
    scope.put('/orders/:id', () => 1)
    scope.delete('/orders/:id', { config: { cors: override } }, () => 1)
    scope.post('/orders/:id', { config: { cors: 'public' } }, () => 1)
    scope.get('/prices/:item', () => 1)
    scope.get('/health', () => 1)
    scope.get('/off', { config: { cors: false } }, () => 1)
    scope.get('/hosted', { constraints: { host: 'api.example.com' } }, () => 1)
    scope.register(async inner => {
      await inner.register(cors, { routes: { '/inner/named': 'public' } })
      inner.get('/inner/named', () => 1)
      inner.get('/inner/off', () => 1)
    })
  })
  return app
}

const app = build()
await app.ready()
t.teardown(() => app.close())

/** The application has one decorator, even with several registrations. */
const explain = (question: CorsApplicationQuestion, of: FastifyInstance = app): Promise<CorsExplanation> => {
  let decorator: FastifyInstance['cors'] | undefined
  const visit = (instance: FastifyInstance): void => {
    decorator ??= instance.cors
    const key = Object.getOwnPropertySymbols(instance).find(({ description }) => description === 'fastify.children')!
    for (const child of (instance as unknown as Record<symbol, FastifyInstance[]>)[key]!) visit(child)
  }
  visit(of)
  return decorator!.explain(question)
}

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

t.test('the fix is in the document, the route or an outer document, and allows the request', async t => {
  const fixFor = async (url: string, method: string, origin: string) => (await explain({ url, method, origin })).change!
  t.match(await fixFor('/orders/7', 'PUT', SHOP), { verdict: 'safe', in: 'document', patch: [{ op: 'add', path: '/origins/-', value: SHOP }] })
  t.match(await fixFor('/none', 'GET', SHOP), { in: 'document', patch: [{ op: 'add', path: '/notFound/origins/-', value: SHOP }] })
  t.match(await fixFor('/health', 'GET', SHOP), { in: 'document', patch: [{ op: 'replace', path: '/routes/~1health', value: { origins: [SHOP] } }] })
  t.match(await fixFor('/orders/7', 'DELETE', SHOP), {
    in: 'route', patch: [{ op: 'add', path: '/config/cors/origins/-', value: SHOP }], message: /^In `config\.cors` of the route: Add/
  })
  t.match(await fixFor('/off', 'GET', SHOP), { in: 'route', patch: [{ op: 'replace', path: '/config/cors', value: { origins: [SHOP] } }] })
  t.match(await fixFor('/inner/off', 'GET', SHOP), { in: 'document', patch: [{ op: 'add', path: '/routes/~1inner~1off', value: { origins: [SHOP] } }] })
  t.match(await fixFor('/outside', 'GET', SHOP), { verdict: 'none', in: null, message: /Register the plugin/ })
  t.match(await fixFor('/%zz', 'GET', SHOP), { verdict: 'none', message: /without running any plugin/ })
  t.match(await fixFor('/orders/7', 'PATCH', ADMIN), { verdict: 'none', message: /no route of this URL has the method `PATCH`/ })

  const named = (await explain({ url: '/inner/named', origin: APP, credentials: 'include' })).change!
  const suffixed = Fastify()
  await suffixed.register(cors, { policies: { list: { origins: ['https://*.customers.example'] } } })
  suffixed.register(async inner => {
    await inner.register(cors, { routes: { '/a': 'list' }, privateSuffixes: ['customers.example'] })
    inner.get('/a', () => 1)
  })
  await suffixed.ready()
  t.match((await suffixed.cors.explain({ origin: 'https://a.customers.example', url: '/a', credentials: 'include' })).change,
    { verdict: 'unsafe', in: 'outer document', flags: ['public-suffix-wildcards'] }, 'suffixes count there too')
  await suffixed.close()
  t.match(named, { in: 'outer document', patch: [{ op: 'replace', path: '/policies/public/origins' }, { op: 'add', path: '/policies/public/credentials' }] })

  const { patch } = await fixFor('/orders/7', 'PUT', SHOP)
  const changed = build(applyPatch(document, patch) as CorsPolicyDocument)
  await changed.ready()
  t.equal((await explain({ url: '/orders/7', method: 'PUT', origin: SHOP }, changed)).outcome, 'allow')
  await changed.close()
})

t.test('the fix of a route is validated and linted like the route', async t => {
  const app = Fastify()
  app.register(cors, { origins: [APP], credentials: true, privateSuffixes: ['customers.example'] })
  app.get('/a', { config: { cors: { maxAge: 5 } } }, () => 1)
  await app.ready()
  const { change: fix } = await app.cors.explain({ origin: 'http://shop.example', url: '/a' })
  t.match(fix, {
    verdict: 'unsafe',
    in: 'route',
    patch: [
      { op: 'add', path: '/config/cors/origins', value: [APP, 'http://shop.example'] },
      { op: 'add', path: '/config/cors/dangerouslyAllow', value: ['insecure-origins'] }
    ]
  })
  const invalid = (await app.cors.explain({ origin: 'https://SHOP.example', url: '/a' })).change
  t.match(invalid, { verdict: 'rejected', issues: [{ id: 'origin-has-upper-case', path: '/config/cors/origins/1' }] })
  await app.close()
})

t.test('the explanation covers not-found handlers with and without their own policy', async t => {
  const app = Fastify()
  app.register(cors, { policies: { public: { origins: '*' } } })
  app.get('/a', () => 1)
  app.register(async scope => { scope.setNotFoundHandler({ config: { cors: { origins: [ADMIN] } } } as never, () => 'none') }, { prefix: '/admin' })
  await app.ready()
  t.match((await app.cors.explain({ origin: SHOP, url: '/admin/none' })), {
    subject: { kind: 'not-found', from: 'config' },
    change: { verdict: 'safe', in: 'route', patch: [{ op: 'add', path: '/config/cors/origins/-', value: SHOP }] }
  })
  t.match((await app.cors.explain({ origin: SHOP, url: '/none' })), {
    subject: { kind: 'not-found', from: 'scope', policy: false },
    change: { in: 'document', patch: [{ op: 'add', path: '/notFound', value: { origins: [SHOP] } }] }
  })
  await app.close()
})

t.test('fields of a not-found handler override `notFound` of the document', async t => {
  const app = Fastify()
  app.register(cors, { origins: [APP], credentials: true, policies: { public: { origins: [ADMIN] } }, notFound: 'public' })
  app.setNotFoundHandler({ config: { cors: { exposedHeaders: ['ETag'] } } } as never, () => 'none')
  await app.ready()
  t.match(await app.cors.explain({ origin: SHOP, url: '/none' }), {
    subject: { kind: 'not-found', from: 'config', policy: { origins: [ADMIN], exposedHeaders: ['ETag'] } },
    change: { verdict: 'safe', in: 'route', patch: [{ op: 'add', path: '/config/cors/origins', value: [ADMIN, SHOP] }] }
  })
  await app.close()
})

t.test('the index of a prefix has the policy of its pattern, and fields of a route override it', async t => {
  const app = Fastify()
  app.register(cors, {
    origins: [APP],
    credentials: true,
    policies: { public: { origins: '*' }, partners: { origins: ['https://partner.example'] } },
    routes: { '/catalogue/*': 'public', '/shop/+': 'public', '/partners/*': 'partners', '/off/*': false }
  })
  for (const prefix of ['/catalogue', '/shop', '/partners']) {
    app.register(async scope => {
      scope.get('/', () => 1)
      scope.get('/own', { config: { cors: { exposedHeaders: ['ETag'] } } }, () => 1)
    }, { prefix })
  }
  app.get('/shopping', { config: { cors: false } }, () => 1)
  app.get('/off/own', { config: { cors: { origins: [ADMIN] } } }, () => 1)
  app.get('/partners/off', { config: { cors: false } }, () => 1)
  app.get('/internal/*', () => 1)
  await app.ready()
  const of = (url: string, origin = SHOP) => app.cors.explain({ url, origin })

  for (const url of ['/catalogue', '/catalogue/', '/catalogue/own']) t.equal((await of(url)).outcome, 'allow', url)
  t.strictSame((await of('/catalogue/own')).subject.policy, { origins: '*', exposedHeaders: ['ETag'] })
  t.match(await of('/shop'), {
    nearMisses: [{ field: 'routes', given: '/shop', near: '/shop/+', differs: ['index'] }],
    change: { verdict: 'widens-credentials', message: `In the policy of the scope: Add "${SHOP}" to \`origins\`. Pages of "${SHOP}" can then act with the user's session.` }
  })
  t.match(await of('/partners/own'), {
    subject: { policy: { origins: ['https://partner.example'], exposedHeaders: ['ETag'] }, from: 'config' },
    change: { verdict: 'safe', in: 'route', patch: [{ op: 'add', path: '/config/cors/origins', value: ['https://partner.example', SHOP] }] }
  })
  t.match(await of('/partners/off'), { change: { verdict: 'safe', patch: [{ op: 'replace', path: '/config/cors', value: { origins: [SHOP] } }] } })
  t.match(await of('/off/own'), { change: { verdict: 'safe', patch: [{ op: 'add', path: '/config/cors/origins/-', value: SHOP }] } })
  t.strictSame((await of('/shopping')).nearMisses, [], 'a route that chooses for itself depends on no key')
  t.match((await of('/partners/own', 'http://partner.example')).change, { verdict: 'adds-findings', findings: [{ id: 'insecure-origin', path: '/config/cors/origins/1' }] })
  await app.close()
})

t.test('adding an origin to a list that a route with credentials inherits is not safe', async t => {
  for (const [own, verdict] of [[{ credentials: true }, 'widens-credentials'], [{ credentials: true, origins: [APP] }, 'safe'], [{ maxAge: 5 }, 'safe']] as const) {
    const app = Fastify()
    app.register(cors, { origins: [APP], policies: { public: { origins: [APP] } }, routes: { '/public/*': 'public' } })
    app.get('/a', () => 1)
    app.get('/b', { config: { cors: own } }, () => 1)
    app.get('/public/a', () => 1)
    app.get('/public/b', { config: { cors: own } }, () => 1)
    await app.ready()
    for (const url of ['/a', '/public/a']) t.equal((await app.cors.explain({ url, origin: SHOP })).change?.verdict, verdict, `${url} ${JSON.stringify(own)}`)
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
