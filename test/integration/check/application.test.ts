/** The check of a whole application: every route against its own policy, what is shared once. */
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { checkApplication, checkEndpoint } from '../../../lib/check.ts'
import { documentPolicies } from '../../../lib/docs.ts'
import policyPlugin from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CheckApplicationOptions } from '../../../types/check-application.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { listening } from '../../listening.ts'
import { sample } from '../../unit/properties/seed.ts'

const APP = 'https://app.example.com'
const PREVIEW = 'https://pr-7.example.net'
const TEA = 'https://tea.example'
const OFFICE = 'https://office.example.com'

const DOCUMENT: CorsPolicyDocument = {
  origins: [APP],
  credentials: true,
  allowedHeaders: ['content-type'],
  policies: { public: { origins: '*' }, office: { origins: [OFFICE], credentials: true } },
  routes: { '/prices': 'public', '/health': false, '/admin/*': 'office' }
}

async function start (t: Test, document: CorsPluginOptions, register: (app: FastifyInstance) => void): Promise<readonly [app: FastifyInstance, url: string]> {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(policyPlugin, { ...document, lint: 'off' })
  register(app)
  return [app, (await listening(app, { t })).origin]
}

function routes (app: FastifyInstance): void {
  app.get('/orders', () => [])
  app.post('/orders', () => '')
  app.put('/orders/:id', () => '')
  app.get('/orders/:id', () => ({}))
  app.delete('/orders/:id', { config: { cors: 'office' } }, () => '')
  app.get('/prices', () => ({}))
  app.get('/health', () => 'fine')
  app.get('/admin/users', () => [])
  app.get('/files/*', () => '')
  app.get('/old', { constraints: { version: '1.0.0' } }, () => '')
}

const FAST = { rate: 100_000 }
const problems = ({ findings }: { readonly findings: ReadonlyArray<{ readonly severity: string, readonly id: string }> }): readonly string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)

t.test('each route of a correct application has no problem under its own policy', async t => {
  const [app, url] = await start(t, DOCUMENT, routes)
  const { routes: checked, notChecked, summary, isReached, isComplete } = await checkApplication(app, url, FAST)
  t.strictSame(checked.map(({ pattern, methods, policy, report }) => [pattern, methods.join(), policy, problems(report)]), [
    ['/admin/users', 'GET', 'office', []],
    ['/files/*', 'GET', null, []],
    ['/health', 'GET', null, []],
    ['/orders', 'GET,POST', null, []],
    ['/orders/:id', 'DELETE', 'office', []],
    ['/orders/:id', 'GET,PUT', null, []],
    ['/prices', 'GET', 'public', []]
  ])
  t.strictSame(notChecked, [{ pattern: '/old', reason: 'the route has the constraint version: 1.0.0' }])
  t.strictSame([summary, isReached, isComplete], ['No problem was found.', true, true])
})

t.test('a server with another policy at one route differs there, and the cause is named', async t => {
  const [application] = await start(t, DOCUMENT, routes)
  const [, url] = await start(t, { ...DOCUMENT, routes: { '/prices': 'office', '/admin/*': 'office', '/orders': false } }, routes)
  const { routes: checked, summary } = await checkApplication(application, url, FAST)
  const found = Object.fromEntries(checked.filter(({ report }) => problems(report).length > 0).map(({ pattern, report }) => [pattern, problems(report)]))
  t.strictSame(Object.keys(found), ['/health', '/orders', '/prices'])
  t.ok(found['/orders']!.includes('cors-missing') || found['/orders']!.includes('origin-not-listed'), JSON.stringify(found))
  t.match(summary, /^GET/)
})

t.test('fifty routes need at most four times the requests of one', async t => {
  const [app, url] = await start(t, DOCUMENT, app => {
    for (let i = 0; i < 46; i++) app.get(`/orders-${i}`, () => [])
    routes(app)
  })
  const { requests } = await checkEndpoint(`${url}/orders`, { policy: DOCUMENT, ...FAST })
  const all = await checkApplication(app, url, FAST)
  t.ok(all.routes.length >= 50)
  t.ok(all.requests <= 4 * requests, `${all.requests} requests, and ${requests} for one endpoint`)
  t.strictSame(all.routes.flatMap(({ report }) => problems(report)), [])
})

