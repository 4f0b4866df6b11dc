/** Tests what the log and the report say about requests that a guard refuses, and that each is reported once. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { FETCHED, GUARDED, HANDSHAKE, OWN_HOST, post, start, votes, wrapped } from './guarded-routes.ts'
import { APP, type Line, STRANGER } from './logged-refusals.ts'

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
