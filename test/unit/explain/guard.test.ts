/** Tests what `explain` and the documentation say about the guards of a route. */
import Fastify from 'fastify'
import t from 'tap'
import { corsFrameworkErrors, corsPlugin } from '../../../lib/index.ts'
import { renderMarkdown } from '../../../lib/docs/markdown.ts'
import { simulate } from '../../../lib/docs/page/simulate.ts'
import { explanationText } from '../../../lib/reporters/explanation.ts'
import { unstyled } from '../../../lib/text/style.ts'
import { GUARDED, post, start, votes } from '../plugin/guarded-routes.ts'
import { APP, STRANGER } from '../plugin/logged-refusals.ts'

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