t.test('if a proxy responds in place of the application, the other routes are not checked', async t => {
  const [app] = await start(t, DOCUMENT, routes)
  const proxy = Fastify()
  proxy.setNotFoundHandler((_request, reply) => reply.code(502).send())
  const { origin: url } = await listening(proxy, { t })
  const { routes: checked, notChecked, isReached, summary } = await checkApplication(app, url, FAST)
  t.strictSame([checked.length, isReached], [1, false])
  t.ok(notChecked.some(({ reason }) => reason === 'the application was not reached'))
  t.match(summary, /^GET \/admin\/users: Every GET gets status 502 from a proxy/)
})

t.test('a document is checked at the paths of its routes, with values of parameters', async t => {
  const document: CorsPolicyDocument = { ...DOCUMENT, routes: { ...DOCUMENT.routes, '/orders/:id': {} } }
  const [, url] = await start(t, document, app => {
    routes(app)
    app.get('/', () => 'root')
  })
  const { routes: checked, notChecked } = await checkApplication(documentPolicies(document), `${url}/`, { ...FAST, parameters: { id: '7' } })
  t.strictSame(checked.map(({ pattern, methods, report }) => [pattern, methods.join(), new URL(report.url).pathname, problems(report)]), [
    ['/health', '*', '/health', []], ['/orders/:id', '*', '/orders/7', []], ['/prices', '*', '/prices', []]
  ])
  t.strictSame(notChecked.map(({ pattern }) => pattern), ['/admin/*'])
})

t.test('a route without an example is checked if its pattern is a path', async t => {
  const document: CorsPolicyDocument = { ...DOCUMENT, routes: { '/prices': 'public', '/orders/:id': {} } }
  const [, url] = await start(t, document, routes)
  const documentation = documentPolicies(document)
  const { routes: checked, notChecked } = await checkApplication({ ...documentation, routes: documentation.routes.map(route => ({ ...route, example: null })) }, url, FAST)
  t.strictSame([checked.map(({ pattern }) => pattern), notChecked.map(({ pattern }) => pattern)], [['/prices'], ['/orders/:id']])
})

t.test('a route is not checked if its policy allows none of its methods', async t => {
  const policies = { reading: { origins: [APP], methods: ['GET'] }, writing: { origins: [APP], methods: ['GET', 'PUT'] } }
  const [app, url] = await start(t, { ...DOCUMENT, policies, routes: {} }, app => {
    for (const cors of Object.keys(policies)) app.put(`/${cors}`, { config: { cors } }, () => '')
  })
  const { routes: checked, notChecked } = await checkApplication(app, url, FAST)
  t.strictSame(checked.map(({ pattern }) => pattern), ['/writing'])
  t.strictSame(notChecked, [{ pattern: '/reading', reason: 'the policy allows none of its methods PUT' }])
})

t.test('the summary says that the check of a route is incomplete', async t => {
  const [app, url] = await start(t, DOCUMENT, app => { app.get('/orders', () => []) })
  const { summary, isComplete } = await checkApplication(app, url, { ...FAST, maxRequests: 20 })
  t.strictSame([summary, isComplete], ['The check is incomplete: not sent, because the maximum number of requests is reached.', false])
})

t.test('an origin of a source is tested only where a policy has a source', async t => {
  const document: CorsPolicyDocument = { ...DOCUMENT, policies: { ...DOCUMENT.policies, widget: { origins: [{ source: 'tenants', key: { param: 'tenant' } }] } }, routes: { ...DOCUMENT.routes, '/widget/*': 'widget' } }
  const tenants = memoryOrigins()
  tenants.add(TEA, 'tea')
  const [app, url] = await start(t, { ...document, sources: { tenants } }, app => {
    for (const url of ['/orders', '/prices', '/widget/:tenant']) app.get(url, () => [])
  })
  const check = async (tenant: string) => {
    const { routes } = await checkApplication(app, url, { ...FAST, allowedOrigins: [TEA], parameters: { tenant } })
    return routes.flatMap(({ pattern, report }) => problems(report).map(id => [pattern, id]))
  }
  t.strictSame(await check('tea'), [])
  t.strictSame([...new Set((await check('cakes')).map(([pattern]) => pattern))], ['/widget/:tenant'])
})

