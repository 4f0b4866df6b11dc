/** What the log, the report and `explain` say about requests that a guard refuses, and that each is reported once. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect } from 'node:http2'
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify'
import t from 'tap'
import { corsFrameworkErrors, corsPlugin } from '../../../lib/index.ts'
import { renderMarkdown } from '../../../lib/docs/markdown.ts'
import { simulate } from '../../../lib/docs/page/simulate.ts'
import { explanationText } from '../../../lib/reporters/explanation.ts'
import { unstyled } from '../../../lib/text/style.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

const APP = 'https://app.example.com'
const STRANGER = 'https://stranger.test'
const OWN_HOST = { host: 'api.example.com' }
const FETCHED = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }
const HANDSHAKE = { connection: 'upgrade', upgrade: 'websocket' }
const GUARDED = 'The guard of the route responds with 403, and the handler does not run.'

interface Line { readonly level: number, readonly msg: string, readonly cors?: Readonly<Record<string, unknown>> }

/** Starts an application, and keeps what it logs about refusals. */
async function start (routes: (app: FastifyInstance) => void | Promise<void>, options: object = {}) {
  const lines: Line[] = []
  const app = Fastify({ logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  await app.register(corsPlugin, { origins: [APP], lint: 'off', ...options } as CorsPluginOptions)
  await app.register(async (app) => { await routes(app) })
  await app.ready()
  return { app, refusals: () => lines.splice(0).filter(({ cors }) => cors !== undefined) }
}

const votes = (app: FastifyInstance): void => {
  app.get('/orders', async () => 'orders')
  app.post('/vote', { onRequest: app.cors.originGuard() }, async () => 'counted')
  app.post('/hook', { onRequest: app.cors.originGuard(), config: { cors: false } }, async () => 'received')
}

const post = async (app: FastifyInstance, url: string, headers: Record<string, string>) =>
  (await app.inject({ method: 'POST', url, headers })).statusCode

/** A guard that a function of the application calls, so that it is not recognized. */
const wrapped = (guard: onRequestHookHandler): onRequestHookHandler => function (this: FastifyInstance, ...args) { return guard.call(this, ...args) }

/** A source that cannot be read. */
const down = { mode: 'lookup', connect: async () => ({ version: async () => '1', async has () { throw new Error('down') }, close () {} }) }

t.test('the log says that the handler does not run, why, and what to do', async (t) => {
  const rows: readonly (readonly [url: string, headers: Record<string, string>, level: number, msg: RegExp])[] = [
    ['/vote', { origin: STRANGER }, 20, /The policy does not list the origin\. If the page is yours, add its origin to the policy, or to `alsoAllow` of the guard\.$/],
    ['/vote', { origin: 'http://app.example.com' }, 40, /is not covered by `https:\/\/app\.example\.com`: the scheme differs\.$/],
    ['/vote', { origin: 'https://api.example.com', ...OWN_HOST }, 40, /has the host of the request, .* add it to `alsoAllow` of the guard\.$/],
    ['/vote', { origin: 'http://api.example.com', ...OWN_HOST }, 40, /has the host of the request/],
    ['/vote', HANDSHAKE, 40, /a gateway has dropped `Origin`\. .* set `allowMissingOrigin`\.$/],
    ['/hook', { origin: STRANGER }, 20, /CORS is off for this route, and the guard does not list the origin\. If the page is yours, add its origin to `alsoAllow` of the guard\.$/],
    ['/hook', { origin: APP, ...FETCHED }, 40, /CORS is off for this route, but the policy of GET \/orders allows the origin\.$/]
  ]
  for (const [url, headers, level, msg] of rows) {
    const { app, refusals } = await start(votes)
    t.equal(await post(app, url, headers), 403)
    const [line, ...others] = refusals()
    const name = `${url} ${JSON.stringify(headers)}`
    t.equal(line?.level, level, name)
    t.match(line?.msg, msg)
    const { origin } = headers
    t.ok(line?.msg.startsWith(`CORS: ${origin === undefined ? 'A request without an origin cannot open the WebSocket' : `A page of "${origin}" cannot use`} POST ${url}. ${GUARDED}`), `${name} ${line?.msg}`)
    t.strictSame(line?.cors, {
      kind: 'actual', policy: url === '/vote' ? 'scope' : 'none', route: `POST ${url}`, reason: 'refused-by-guard', ...(origin !== undefined && { origin }), times: 1
    })
    t.strictSame(others, [])
    t.strictSame(app.cors.stats(), { [url === '/vote' ? 'scope' : 'none']: { actual: { 'refused-by-guard': 1 } } })
  }
})

t.test('what a guard lets pass is counted as without it', async (t) => {
  const { app } = await start((app) => {
    votes(app)
    app.post('/also', { onRequest: [app.cors.originGuard({ alsoAllow: [STRANGER], allowMissingOrigin: true })] }, async () => '')
    app.post('/exempt', { onRequest: app.cors.originGuard(), config: { corsGuard: false } }, async () => '')
  })
  const rows: readonly (readonly [url: string, headers: Record<string, string>, reason: string])[] = [
    ['/vote', { origin: APP }, 'origin-allowed'],
    ['/vote', {}, 'no-origin'],
    ['/vote', { ...HANDSHAKE, origin: APP }, 'origin-allowed'],
    ['/vote', { origin: STRANGER, 'sec-fetch-site': 'same-origin' }, 'origin-not-allowed'],
    ['/vote', { ...HANDSHAKE, 'sec-fetch-site': 'same-origin' }, 'no-origin'],
    ['/also', { origin: STRANGER }, 'origin-not-allowed'],
    ['/also', HANDSHAKE, 'no-origin'],
    ['/exempt', { origin: STRANGER }, 'origin-not-allowed'],
    ['/exempt', HANDSHAKE, 'no-origin']
  ]
  const counted: Record<string, number> = {}
  for (const [url, headers, reason] of rows) {
    t.equal(await post(app, url, headers), 200, url)
    counted[reason] = (counted[reason] ?? 0) + 1
    t.strictSame(app.cors.stats(), { scope: { actual: counted } }, `${url} ${JSON.stringify(headers)}`)
  }
})

t.test('a refusal is reported once, wherever its guard is, and also if it is not recognized', async (t) => {
  const { app, refusals } = await start(async (app) => {
    votes(app)
    app.post('/twice', { onRequest: [app.cors.originGuard(), app.cors.originGuard({ alsoAllow: ['https://also.test'] })] }, async () => '')
    app.post('/second', { onRequest: [app.cors.originGuard({ alsoAllow: [STRANGER] }), app.cors.originGuard()] }, async () => '')
    app.post('/wrapped', { onRequest: wrapped(app.cors.originGuard()) }, async () => '')
    app.post('/wrapped-off', { onRequest: wrapped(app.cors.originGuard()), config: { cors: false } }, async () => '')
    await app.register(async (app) => {
      app.addHook('onRequest', app.cors.originGuard())
      app.post('/scoped', async () => '')
      app.setNotFoundHandler(async (_request, reply) => reply.code(404).send(''))
    }, { prefix: '/area' })
    await app.register(async (app) => {
      app.setNotFoundHandler({ preHandler: app.cors.originGuard() }, async (_request, reply) => reply.code(404).send(''))
    }, { prefix: '/late' })
  })
  const rows: readonly (readonly [url: string, origin: string, reasons: readonly string[]])[] = [
    ['/twice', STRANGER, ['refused-by-guard']],
    ['/second', STRANGER, ['refused-by-guard']],
    ['/area/scoped', STRANGER, ['refused-by-guard']],
    ['/area/unknown', STRANGER, ['refused-by-guard']],
    ['/late/unknown', STRANGER, ['refused-by-guard']],
    // The decision is known before a function of the application calls the guard.
    ['/wrapped', STRANGER, ['origin-not-allowed', 'refused-by-guard']],
    ['/wrapped-off', STRANGER, ['refused-by-guard']],
    ['/wrapped-off', APP, ['refused-by-guard']]
  ]
  for (const [url, origin, reasons] of rows) {
    const events: unknown[] = []
    const listen = (message: unknown): void => { events.push((message as { readonly reason: string }).reason) }
    for (const channel of ['decision', 'undecided']) subscribe(`fastify-cors-policy:${channel}`, listen)
    t.equal(await post(app, url, { origin, ...FETCHED }), 403, url)
    for (const channel of ['decision', 'undecided']) unsubscribe(`fastify-cors-policy:${channel}`, listen)
    t.strictSame(events, reasons, url)
    t.strictSame(refusals().map(({ cors }) => cors!['reason']), reasons, url)
  }
})

t.test('a guard that runs before the plugin, or outside of it, reports its refusals itself', async (t) => {
  const lines: Line[] = []
  const app = Fastify({ logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  let guard: onRequestHookHandler | undefined
  await app.register(async (child) => {
    await child.register(corsPlugin, { origins: [APP], lint: 'off' })
    guard = child.cors.originGuard()
  })
  app.post('/outside', { onRequest: guard! }, async () => '')
  await app.register(async (child) => {
    child.addHook('onRequest', guard!)
    await child.register(corsPlugin, { origins: [APP], lint: 'off' })
    child.post('/before', async () => '')
    child.post('/before-off', { config: { cors: false } }, async () => '')
  })
  await app.ready()
  for (const [url, policy] of [['/outside', 'none'], ['/before', 'scope'], ['/before-off', 'none']] as const) {
    t.equal(await post(app, url, { origin: STRANGER, ...FETCHED }), 403, url)
    t.strictSame(lines.splice(0).flatMap(({ cors }) => cors === undefined ? [] : [`${cors['policy']} ${cors['route']} ${cors['reason']}`]), [`${policy} POST ${url} refused-by-guard`], url)
  }
})

t.test('a guard that rejects nothing, because its registration only observes, refuses nothing', async (t) => {
  const { app, refusals } = await start(votes, { observe: true })
  t.equal(await post(app, '/vote', { origin: STRANGER }), 200)
  t.strictSame(refusals().map(({ cors }) => cors!['reason']), ['origin-not-allowed'])
  t.equal((await app.cors.explain({ url: '/vote', method: 'POST', origin: STRANGER })).guard, null)
})

t.test('a response of an earlier hook is not counted as a refusal of a guard', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => reply.code(401).send(''))
  await app.register(corsPlugin, { origins: [APP], lint: 'off' })
  votes(app)
  for (const url of ['/vote', '/hook']) t.equal(await post(app, url, { origin: STRANGER }), 401)
  const counters = app as unknown as { readonly cors: FastifyInstance['cors'] }
  t.strictSame(counters.cors.stats(), { scope: { actual: { 'origin-not-allowed': 1 } } })
})

t.test('neither the log nor the report has long values or control characters of a refused request', async (t) => {
  const { app, refusals } = await start(votes)
  for (const origin of ['\u009b31m', `https://${'a'.repeat(15_000)}`]) for (const url of ['/vote', '/hook']) await post(app, url, { origin })
  const text = JSON.stringify([refusals(), await app.cors.report()])
  t.ok(text.length < 20_000, `${text.length}`)
  t.notMatch(text, /\u009b/)
})

t.test('the report has the cause, and a change only where a policy can allow the origin', async (t) => {
  const { app } = await start(votes)
  await post(app, '/vote', { origin: 'http://app.example.com' })
  await post(app, '/vote', { origin: 'https://api.example.com', ...OWN_HOST })
  await post(app, '/vote', HANDSHAKE)
  await post(app, '/vote', { origin: STRANGER })
  const { refusals } = await app.cors.report()
  t.strictSame(refusals.map(({ origins, differs, isOwn, change }) => [origins, differs, isOwn, change !== null]), [
    [['http://app.example.com'], ['scheme'], true, true],
    [['https://api.example.com'], ['own-host'], true, false],
    [[], ['missing'], true, false],
    [[STRANGER], [], false, false]
  ])
  for (const { reason, cause } of refusals) t.match({ reason, cause }, { reason: 'refused-by-guard', cause: GUARDED })
})

t.test('the host of a request over HTTP/2 is in another field', async (t) => {
  const app = Fastify({ http2: true })
  t.teardown(() => app.close())
  await app.register(corsPlugin, { origins: [APP], lint: 'off' })
  app.get('/own', { onRequest: app.cors.originGuard() as never }, async () => '')
  const url = await app.listen({ port: 0 })
  const client = connect(url)
  const request = client.request({ ':path': '/own', origin: url })
  request.resume().end()
  await once(request, 'close')
  client.close()
  t.strictSame((await app.cors.report()).refusals.map(({ differs }) => differs), [['own-host']])
  await app.close()
})

t.test('a source that cannot be read is the cause', async (t) => {
  const { app, refusals } = await start(votes, { origins: [APP, { source: 'tenants' }], sources: { tenants: down } })
  t.equal(await post(app, '/vote', { origin: STRANGER }), 403)
  t.match(refusals().at(-1), { level: 40, msg: /handler does not run\. The source of origins cannot be read\.$/ })
  t.match((await app.cors.report()).refusals, [{ reason: 'refused-by-guard', differs: ['source-unavailable'], isOwn: true }])
  await app.close()
})

t.test('counters and events have the reason of a source that cannot be read, for alerts', async (t) => {
  const events: unknown[] = []
  const note = (message: unknown): void => { events.push((message as { readonly reason: string }).reason) }
  for (const name of ['decision', 'undecided']) {
    subscribe(`fastify-cors-policy:${name}`, note)
    t.teardown(() => unsubscribe(`fastify-cors-policy:${name}`, note))
  }
  const { app } = await start((app) => {
    votes(app)
    app.post('/wrapped', { onRequest: wrapped(app.cors.originGuard()) }, async () => '')
  }, { origins: [APP, { source: 'tenants' }], sources: { tenants: down } })
  t.equal(await post(app, '/vote', { origin: STRANGER }), 403)
  t.strictSame(app.cors.stats(), { scope: { actual: { 'source-unavailable': 1 } } })
  t.strictSame(events, ['source-unavailable'])
  // The guard is not recognized, so that its refusal is reported beside the decision.
  t.equal(await post(app, '/wrapped', { origin: STRANGER }), 403)
  t.strictSame(app.cors.stats(), { scope: { actual: { 'source-unavailable': 3 } } })
  t.strictSame(events, ['source-unavailable', 'source-unavailable', 'source-unavailable'])
  await app.close()
})

t.test('an origin that is in memory of a source is compared', async (t) => {
  const tenants = { connect: async () => ({ version: async () => '1', async * load () { yield ['https://tenant.example'] }, close () {} }) }
  const { app, refusals } = await start(votes, { origins: [APP, { source: 'tenants' }], sources: { tenants } })
  await post(app, '/vote', { origin: 'http://tenant.example' })
  t.match(refusals(), [{ level: 40, msg: /the scheme differs/ }])
  await app.close()
})

t.test('explain and the documentation know the guards of a route, and what each allows', async (t) => {
  const { app } = await start((app) => {
    votes(app)
    app.post('/also', { onRequest: [app.cors.originGuard({ alsoAllow: ['https://also.test', 'https://*.also.test'] })] }, async () => '')
    app.put('/both', { onRequest: [app.cors.originGuard({ alsoAllow: ['https://also.test'] }), app.cors.originGuard()] }, async () => '')
    app.post('/open', { onRequest: app.cors.originGuard(), config: { cors: { origins: '*' } } }, async () => '')
    app.post('/exempt', { onRequest: app.cors.originGuard(), config: { corsGuard: false } }, async () => '')
  })
  const rows: readonly (readonly [method: string, url: string, origin: string, allows: boolean | null, status: number | null])[] = [
    ['POST', '/vote', APP, true, null],
    ['POST', '/vote', STRANGER, false, 403],
    ['POST', '/hook', APP, false, 403],
    ['POST', '/also', STRANGER, false, 403],
    ['POST', '/also', 'https://x.also.test', true, null],
    ['PUT', '/both', 'https://also.test', false, 200],
    ['POST', '/open', STRANGER, true, null],
    ['POST', '/exempt', STRANGER, null, null],
    ['GET', '/orders', STRANGER, null, null],
    // Pages of the server itself.
    ['POST', 'https://api.example.com/vote', 'https://api.example.com', true, null],
    ['POST', 'http://localhost:3000/vote', 'http://localhost:3000', true, null],
    ['POST', 'http://api.example.com/vote', 'http://api.example.com', false, 403]
  ]
  for (const [method, url, origin, allows, status] of rows) {
    const { guard, exchanges } = await app.cors.explain({ method, url, origin })
    t.equal(guard === null ? null : guard.allows, allows, `${method} ${url} ${origin}`)
    t.equal(exchanges.at(-1)?.kind === 'preflight' ? 200 : exchanges.at(-1)?.response.status ?? null, status, `${method} ${url} ${origin}: status`)
  }
  const { routes } = await app.cors.documentation()
  const guards = Object.fromEntries(routes.map(({ url, methods: [method] }) => [url, method!.guards]))
  const none = { alsoAllow: [], allowMissingOrigin: false }
  t.strictSame(guards, {
    '/also': [{ alsoAllow: ['https://also.test', 'https://*.also.test'], allowMissingOrigin: false }],
    '/both': [none, { alsoAllow: ['https://also.test'], allowMissingOrigin: false }],
    '/exempt': [],
    '/hook': [none],
    '/open': [none],
    '/orders': [],
    '/vote': [none]
  })
  const markdown = renderMarkdown(await app.cors.documentation())
  for (const [url, callers] of [
    ['/vote', '`https://app.example.com`. The guard responds to pages of other origins with 403'],
    ['/also', '`https://app.example.com`. The guard also handles requests of `https://also.test`, `https://*.also.test`. The guard responds to pages of other origins with 403'],
    ['/both', '`https://app.example.com`. The guard responds to pages of other origins with 403'],
    ['/hook', 'none (same-origin pages only). The guard responds to pages of other origins with 403'],
    ['/open', 'any origin'],
    ['/exempt', '`https://app.example.com`']
  ] as const) {
    const [row] = markdown.split('\n').filter((line) => line.startsWith(`| \`${url}\` `))
    t.equal(row?.split(' | ').at(-1), `${callers} |`, url)
  }
})

t.test('the guard of a not-found handler does not refuse a URL that the router rejects', async (t) => {
  const app = Fastify({ frameworkErrors: corsFrameworkErrors() })
  await app.register(corsPlugin, { origins: [APP], lint: 'off' })
  app.addHook('onRequest', app.cors.originGuard())
  votes(app)
  await app.ready()
  for (const [url, status] of [['/unknown', 403], ['/%zz', 400]] as const) {
    t.equal((await app.inject({ url, headers: { origin: STRANGER } })).statusCode, status, url)
    const { guard, exchanges } = await app.cors.explain({ url, origin: STRANGER })
    t.equal(guard?.allows, status === 403 ? false : undefined, url)
    t.equal(exchanges[0]?.response.status, status === 403 ? 403 : null, url)
  }
})

t.test('the text of an explanation and the simulator of the documentation say what the guard does', async (t) => {
  const { app } = await start(votes)
  const documentation = await app.cors.documentation()
  for (const [url, origin, parts] of [
    ['/vote', APP, ['The guard of the route allows the request.', 'status of the handler', '✓ The page can read the response']],
    ['/vote', STRANGER, [GUARDED, '← 403', 'The request is sent anyway, but its handler does not run, and the page cannot read the response.', 'Status code: 403']],
    ['/hook', APP, [GUARDED, '← 403', 'its handler does not run']]
  ] as const) {
    const explanation = await app.cors.explain({ method: 'POST', url, origin })
    const text = explanationText(explanation, unstyled)
    for (const part of parts) t.ok(text.includes(part), `${url} ${origin} ${part}: ${text}`)
    const { example } = documentation.routes.find((route) => route.url === url)!
    const { guard, exchanges, console } = simulate(documentation, example!, { origin, method: 'POST', headers: '', credentials: 'same-origin', engine: 'standard', sourceResult: '' })
    t.strictSame([guard, exchanges, console], [explanation.guard, explanation.exchanges, explanation.console], `${url} ${origin}`)
  }
})

t.test('explain proposes no policy where a guard refuses and CORS is off, and advises the same as the log', async (t) => {
  const { app, refusals } = await start((app) => {
    votes(app)
    app.post('/also', { onRequest: app.cors.originGuard({ alsoAllow: ['https://also.test'] }), config: { cors: false } }, async () => '')
    app.post('/routed/7', { onRequest: app.cors.originGuard() }, async () => '')
  }, { routes: { '/routed/*': false } })
  const OFF = 'CORS is off for this route, and the guard does not list the origin. If the page is yours, add its origin to `alsoAllow` of the guard.'
  for (const url of ['/hook', '/also', '/routed/7']) {
    for (const headers of [{}, { 'X-Tea': '1' }]) {
      const { change } = await app.cors.explain({ method: 'POST', url, origin: STRANGER, credentials: 'include', headers })
      t.match(change, { verdict: 'none', in: null, patch: { length: 0 }, addition: null }, url)
      t.ok(change?.message.startsWith(OFF), `${url} ${change?.message}`)
    }
    await post(app, url, { origin: STRANGER })
    t.match(refusals(), [{ msg: /handler does not run\. .* of the guard\.$/ }])
  }
  t.match((await app.cors.report()).refusals, [{ change: null }, { change: null }, { change: null }])
  const { change: blocked } = await app.cors.explain({ method: 'POST', url: 'http://api.example.com/hook', origin: STRANGER })
  t.notMatch(blocked?.message, /alsoAllow/, 'a browser that blocks a page over https, which requests http')
  // The policy can allow the origin, or the guard already does.
  for (const [url, origin] of [['/vote', STRANGER], ['/also', 'https://also.test']] as const) {
    const { change } = await app.cors.explain({ method: 'POST', url, origin })
    t.not(change?.patch.length, 0, url)
  }
})

t.test('a guard does not protect a page about the policies, because links send no Origin', async (t) => {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  t.teardown(() => { if (before === undefined) delete process.env['NODE_ENV']; else process.env['NODE_ENV'] = before })
  for (const [isProtected, count] of [[false, 1], [true, 0]] as const) {
    const app = Fastify()
    await app.register(corsPlugin, { origins: [APP], lint: 'off' })
    await app.register(async (app) => {
      app.addHook('onRequest', app.cors.originGuard())
      if (isProtected) app.addHook('onRequest', async (_request, reply) => reply.code(401).send(''))
      await app.register(corsPlugin, { origins: [APP], docs: { url: '/cors' }, lint: 'off' })
    })
    await app.ready()
    t.equal((await app.cors.lint()).filter(({ id }) => id === 'page-open-in-production').length, count)
  }
})
