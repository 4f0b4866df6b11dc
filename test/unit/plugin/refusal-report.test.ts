/** The report of refusals, as data. Its pages, which need the build, are in test/integration/built/refusal-pages.test.ts. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

const APP = 'https://app.example.com'
const OTHER = 'https://other.test'

async function start (options: object = {}): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [APP], allowedHeaders: ['Content-Type'], lint: 'off', logLevel: 'silent', ...options } as CorsPluginOptions)
  app.get('/orders', async () => 'orders')
  app.put('/orders/:id', async () => 'stored')
  return app
}

const preflight = (app: FastifyInstance, url: string, headers: Record<string, string>) =>
  app.inject({ method: 'OPTIONS', url, headers: { origin: APP, 'access-control-request-method': 'PUT', ...headers } })

t.test('the report has each kind of refusal, with the smallest change for mistakes of the application', async (t) => {
  const app = await start()
  for (const origin of [OTHER, 'https://third.test', OTHER, 'http://app.example.com', APP]) await app.inject({ url: '/orders', headers: { origin } })
  await preflight(app, '/orders/7', { 'access-control-request-headers': 'x-request-id' })
  await app.inject({ url: '/orders', headers: { origin: APP, cookie: 'a=b', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site', host: 'api.example.com' } })
  const report = await app.cors.report()
  t.match(report, {
    version: 1,
    at: /^\d{4}-\d\d-\d\dT/,
    since: /^\d{4}-\d\d-\d\dT/,
    others: 0,
    refusals: [
      {
        reason: 'origin-not-allowed',
        route: 'GET /orders',
        near: APP,
        differs: ['scheme'],
        isOwn: true,
        count: 1,
        change: { verdict: 'adds-findings', patch: [{ op: 'add', path: '/origins/-', value: 'http://app.example.com' }] }
      },
      {
        kind: 'preflight',
        policy: 'scope',
        reason: 'header-not-allowed',
        route: 'PUT /orders/:id',
        isOwn: true,
        methods: ['PUT'],
        headers: ['x-request-id'],
        change: { verdict: 'safe', patch: [{ op: 'add', path: '/allowedHeaders/-', value: 'x-request-id' }] }
      },
      { reason: 'credentials-not-allowed', isOwn: true, change: { patch: [{ op: 'add', path: '/credentials', value: true }] } },
      { reason: 'origin-not-allowed', isOwn: false, near: null, count: 3, origins: [OTHER, 'https://third.test'], methods: { length: 0 }, headers: { length: 0 }, change: null }
    ]
  })
  t.equal(report.refusals.length, 4)
  t.ok(Object.isFrozen(report) && Object.isFrozen(report.refusals) && report.refusals.every((refusal) => Object.isFrozen(refusal)))
  t.strictSame(JSON.parse(JSON.stringify(report)), report, 'it is plain JSON')
  await app.cors.replace({ origins: [APP], allowedHeaders: ['Content-Type', 'X-Request-Id'] })
  const replaced = (await app.cors.report()).refusals.find(({ reason }) => reason === 'header-not-allowed')
  t.match(replaced, { count: 1, change: null }, 'the policy allows it by now')
})

t.test('a refusal that no page can cause has a change that says so, or none', async (t) => {
  const app = await start()
  await app.inject({ url: '/nowhere', headers: { origin: `${APP}/` } })
  await app.inject({ url: '/orders', headers: { origin: 'http://app.example.com', host: 'bad host' } })
  t.match((await app.cors.report()).refusals, [
    { reason: 'origin-not-allowed', isOwn: true, route: 'not found', differs: ['spelling'], change: { verdict: 'rejected' } },
    { reason: 'origin-not-allowed', isOwn: true, change: null }
  ])
})

t.test('an origin that anyone can have is never proposed, even if it resembles one of the application', async (t) => {
  const listed = [APP, 'https://shop.vercel.app', `chrome-extension://${'a'.repeat(32)}`]
  const app = Fastify()
  await app.register(corsPlugin, { origins: listed, credentials: true, lint: 'off' })
  app.get('/orders', async () => 'orders')
  const rows = [
    ['https://app.examp1e.com', 'slip'], ['https://shop-7.vercel.app', 'preview'], [`chrome-extension://${'b'.repeat(32)}`, 'id']
  ] as const
  for (const [origin] of rows) await app.inject({ url: '/orders', headers: { origin } })
  const { refusals } = await app.cors.report()
  t.strictSame(refusals.map(({ origins, differs, isOwn, change }) => [origins, differs, isOwn, change]),
    rows.map(([origin, difference]) => [[origin], [difference], true, null]))
})

t.test('origins for development and of apps are not proposed, and the cause says what to do', async (t) => {
  const before = process.env['NODE_ENV']
  t.teardown(() => { process.env['NODE_ENV'] = before ?? '' })
  const rows: ReadonlyArray<readonly [environment: string, listed: readonly string[], origin: string, differs: readonly string[], cause: RegExp, isProposed: boolean]> = [
    ['development', [APP], 'http://localhost:5173', ['development'], /In production, do not add it: every user has such pages\. For development, add `developmentOrigins\(\)`/, false],
    ['production', [APP], 'http://localhost:5173', [], /The policy does not list the origin\./, false],
    ['development', ['http://localhost:3000'], 'http://localhost:5173', ['port'], /the port differs/, true],
    ['production', ['http://localhost:3000'], 'http://localhost:5173', ['port'], /the port differs/, false],
    ['production', [APP], 'capacitor://localhost', ['app'], /All apps with it have this origin, also those of others\. If an app of yours needs it, add it to a policy without credentials/, false],
    ['production', ['https://localhost'], 'capacitor://localhost', ['scheme'], /the scheme differs/, false]
  ]
  for (const [environment, origins, origin, differs, cause, isProposed] of rows) {
    process.env['NODE_ENV'] = environment
    const app = await start({ origins })
    await app.inject({ url: '/orders', headers: { origin } })
    const [refusal] = (await app.cors.report()).refusals
    t.match(refusal, { differs, cause }, `${environment}: ${origin}`)
    t.equal(refusal!.change !== null, isProposed, `${environment}: ${origin}`)
    await app.close()
  }
})

t.test('requests are served while a long report is made', async (t) => {
  const app = await start()
  for (const url of ['/orders', '/nowhere']) {
    for (const origin of ['http://app.example.com', `${APP}:81`, `${APP}/`, 'null', OTHER]) await app.inject({ url, headers: { origin } })
  }
  let turns = 0
  const turn = (): void => { turns++; immediate = setImmediate(turn) }
  let immediate = setImmediate(turn)
  const { refusals } = await app.cors.report()
  clearImmediate(immediate)
  t.ok(refusals.length >= 8)
  t.ok(turns >= refusals.length - 1, `${turns} turns for ${refusals.length} kinds`)
})

t.test('the report is not available before the application is ready', async (t) => {
  const app = await start()
  await t.rejects(app.cors.report(), { code: 'FST_CORS_NOT_READY' })
})

t.test('the pages of docs and report are checked like other options', async (t) => {
  const rows = [
    [{ report: { url: 'refusals' } }, '/report/url'], [{ report: true }, '/report'], [{ report: { url: '/a', name: 1 } }, '/report/name'],
    [{ docs: { url: '/a', title: '' } }, '/docs/title'], [{ docs: { url: '/a', title: 1 } }, '/docs/title']
  ] as const
  for (const [options, path] of rows) {
    const app = Fastify()
    app.register(corsPlugin, { origins: [APP], ...options } as never)
    const error = await app.ready().then(() => undefined, (error) => error)
    t.strictSame(error.issues.map(({ path }: { path: string }) => path), [path])
  }
})

t.test('a hook of the scope decides who sees the pages of the plugin, which no browser sniffs', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => { if (request.headers.authorization === undefined) await reply.code(401).send('') })
  app.register(corsPlugin, { origins: [APP], lint: 'off', docs: { url: '/cors' }, report: { url: '/refusals' } })
  for (const url of ['/cors', '/refusals', '/refusals?format=json', '/refusals?format=markdown']) {
    const { statusCode, headers } = await app.inject({ url, headers: { origin: APP } })
    t.strictSame([statusCode, headers['access-control-allow-origin']], [401, undefined], url)
  }
  for (const format of ['json', 'markdown']) {
    const { statusCode, headers } = await app.inject({ url: `/refusals?format=${format}`, headers: { authorization: 'Bearer 1', origin: APP } })
    t.match([statusCode, headers['x-content-type-options'], headers['cache-control']], [200, 'nosniff', 'no-store'])
  }
})
