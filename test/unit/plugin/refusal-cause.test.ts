/** Tests the causes of refused requests in the log, and which of them are warnings. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { refusesLongParameters } from '../../fastify-facts.ts'
import { APP, DOCUMENT, type Line, orders, preflight, start, STRANGER } from './logged-refusals.ts'

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
