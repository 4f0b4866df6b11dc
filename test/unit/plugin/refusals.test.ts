/** What the log of a running application says about refused requests: which it warns about, how often, and why. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { renderRefusalsMarkdown } from '../../../lib/docs/render-refusals.ts'
import { causeOf } from '../../../lib/plugin/refusal-cause.ts'
import { Refusals, type Reported } from '../../../lib/plugin/refusals.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsOriginSource } from '../../../types/source.ts'
import { refusesLongParameters } from '../../fastify-facts.ts'
import { isLong, rounds } from '../properties/seed.ts'

const APP = 'https://app.example.com'
const started = performance.now()
const STRANGER = 'https://stranger.test'

interface Line { readonly level: number, readonly msg: string, readonly cors?: Record<string, unknown> }

/** Starts an application, and keeps what it logs about refusals. */
async function start (options: object, routes: (app: FastifyInstance) => void, server: FastifyServerOptions = {}) {
  const lines: Line[] = []
  const app = Fastify({ ...server, logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.register(async (app) => { routes(app) })
  await app.ready()
  return { app, lines, refusals: () => lines.splice(0).filter(({ cors }) => cors !== undefined) }
}

const preflight = (app: FastifyInstance, url: string, method: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'OPTIONS', url, headers: { origin: APP, 'access-control-request-method': method, ...headers } })

const orders = (app: FastifyInstance) => {
  app.get('/orders', async () => 'orders')
  app.put('/orders/:id', async () => 'stored')
  app.get('/admin/users', async () => 'users')
}

const DOCUMENT = {
  origins: [APP, 'https://*.shop.example.com', 'http://localhost:3000', 'https://*-team.preview.example.net'],
  allowedHeaders: ['Content-Type', 'X-Trace'],
  policies: { admin: { origins: ['https://admin.example.com'] } },
  routes: { '/admin/*': 'admin' }
}

t.test('an origin that looks like one of the policy is a warning that names the difference', async (t) => {
  const rows: readonly (readonly [origin: string, difference: RegExp])[] = [
    ['http://app.example.com', /is not covered by `https:\/\/app\.example\.com`: the scheme differs\./],
    ['https://app.example.com:8443', /the port differs\./],
    ['https://app.example.com/', /has a path \(even "\/" is a path\)/],
    ['https://shop.example.com', /a subdomain pattern does not cover the domain itself\./],
    ['https://www.app.example.com', /a subdomain is a different origin\./],
    ['https://example.com', /the pattern is for a subdomain\./],
    ['https://app.example.com.', /a trailing dot makes a different host\./],
    ['https://app.exmaple.com', /the host differs in one character\./],
    ['http://localhost:5173', /the port differs\./],
    ['http://127.0.0.1:3000', /different loopback hosts are different origins\./],
    ['null', /`null` is the origin of sandboxed frames/],
    ['https://admin.example.com', /The policy of GET \/admin\/users allows the origin, but this route has the policy "scope"\./]
  ]
  for (const [origin, difference] of rows) {
    const { app, refusals } = await start(DOCUMENT, orders)
    await app.inject({ url: '/orders', headers: { origin } })
    const [line, ...others] = refusals()
    t.equal(line?.level, 40, origin)
    t.match(line?.msg, difference)
    t.match(line?.msg, `CORS: A page of ${JSON.stringify(origin)} cannot read the response of GET /orders.`)
    t.strictSame(others, [])
  }
})

t.test('another untrusted origin is not a warning, also if it imitates one of the policy', async (t) => {
  const { app, refusals } = await start(DOCUMENT, orders)
  const strangers = [
    STRANGER, 'https://app.example.com.stranger.test', 'https://stranger-app.example.com.test', 'https://other.preview.example.net', 'stranger',
    'https://com', 'https://[::1', `https://${'a'.repeat(400)}.test`
  ]
  for (const origin of strangers) await app.inject({ url: '/orders', headers: { origin } })
  t.strictSame(refusals().map(({ level, msg }) => [level, /The policy does not list the origin\.$/.test(msg)]), strangers.map(() => [20, true]))
})

t.test('a preflight of an allowed origin that cannot be approved is a warning with its cause', async (t) => {
  const rows: readonly (readonly [url: string, method: string, field: string, reason: string, sentence: string])[] = [
    ['/orders/1', 'PUT', '', 'method-not-allowed', 'cannot send PUT /orders/:id. The policy does not have "PUT" in `methods`.'],
    ['/orders/1', 'DELETE', '', 'method-not-routed',
      'cannot send "DELETE" to /orders/:id. No route of this URL has the method "DELETE". The URL has a route for PUT only.'],
    ['/orders/1', 'put', '', 'method-not-routed', 'cannot send "put" to /orders/:id. `put` is not `PUT`. Methods are case-sensitive, and browsers do not ' +
      'change the case of this method.'],
    ['/nowhere', 'PUT', '', 'method-not-routed', 'cannot send "PUT" to this URL. No route of this URL has the method "PUT". The URL has no route.'],
    ['/orders', 'GET', 'x-trace,authorization,x-other', 'header-not-allowed',
      'cannot send GET /orders. The policy does not have "authorization", "x-other" in `allowedHeaders`.'],
    ['/orders', 'GET', 'x-trac', 'header-not-allowed', 'cannot send GET /orders. `x-trac` is not allowed, but the similar `X-Trace` is.']
  ]
  for (const [url, method, field, reason, sentence] of rows) {
    const { app, refusals } = await start({ ...DOCUMENT, methods: ['PATCH'] }, orders)
    await preflight(app, url, method, field === '' ? {} : { 'access-control-request-headers': field })
    t.match(refusals(), [{ level: 40, msg: `CORS: A page of "${APP}" ${sentence}`, cors: { kind: 'preflight', reason, method } }], sentence)
    t.strictSame(app.cors.stats(), { scope: { preflight: { [reason]: 1 } } }, sentence)
  }
})

t.test('a request with cookies that the policy does not allow is a warning, if a page waits for the response', async (t) => {
  const sent = { cookie: 'session=1', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }
  const rows: readonly (readonly [headers: Record<string, string>, credentials: boolean, isRefused: boolean])[] = [
    [sent, false, true],
    [{ ...sent, 'sec-fetch-site': 'same-site' }, false, true],
    [sent, true, false],
    [{ ...sent, 'sec-fetch-mode': 'no-cors' }, false, false],
    [{ ...sent, 'sec-fetch-mode': 'navigate' }, false, false],
    [{ ...sent, 'sec-fetch-site': 'same-origin' }, false, false],
    [{ cookie: 'session=1' }, false, false],
    [{ 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }, false, false]
  ]
  for (const [headers, credentials, isRefused] of rows) {
    const { app, refusals } = await start({ ...DOCUMENT, credentials }, orders)
    const plain = await app.inject({ url: '/orders', headers: { origin: APP } })
    const response = await app.inject({ url: '/orders', headers: { origin: APP, ...headers } })
    t.strictSame({ ...response.headers, date: '' }, { ...plain.headers, date: '' }, 'the response does not change')
    const msg = `CORS: A page of "${APP}" cannot read the response of GET /orders. The request has cookies, but the policy does not set \`credentials\`.`
    t.strictSame(refusals().map(({ level, msg }) => [level, msg]), isRefused ? [[40, msg]] : [], JSON.stringify(headers))
    t.equal(app.cors.stats()['scope']!.actual!['credentials-not-allowed'], isRefused ? 1 : undefined)
  }
})

t.test('a preflight for a method that no route has is reported, although no hook of a scoped registration runs', async (t) => {
  const lines: Line[] = []
  const app = Fastify({ logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  app.register(async (api) => {
    api.register(corsPlugin, { origins: [APP], lint: 'off' })
    api.get('/orders', async () => 'orders')
    api.get('/off', { config: { cors: false } }, async () => 'off')
    api.put('/hosted', { constraints: { host: 'api.example.com' } }, async () => 'stored')
  }, { prefix: '/api' })
  app.get('/elsewhere', async () => 'elsewhere')
  await app.ready()
  const requests: readonly (readonly [url: string, method: string, origin: string])[] = [
    ['/api/orders', 'PUT', APP], ['/api/orders', 'PUT', APP], ['/api/hosted', 'PUT', APP],
    ['/api/orders', 'PUT', STRANGER], ['/api/nowhere', 'PUT', APP], ['/elsewhere', 'PUT', APP], ['/api/off', 'PUT', APP], ['/api/hosted', 'PATCH', APP]
  ]
  for (const [url, method, origin] of requests) t.equal((await preflight(app, url, method, { origin })).statusCode, 404, url)
  t.strictSame(lines.filter(({ cors }) => cors !== undefined).map(({ level, msg }) => [level, msg]), [
    [40, `CORS: A page of "${APP}" cannot send "PUT" to /api/orders. No route of this URL has the method "PUT". The URL has a route for GET, HEAD only.`],
    [20, `CORS: A page of "${APP}" cannot send "PUT" to /api/orders. No route of this URL has the method "PUT". The URL has a route for GET, HEAD only.`],
    [40, `CORS: A page of "${APP}" cannot send PUT /api/hosted. The route PUT /api/hosted has the constraint host "api.example.com", but the request has the ` +
      'host "localhost:80".']
  ])
  const { cors } = await new Promise<FastifyInstance>((resolve) => { app.ready(() => { resolve(app) }) })
  t.equal(cors, undefined, 'the decorator is inside the scope')
})

t.test('the cause of an ambiguous route is named', async (t) => {
  const policies = { a: { origins: [APP] }, b: { origins: [STRANGER] } }
  const { app, refusals } = await start({ ...DOCUMENT, policies, routes: {} }, (app) => {
    app.put('/versioned/new', { constraints: { version: '1.0.0' }, config: { cors: 'a' as never } }, async () => 'first')
    app.put('/versioned/:id', { config: { cors: 'b' as never } }, async () => 'second')
    app.put('/items/:id', async () => 'stored')
    app.get('/hosted', { constraints: { host: /^api\./ } }, async () => 'any')
    app.get('/hosted', { constraints: { host: 'other.example.com' } }, async () => 'other')
  })
  await preflight(app, '/versioned/new', 'PUT')
  t.match(refusals().filter(({ cors }) => cors?.['kind'] !== undefined), [{
    level: 40,
    msg: 'CORS: A page of "https://app.example.com" cannot send PUT /versioned/new. Routes of this URL with different policies or tenants differ only in a ' +
      'constraint whose value a preflight does not have: "version". Give these routes the same policy, or separate URLs.'
  }])
  await preflight(app, '/hosted', 'GET')
  await preflight(app, '/hosted', 'DELETE')
  t.match(refusals(), [{ cors: { reason: 'method-not-routed', route: 'not found' } }])
  t.match(app.cors.stats(), { none: { preflight: { 'route-ambiguous': 1 } } })
  if (!refusesLongParameters) return
  await preflight(app, `/items/${'x'.repeat(101)}`, 'PUT')
  await preflight(app, '/items/%zz', 'PUT')
  t.match(refusals().map(({ msg }) => msg), [
    'CORS: A page of "https://app.example.com" cannot send "PUT" to this URL. A part of the URL is longer than 100 characters, the `maxParamLength` of the ' +
      'router, so Fastify responds without running any plugin. Give the router a longer `maxParamLength`.'
  ])
  t.match(app.cors.stats(), { none: { preflight: { 'parameter-too-long': 1 } } })
  const explained = await app.cors.explain({ origin: APP, method: 'PUT', url: `/items/${'x'.repeat(101)}` })
  t.match(explained, { outcome: 'block', cause: /longer than 100 characters/, change: { message: /^No policy can allow this request\. A part of the URL is longer/ } })
  t.match(await app.cors.explain({ origin: APP, method: 'PUT', url: '/hosted', host: 'x.test' }), { cause: /^No route of this URL has the method "PUT"/ })
  t.match(await app.cors.explain({ origin: APP, url: '/hosted', host: 'x.test' }), { cause: /has the constraint host "other\.example\.com"/ })
  t.match(await app.cors.explain({ origin: APP, url: '/hosted', host: 'other.example.com' }), { cause: null })
})

t.test('the route of another host is named, instead of the methods of the not-found handler', async (t) => {
  const { app, refusals } = await start({ origins: [APP], methods: ['PUT'] }, (app) => {
    app.delete('/other', { constraints: { host: 'other.example.com' } }, async () => 'other')
  })
  await preflight(app, '/other', 'DELETE')
  t.match(refusals(), [{ cors: { reason: 'hidden-by-constraint', route: 'DELETE /other' } }])
})

t.test('with several near misses of many kinds, the log has at most 20 warnings in a minute, and one of each kind', async (t) => {
  let now = 0
  t.intercept(performance, 'now', { value: () => now })
  const origins = Array.from({ length: 30 }, (_, i) => `https://app-${i}${'x'.repeat(i)}.example.com`)
  const { app, refusals } = await start({ origins }, orders)
  const insecure = origins.map((origin) => origin.replace('https', 'http'))
  const levels = async () => {
    for (const origin of insecure) await app.inject({ url: '/orders', headers: { origin } })
    return refusals().map(({ level }) => level)
  }
  t.strictSame(await levels(), [...Array(20).fill(40), ...Array(10).fill(20)])
  now = 59_999
  t.strictSame(await levels(), Array(30).fill(20))
  now = 60_000
  t.strictSame(await levels(), [...Array(20).fill(40), ...Array(10).fill(20)])
})

t.test('logLevel sets the level of all other refusals, and that of warnings if it is higher', async (t) => {
  for (const [logLevel, warning, other] of [['info', 40, 30], ['error', 50, 50], ['silent', undefined, undefined]] as const) {
    const { app, refusals } = await start({ ...DOCUMENT, logLevel }, orders)
    for (const origin of ['http://app.example.com', 'http://app.example.com', STRANGER]) await app.inject({ url: '/orders', headers: { origin } })
    t.strictSame(refusals().map(({ level }) => level), warning === undefined ? [] : [warning, other, other], logLevel)
  }
})

t.test('a policy with a source says that neither has the origin', async (t) => {
  const { app, refusals } = await start({ origins: [APP, { source: 'tenants' }], sources: { tenants: memoryOrigins() } }, orders)
  await app.inject({ url: '/orders', headers: { origin: STRANGER } })
  await app.inject({ url: '/orders', headers: { origin: 'http://app.example.com' } })
  t.match(refusals(), [{ level: 20, msg: /Neither the policy nor its source has the origin\.$/ }, { level: 40, msg: /the scheme differs/ }])
})

/** A store that is read as a whole. */
const store = (...origins: string[]): CorsOriginSource => ({
  connect: async () => ({ version: async () => '1', async * load () { yield origins }, async close () {} })
})

t.test('an origin that is nearly in a source is a warning; all such origins are one kind, which does not name the entry', async (t) => {
  const tenants = Array.from({ length: 40 }, (_, i) => `https://shop-${i}.example.com`)
  const { app, refusals } = await start({ origins: [APP, { source: 'tenants' }], sources: { tenants: store(...tenants) } }, orders)
  const blocked = ['http://shop-1.example.com', 'http://shop-2.example.com', 'https://shop-3.example.com/', 'https://www.shop-4.example.com:8443', STRANGER, 'stranger']
  for (const origin of blocked) await app.inject({ url: '/orders', headers: { origin } })
  t.match(refusals().map(({ level, msg }) => [level, msg]), [
    [40, /is not covered by `https:\/\/shop-1\.example\.com` in the source: the scheme differs\.$/],
    [20, /`https:\/\/shop-2\.example\.com` in the source/],
    [40, /`https:\/\/shop-3\.example\.com` is allowed, but .* has a path/],
    [20, /Neither the policy nor its source has the origin\.$/],
    [20, /Neither the policy nor its source has the origin\.$/],
    [20, /Neither the policy nor its source has the origin\.$/]
  ])
  const { refusals: kinds } = await app.cors.report()
  t.strictSame(kinds.map(({ near, differs, count }) => [near, differs.join(), count]), [[null, 'scheme', 2], [null, 'spelling', 1], [null, '', 3]])
})

t.test('only what is in memory is compared, so that untrusted origins cause no look-ups', async (t) => {
  const looked: string[] = []
  const has = (origin: string) => { looked.push(origin); return origin === 'https://shop.example.com' }
  const tenants: CorsOriginSource = { connect: async () => ({ version: async () => '1', has, async close () {} }) }
  const { app, refusals } = await start({ origins: [{ source: 'tenants' }], sources: { tenants } }, orders)
  const get = async (origin: string) => { await app.inject({ url: '/orders', headers: { origin } }) }
  await get('http://shop.example.com')
  t.match(refusals(), [{ level: 20 }])
  await get('https://shop.example.com')
  await get('http://shop.example.com')
  t.match(refusals(), [{ level: 40, msg: /by `https:\/\/shop\.example\.com` in the source: the scheme differs/ }])
  t.strictSame(looked, ['http://shop.example.com', 'https://shop.example.com'])
})

t.test('sources without origins are a warning, if nothing else can allow an origin', async (t) => {
  const empty = /The sources of the policy have no origins\.$/
  const entry = { source: 'tenants' }
  const rows: readonly (readonly [what: string, origins: readonly unknown[], isWarning: boolean])[] = [
    ['only the source', [entry], true],
    ['a pattern beside it', [APP, entry], false],
    ['another source with origins', [entry, { source: 'others' }], false],
    ['a tenant of the host', [entry, { source: 'keyed', key: 'host' }], false]
  ]
  for (const [what, origins, isWarning] of rows) {
    const sources = { tenants: store(), others: store(APP), keyed: memoryOrigins() }
    const { app, refusals } = await start({ origins, sources }, orders)
    await app.inject({ url: '/orders', headers: { origin: STRANGER } })
    const [{ level, msg }] = refusals() as [Line]
    t.strictSame([level, empty.test(msg)], isWarning ? [40, true] : [20, false], what)
  }
})

t.test('a page of one\'s own whose origin is not listed is a warning; loopback hosts not in production', async (t) => {
  const environment = process.env['NODE_ENV']
  t.teardown(() => {
    if (environment === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = environment
  })
  const { app, refusals } = await start({ origins: [APP] }, orders)
  const levelOf = async (origin: string): Promise<number | undefined> => {
    await app.inject({ url: '/orders', headers: { origin } })
    return refusals()[0]?.level
  }
  for (const [environment, origin, level] of [
    ['development', 'http://localhost:5173', 40], ['production', 'http://localhost:5174', 20], ['production', 'http://127.0.0.1:5174', 20],
    ['production', 'capacitor://localhost', 40], ['production', `${STRANGER}, https://b.example`, 20], ['production', `${APP}, ${APP}`, 40]
  ] as const) {
    process.env['NODE_ENV'] = environment
    t.equal(await levelOf(origin), level, `${origin} in ${environment}`)
  }
})

/** What terminals obey, or do not show: controls, format characters and separators that a header can have. */
const HIDDEN = ['\t', ...Array.from({ length: 33 }, (_, i) => String.fromCharCode(0x7f + i)), '\xad']

t.test('no character of a request reaches the log, the report or its page unescaped', async (t) => {
  const { app, lines } = await start({ ...DOCUMENT, notFound: false, summaryInterval: 1000 }, orders)
  const hide = (char: string): string[] => [
    `${APP}/${char}[31m`, `${APP}, ${char}`, `${APP}${char}`, `${char}${APP}`, `app.example.com/${char}`, `https://${char}app.example.com`, `null${char}`, char
  ]
  for (const char of HIDDEN) {
    for (const origin of hide(char)) {
      await app.inject({ url: '/orders', headers: { origin } })
      await preflight(app, '/orders/7', `P${char}UT`, { origin, 'access-control-request-headers': `x${char},y`, host: `a${char}b` })
    }
    await preflight(app, '/orders/7', `put${char}`, { 'access-control-request-headers': `${char}x-trac` })
    await preflight(app, `/orders/7?${char}`, 'DELETE', { host: `a${char}` })
  }
  const report = await app.cors.report()
  t.ok(report.refusals.length >= 4)
  const { at, since, ...rest } = report
  const texts = [...lines.map(({ msg, cors }) => `${msg}${Object.values(cors ?? {}).flat().join('')}`), ...textsIn(rest), renderRefusalsMarkdown(report).replaceAll('\n', '')]
  for (const text of texts) if (/[\p{Cc}\xad]/u.test(text)) t.fail(JSON.stringify(text))
})

/** All texts in a value. */
function textsIn (value: unknown): string[] {
  return typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

const FETCHED = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }

t.test('a page of a listed origin at a route where CORS is off is a warning', async (t) => {
  const off = { config: { cors: false as const } }
  const { app, refusals } = await start(DOCUMENT, (app) => {
    orders(app)
    app.get('/off', off, async () => 'off')
    app.put('/off', off, async () => 'off')
    app.get('/own', off, async (_request, reply) => reply.header('access-control-allow-origin', APP).send('own'))
    app.get('/raw', off, async (_request, reply) => {
      reply.hijack()
      reply.raw.setHeader('access-control-allow-origin', APP)
      reply.raw.end('raw')
    })
    app.get('/raw-head', off, async (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'Access-Control-Allow-Origin': APP }).end('raw')
    })
    app.put('/own-options', off, async () => 'own-options')
    app.options('/own-options', off, async () => 'own-options')
  })
  const warning = (what: string) => `CORS: A page of "${APP}" cannot ${what}. CORS is off for this route, but the policy of GET /orders allows the origin.`
  const rows: readonly (readonly [url: string, headers: Record<string, string>, expected: string | undefined])[] = [
    ['/off', { origin: APP, ...FETCHED }, warning('read the response of GET /off')],
    ['/off', { origin: STRANGER, ...FETCHED }, undefined],
    ['/off', FETCHED, undefined],
    ['/off', { origin: APP }, undefined],
    ['/off', { origin: APP, ...FETCHED, 'sec-fetch-site': 'same-origin' }, undefined],
    ['/off', { origin: APP, ...FETCHED, 'sec-fetch-mode': 'navigate' }, undefined],
    ['/own', { origin: APP, ...FETCHED }, undefined],
    ['/raw', { origin: APP, ...FETCHED }, undefined],
    ['/raw-head', { origin: APP, ...FETCHED }, undefined]
  ]
  for (const [url, headers, expected] of rows) {
    await app.inject({ url, headers })
    t.strictSame(refusals().map(({ level, msg }) => [level, msg]), expected === undefined ? [] : [[40, expected]], `${url} ${JSON.stringify(headers)}`)
  }
  for (const [url, origin, isReported] of [['/off', APP, true], ['/off', STRANGER, false], ['/own-options', APP, false]] as const) {
    const { headers } = await preflight(app, url, 'PUT', { ...FETCHED, origin })
    t.equal(headers['access-control-allow-origin'], undefined)
    t.strictSame(refusals().map(({ level, msg }) => [level, msg]), isReported ? [[40, warning(`send PUT ${url}`)]] : [], `${url} ${origin}`)
  }
  t.strictSame(app.cors.stats(), { none: { actual: { 'cors-is-off': 1 }, preflight: { 'cors-is-off': 1 } } })
  t.match(await app.cors.report(), { refusals: [{ reason: 'cors-is-off', isOwn: true }, { reason: 'cors-is-off', isOwn: true }] })
})

t.test('nothing is reported for an unknown URL without a policy, and for a route outside of every registration', async (t) => {
  const { app, refusals } = await start({ ...DOCUMENT, notFound: false }, orders)
  await app.inject({ url: '/none', headers: { origin: APP, ...FETCHED } })
  t.strictSame(refusals(), [])
  const lines: Line[] = []
  const outside = Fastify({ logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  outside.register(async (api) => {
    api.register(corsPlugin, { origins: [APP], lint: 'off' })
    api.get('/orders', async () => 'orders')
  }, { prefix: '/api' })
  outside.put('/outside', async () => 'outside')
  outside.put('/api/outside', async () => 'outside')
  for (const url of ['/outside', '/api/outside']) await preflight(outside, url, 'PUT')
  t.strictSame(lines.filter(({ cors }) => cors !== undefined), [])
})

t.test('neither the log nor the report has control characters or long values of a request', async (t) => {
  const { app, refusals } = await start(DOCUMENT, orders)
  // The characters of Latin-1 that Node accepts in a header field, among them control characters of terminals.
  const hostile = ['\u009b31m', '\u0085', '\u00ad', '\t', `https://${'a'.repeat(15_000)}`, `\u009b${'a'.repeat(15_000)}`, '<script>', '__proto__']
  for (const value of hostile) {
    await app.inject({ url: '/orders', headers: { origin: value } })
    await preflight(app, '/orders/1', 'PUT', { origin: value })
    await preflight(app, '/orders/1', value)
    await preflight(app, '/orders/1', 'PUT', { 'access-control-request-headers': `${value},x-other` })
    await preflight(app, `/${encodeURIComponent(value).slice(0, 90)}`, 'PUT', { host: value })
  }
  const lines = refusals()
  t.ok(lines.length >= hostile.length * 3)
  for (const { msg, cors } of lines) t.ok(isPlain(msg) && isPlain(JSON.stringify(cors)) && msg.length < 600, JSON.stringify(msg))
  t.match(lines[0], { cors: { origin: '\\u009b31m' }, msg: /^CORS: A page of "\\u009b31m" cannot/ })
  const report = JSON.stringify(await app.cors.report())
  t.ok(isPlain(report) && report.length < 20_000, `${report.length}`)
})

function isPlain (text: string): boolean {
  return !/[\p{Cc}\p{Cf}]/u.test(text)
}

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

t.test('each state of a source has a sentence', (t) => {
  for (const [reason, sentence] of [['source-stale', /read too long ago/], ['source-unavailable', /cannot be read/], ['source-busy', /Too many look-ups/]] as const) {
    t.match(causeOf({} as never, { reason } as Reported), { isOwn: true, sentence })
  }
  t.end()
})

t.test('kinds of refusals and their samples are bounded', (t) => {
  const refusals = new Refusals()
  const reported = (route: string, i: number) => ({
    kind: 'preflight', policy: { label: 'scope' }, scope: { app: { prefix: '' } }, origin: `https://${i}.test`, reason: 'header-not-allowed',
    headers: [`x-${i}`], route, raw: { headers: { 'access-control-request-method': `M${i}` } }
  }) as unknown as Reported
  const cause = { near: null, differs: [], isOwn: true, sentence: '' }
  for (let i = 0; i < 1000; i++) for (let j = 0; j < 7; j++) refusals.count(reported(`GET /${i}`, j), cause)
  t.equal(refusals.count(reported('GET /more', 1), cause), undefined)
  t.equal(refusals.others, 1)
  const kinds = [...refusals.kinds]
  t.equal(kinds.length, 1000)
  t.match(kinds[0], { count: 7, origins: [0, 1, 2, 3, 4].map((i) => `https://${i}.test`), methods: { length: 5 }, headers: { length: 5 }, url: '' })
  t.equal(refusals.warns(undefined), true, 'refusals of further kinds are one kind')
  t.equal(refusals.warns(undefined), false)
  t.end()
})

t.test('a summary counts the refusals of an interval, the most frequent kind first', async (t) => {
  const ticks: (() => void)[] = []
  let ended = 0
  const timer = { unref: () => timer }
  t.intercept(globalThis, 'setInterval', { value: (tick: () => void) => { ticks.push(tick); return timer } })
  t.intercept(globalThis, 'clearInterval', { value: () => { ended++ } })
  const { app, lines, refusals } = await start({ ...DOCUMENT, logLevel: 'silent', summaryInterval: 60_000 }, orders)
  const [tick] = ticks as [() => void]
  tick()
  t.strictSame(refusals(), [], 'nothing without refusals')
  for (const origin of [STRANGER, 'http://app.example.com', STRANGER]) await app.inject({ url: '/orders', headers: { origin } })
  tick()
  t.match(refusals(), [{
    level: 30,
    msg: 'CORS: 3 requests refused in 60 seconds. The most frequent: origin-not-allowed on GET /orders, 2 times.',
    cors: {
      total: 3,
      refused: [
        { kind: 'actual', policy: 'scope', route: 'GET /orders', reason: 'origin-not-allowed', times: 2 },
        { kind: 'actual', policy: 'scope', route: 'GET /orders', reason: 'origin-not-allowed', near: APP, differs: ['scheme'], times: 1 }
      ]
    }
  }])
  await app.inject({ url: '/orders', headers: { origin: STRANGER } })
  tick()
  t.match(refusals(), [{ msg: 'CORS: 1 request refused in 60 seconds. The most frequent: origin-not-allowed on GET /orders, 1 time.' }])
  await app.close()
  t.equal(ended, 1)
  t.equal(lines.length >= 0, true)
})

t.test('an invalid summaryInterval is rejected', async (t) => {
  for (const summaryInterval of [0, 999, 1.5, 2 ** 31, Infinity, Number.NaN, '60', null, undefined]) {
    const app = Fastify()
    app.register(corsPlugin, { origins: [APP], summaryInterval } as never)
    await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_POLICY_INVALID', message: /summaryInterval/ })
  }
})

t.test('a flood of preflights with other origins and header names fills neither memory nor labels nor the log', async (t) => {
  const { app, lines } = await start(DOCUMENT, orders)
  const times = isLong ? 1_000_000 : rounds(4_000)
  let warnings = 0
  for (let i = 0; i < times; i++) {
    await preflight(app, '/orders/1', 'PUT', { origin: `https://${i}.stranger.test`, 'access-control-request-headers': `x-${i}` })
    await preflight(app, '/orders/1', 'PUT', { 'access-control-request-headers': `x-${i}` })
    await preflight(app, '/orders/1', `M${i}`)
    // They look like one's own.
    await preflight(app, '/orders/1', 'PUT', { origin: `https://n${i}.example.com` })
    warnings += lines.splice(0).filter(({ level, cors }) => cors !== undefined && level >= 40).length
    if (i % 100 === 0) await new Promise(setImmediate)
  }
  const minutes = Math.ceil((performance.now() - started) / 60_000)
  t.ok(warnings <= 20 * minutes && warnings >= 2, `${warnings} warnings`)
  t.strictSame(Object.keys(app.cors.stats()), ['scope'])
  const { refusals } = await app.cors.report()
  t.strictSame(refusals.map(({ reason, count }) => [reason, count]).sort(), [
    ['header-not-allowed', times], ['method-not-routed', times], ['origin-not-allowed', times], ['origin-not-allowed', times]
  ])
  for (const { origins, methods, headers } of refusals) t.ok(origins.length <= 5 && methods.length <= 5 && headers.length <= 5)
})