t.test('with several sources, an origin is tested where a policy reads the source that is named', async t => {
  const [tenants, previews] = [memoryOrigins(), memoryOrigins()]
  tenants.add(TEA, 'tea')
  previews.add(PREVIEW)
  const document: CorsPolicyDocument = {
    origins: [APP, { source: 'previews' }],
    policies: { widget: { origins: [{ source: 'tenants', key: { param: 'tenant' } }] } },
    routes: { '/widget/*': 'widget', '/health': false }
  }
  const [app, url] = await start(t, { ...document, sources: { tenants, previews } }, app => {
    app.get('/orders/:id', () => [])
    app.get('/widget/:tenant', () => [])
    app.get('/health', () => 'ok')
  })
  const check = async (allowedOrigins: CheckApplicationOptions['allowedOrigins'], tenant = 'tea') => {
    const { routes } = await checkApplication(app, url, { ...FAST, ...allowedOrigins && { allowedOrigins }, parameters: { tenant } })
    return [...new Set(routes.flatMap(({ pattern, report }) => problems(report).map(() => pattern)))]
  }
  const [tea, preview] = [{ source: 'tenants', origin: TEA }, { source: 'previews', origin: PREVIEW }]
  for (const origins of [undefined, ...sample([[tea], [APP], [preview], [tea, preview], [APP, tea]], 2)]) t.strictSame(await check(origins), [], JSON.stringify(origins))
  t.strictSame(await check([tea, preview], 'cakes'), ['/widget/:tenant'])
  t.strictSame(await check([{ source: 'previews', origin: TEA }]), ['/orders/:id'])
  const rejected: ReadonlyArray<readonly [origins: readonly unknown[], message: string]> = [
    [[TEA], `The policies of the routes read several sources ("previews", "tenants"), so name the one that has "${TEA}", as in \`{ source: "previews", origin: "${TEA}" }\`.`],
    [[tea, PREVIEW], `The policies of the routes read several sources ("previews", "tenants"), so name the one that has "${PREVIEW}", as in \`{ source: "previews", origin: "${PREVIEW}" }\`.`],
    [[{ source: 'tenant', origin: TEA }], 'No policy of a route reads the source "tenant". The sources are "previews", "tenants".'],
    [[{ source: 'previews', origin: 'nonsense' }], '"nonsense" is not a serialized origin. Use an origin such as https://app.example.com.'],
    ...[7, null, {}, { source: 'previews' }, { origin: TEA }].map(entry => [[entry], 'Each entry must be an origin, or an object such as { source: "tenants", origin: "https://a.example" }.'] as const)
  ]
  for (const [origins, message] of rejected) await t.rejects(check(origins as never), { message: `allowedOrigins: ${message}` }, JSON.stringify(origins))
  await t.rejects(check('x' as never), { message: 'allowedOrigins: "x" is not an array of strings.' })
  await t.rejects(checkApplication(documentPolicies({ origins: [APP] }), url, { allowedOrigins: [tea] }), { message: 'allowedOrigins: No policy of a route reads the source "tenants".' })
})

t.test('an origin that no policy can have is rejected', async t => {
  await t.rejects(checkApplication(documentPolicies({ origins: [APP], routes: { '/orders': {}, '/health': false } }), 'http://127.0.0.1:1/', { allowedOrigins: [APP, TEA] }), {
    code: 'FST_CORS_CHECK_OPTIONS_INVALID', message: `allowedOrigins: The policy of every route blocks "${TEA}", and has no source for it. Remove this origin, or list it in a policy.`
  })
})

t.test('parameters must be an object of strings', async t => {
  for (const parameters of [null, 'id', { id: 7 }]) {
    await t.rejects(checkApplication(documentPolicies(DOCUMENT), 'http://127.0.0.1:1/', { parameters } as never), { message: /^parameters: This option needs an object/ })
  }
})
