/** Tests documentation as data: policies, routes and not-found handlers. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { documentPolicies, renderMarkdown } from '../../../lib/tools.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import type { DocumentedChoice, CorsDocumentation, Phrase } from '../../../types/documentation.ts'
import { ADMIN, APP, SHOP, buildApplication } from './application.ts'

const text = (phrase: Phrase): string => phrase.map(part => typeof part === 'string' ? part : `\`${part.code}\``).join('')
const chosen = ({ policy, from }: DocumentedChoice) => `${policy ?? 'off'} by ${from}`
const routesOf = ({ routes }: CorsDocumentation) => routes.map(({ url, constraints, methods }) =>
  [constraints === '' ? url : `${url} (${constraints})`, ...methods.map(entry => `${entry.method} ${chosen(entry)}`)])

t.test('the documentation of a document has scope policy, named policies and overrides, each once', async t => {
  const override = { credentials: true }
  const documentation = documentPolicies({
    origins: [APP],
    policies: { public: { origins: '*' }, Öffentlich: { origins: '*' }, 'a b': { origins: [ADMIN] }, 'a-b': { origins: [SHOP] } },
    routes: { '/b/*': override, '/a': 'public', '/a/*': { ...override }, '/c': false, '/d': {} },
    notFound: { origins: [SHOP] }
  })
  t.strictSame([documentation.version, documentation.kind], [1, 'document'])
  t.strictSame(documentation.policies.map(({ id, title, name, from }) => [id, text(title), name, from]), [
    ['policy-of-the-scope', 'Policy of the scope', null, 'scope'],
    ['policy-public', 'Policy `public`', 'public', 'policies'],
    ['policy-ffentlich', 'Policy `Öffentlich`', 'Öffentlich', 'policies'],
    ['policy-a-b', 'Policy `a b`', 'a b', 'policies'],
    ['policy-a-b-2', 'Policy `a-b`', 'a-b', 'policies'],
    ['override-for-a', 'Override for `/a/*` and 1 more', null, 'routes'],
    ['override-for-d', 'Override for `/d`', null, 'routes'],
    ['override-for-notfound', 'Override for `notFound`', null, 'notFound']
  ])
  t.strictSame(documentation.policies[5]!.policy, { origins: [APP], credentials: true }, 'an override is shown as it is in effect')
  t.strictSame(routesOf(documentation), [
    ['/a', '* policy-public by routes'],
    ['/a/*', '* override-for-a by routes'],
    ['/b/*', '* override-for-a by routes'],
    ['/c', '* off by routes'],
    ['/d', '* override-for-d by routes'],
    [null, '* policy-of-the-scope by scope']
  ])
  t.strictSame(documentation.notFound.map(({ prefix, example: site, ...choice }) => [prefix, site, chosen(choice)]), [['', null, 'override-for-notfound by notFound']])
})

t.test('with the key `/*` there is no entry for other routes', async t => {
  const documentation = documentPolicies({ origins: [APP], policies: { public: { origins: '*' } }, routes: { '/*': 'public', '/health': false } })
  t.strictSame(routesOf(documentation), [['/*', '* policy-public by routes'], ['/health', '* off by routes']])
  t.strictSame(documentation.notFound.map(chosen), ['policy-of-the-scope by scope'], 'what is not found is no route')
})

t.test('the title of an override counts its other locations', async t => {
  const override = { origins: [SHOP] }
  const titlesOf = (documentation: CorsDocumentation) => documentation.policies.map(({ id, title }) => [id, text(title)])
  t.strictSame(titlesOf(documentPolicies({ origins: [APP], routes: { '/x': { ...override }, '/y': { ...override } }, notFound: override })).slice(1), [
    ['override-for-x', 'Override for `/x` and 2 more']
  ])
  const app = Fastify()
  await app.register(cors, { origins: [APP] })
  app.get('/twin', { config: { cors: { maxAge: 1 } } }, () => 1)
  app.get('/a', { config: { cors: { maxAge: 2 } } }, () => 1)
  app.post('/a', { config: { cors: { maxAge: 2 } } }, () => 1)
  app.get('/b', { config: { cors: { maxAge: 2 } } }, () => 1)
  await app.ready()
  t.strictSame(titlesOf(await app.cors.documentation()).slice(1), [
    ['override-for-get-a', 'Override for `GET /a` and 2 more'], ['override-for-get-twin', 'Override for `GET /twin`']
  ], 'the HEAD that Fastify adds is no place of its own')
  await app.close()
})

t.test('in a document with only named policies, CORS is off for other routes and not-found responses', async t => {
  const documentation = documentPolicies({ policies: { public: { origins: '*' } } })
  t.strictSame(routesOf(documentation), [[null, '* off by scope']])
  t.strictSame(documentation.notFound.map(chosen), ['off by scope'])
})

t.test('the sources of a document are those that its policies use', async t => {
  const { sources } = documentPolicies({
    origins: [APP, { source: 'tenants' }, { source: 'regions', key: 'host' }],
    policies: { byRealm: { origins: [{ source: 'tenants', key: { param: 'realm' } }] } },
    routes: { '/a': 'byRealm', '/b': { origins: '*' } }
  })
  t.strictSame(sources, [
    { name: 'regions', description: null, uses: [{ policy: 'policy-of-the-scope', key: 'host' }] },
    { name: 'tenants', description: null, uses: [{ policy: 'policy-of-the-scope', key: null }, { policy: 'policy-byrealm', key: { param: 'realm' } }] }
  ])
  t.strictSame(documentPolicies({ origins: [APP] }).sources, [])
})

t.test('the sources of an application are all that it has, with their stores; its routes have the entries as data', async t => {
  const app = Fastify()
  const { description, ...nameless } = memoryOrigins()
  t.type(description, 'string')
  await app.register(cors, {
    origins: [APP, { source: 'tenants', key: 'host' }], sources: { tenants: memoryOrigins(), nameless, unused: memoryOrigins() }, lint: 'off'
  })
  app.get('/a', () => 1)
  app.get('/b', { config: { cors: { origins: [{ source: 'nameless' }] } } }, () => 1)
  await app.ready()
  const documentation = await app.cors.documentation()
  t.strictSame(documentation.sources, [
    { name: 'nameless', description: null, uses: [{ policy: 'override-for-get-b', key: null }] },
    { name: 'tenants', description: 'memory of this process', uses: [{ policy: 'policy-of-the-scope', key: 'host' }] },
    { name: 'unused', description: 'memory of this process', uses: [] }
  ])
  t.strictSame(documentation.policies.map(({ policy }) => policy.origins), [[APP, { source: 'tenants', key: 'host' }], [{ source: 'nameless' }]])
  t.strictSame(app.cors.routes().map(({ method, url, effective }) => [`${method} ${url}`, effective && effective.origins]), [
    ['GET /a', [APP, { source: 'tenants', key: 'host' }]], ['GET /b', [{ source: 'nameless' }]],
    ['HEAD /a', [APP, { source: 'tenants', key: 'host' }]], ['HEAD /b', [{ source: 'nameless' }]]
  ])
  t.strictSame(JSON.parse(JSON.stringify(documentation)), documentation)
  const lines = renderMarkdown(documentation).split('\n')
  for (const line of [
    '## Sources of origins',
    '| Name | Store | Policies |',
    '| `nameless` |  | [Override for `GET /b`](#override-for-get-b) |',
    '| `tenants` | memory of this process | [Policy of the scope](#policy-of-the-scope) for the host of the request |',
    '| `unused` | memory of this process |  |'
  ]) t.ok(lines.includes(line), line)
  await app.close()
})

t.test('documentPolicies rejects an invalid document', async t => {
  t.throws(() => documentPolicies({ origins: [] }), { name: 'CorsPolicyError' })
})

t.test('the documentation of an application has each policy and each override once', async t => {
  const app = await buildApplication()
  const documentation = await app.cors.documentation()
  t.strictSame([documentation.version, documentation.kind], [1, 'application'])
  t.strictSame(documentation.policies.map(({ id, title, name, from }) => [id, text(title), name, from]), [
    ['policy-of-the-scope', 'Policy of the scope', null, 'scope'],
    ['policy-of-the-scope-inner', 'Policy of the scope `/inner`', null, 'scope'],
    ['policy-public', 'Policy `public`', 'public', 'policies'],
    ['policy-unused', 'Policy `unused`', 'unused', 'policies'],
    ['policy-public-2', 'Policy `public`', 'public', 'policies'],
    ['override-for-delete-orders-id', 'Override for `DELETE /orders/:id` and 1 more', null, 'config'],
    ['override-for-not-found-responses', 'Override for not-found responses', null, 'notFound']
  ])
  t.strictSame(routesOf(documentation), [
    ['/colon::s', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/dates/:d(^\\d{4}-\\d\\d-\\d\\d$)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/health', 'GET off by routes', 'HEAD off by routes'],
    ['/hosts (host: /^x\\d/)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/hosts (host: api.example.com)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/inner', 'GET policy-of-the-scope-inner by scope', 'HEAD policy-of-the-scope-inner by scope'],
    ['/inner/', 'GET policy-of-the-scope-inner by scope', 'HEAD policy-of-the-scope-inner by scope'],
    ['/inner/named', 'GET policy-public-2 by routes', 'HEAD policy-public-2 by routes', 'PUT policy-unused by config'],
    ['/numbers/:n(^\\d{4}$)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/ope:rest', 'GET policy-public by config', 'HEAD policy-public by config'],
    ['/open (version: 1.0.0)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/orders/*', 'PATCH policy-of-the-scope by scope'],
    ['/orders/:id', 'DELETE override-for-delete-orders-id by config', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope',
      'POST policy-public by config', 'PUT policy-of-the-scope by scope'],
    ['/prices/:item', 'GET policy-public by routes', 'HEAD policy-public by routes'],
    ['/same', 'GET override-for-delete-orders-id by config', 'HEAD override-for-delete-orders-id by config'],
    ['/spaced (host: a b)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/versions (version: 1.0.0)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope'],
    ['/versions (version: 2.0.0)', 'GET policy-of-the-scope by scope', 'HEAD policy-of-the-scope by scope']
  ])
  t.strictSame(documentation.notFound.map(({ prefix, ...choice }) => [prefix, chosen(choice)]), [
    ['', 'override-for-not-found-responses by notFound'], ['/inner', 'policy-of-the-scope-inner by scope']
  ])
  await app.close()
})

t.test('each route has an example URL, if possible, with the responses there', async t => {
  const app = await buildApplication()
  const { routes, notFound } = await app.cors.documentation()
  const sites = Object.fromEntries(routes.map(({ url, constraints, example: site }) => [`${url} ${constraints}`.trim(), site]))
  const pathOf = (route: string) => sites[route] === null ? null : `${sites[route]!.host ?? ''}${sites[route]!.path}`
  t.strictSame(Object.keys(sites).map(pathOf), [
    '/colon:s', '/dates/1111-11-11', '/health', 'x1/hosts', 'api.example.com/hosts', '/inner', '/inner/', '/inner/named', '/numbers/1111', '/ope1',
    '/open', '/orders/1', '/orders/1', '/prices/1', '/same', null, '/versions', '/versions'
  ])
  const { responses: answers, fallback: otherwise } = sites['/orders/:id']!
  t.strictSame(answers.map(({ method, route, policy, listedMethods, variesByMethod }) => [method, route, policy, listedMethods?.join(' '), variesByMethod]), [
    ['DELETE', 'DELETE /orders/:id', 'override-for-delete-orders-id', 'DELETE', true],
    ['GET', 'GET /orders/:id', 'policy-of-the-scope', 'GET HEAD PATCH PUT', true],
    ['HEAD', 'HEAD /orders/:id', 'policy-of-the-scope', 'GET HEAD PATCH PUT', true],
    ['PATCH', 'PATCH /orders/*', 'policy-of-the-scope', 'GET HEAD PATCH PUT', true],
    ['POST', 'POST /orders/:id', 'policy-public', 'POST', true],
    ['PUT', 'PUT /orders/:id', 'policy-of-the-scope', 'GET HEAD PATCH PUT', true]
  ])
  t.strictSame(otherwise, {
    kind: 'not-found', route: null, policy: 'override-for-not-found-responses', from: 'notFound', listedMethods: [], variesByMethod: true, earlierHooks: [], guards: []
  })
  t.equal(sites['/open version: 1.0.0']!.responses[0]!.kind, 'uncertain', 'requests may pass it by')
  t.strictSame(notFound.map(({ example: site }) => [site!.path, site!.responses, site!.fallback.policy]), [
    ['/none/of/the/routes', [], 'override-for-not-found-responses'], ['/inner/none/of/the/routes', [], 'policy-of-the-scope-inner']
  ])
  await app.close()
})

t.test('routes outside every registration are marked, and unreachable routes have no example URL', async t => {
  const app = Fastify()
  app.get('/outside', () => 1)
  app.get('*', () => 1)
  let decorator: FastifyInstance['cors'] | undefined
  app.register(async inner => {
    await inner.register(cors, { origins: '*' })
    inner.get('/long/:p', () => 1)
    decorator = inner.cors
  }, { prefix: '/%zz' })
  await app.ready()
  const documentation = await decorator!.documentation()
  t.strictSame(routesOf(documentation), [
    ['*', 'GET off by none', 'HEAD off by none'],
    ['/%zz/long/:p', 'GET policy-of-the-scope-zz by scope', 'HEAD policy-of-the-scope-zz by scope'],
    ['/outside', 'GET off by none', 'HEAD off by none']
  ])
  t.strictSame(documentation.routes.map(({ example: site }) => site?.path), ['/1', undefined, '/outside'], 'Fastify refuses such a URL')
  await app.close()
})

t.test('registrations with the same document share its policies', async t => {
  const document = validatePolicy({ origins: [APP], policies: { public: { origins: '*' } } })
  const app = Fastify()
  let decorator: FastifyInstance['cors'] | undefined
  for (const prefix of ['/a', '/b']) {
    app.register(async child => {
      await child.register(cors, document)
      child.get('/', { config: { cors: 'public' } }, () => 1)
      decorator = child.cors
    }, { prefix })
  }
  await app.ready()
  const { policies } = await decorator!.documentation()
  t.strictSame(policies.map(({ id }) => id), ['policy-of-the-scope-a', 'policy-of-the-scope-b', 'policy-public'])
  await app.close()
})

t.test('app.cors.documentation() rejects before the application is ready', async t => {
  const app = Fastify()
  await app.register(cors, { origins: '*' })
  await t.rejects(app.cors.documentation(), { code: 'FST_CORS_NOT_READY' })
  await app.close()
})

t.test('documentation is plain JSON, deeply frozen, and the same for the same application', async t => {
  const [app, turned] = [await buildApplication(), await buildApplication(true)]
  const documentation = await app.cors.documentation()
  t.strictSame(JSON.parse(JSON.stringify(documentation)), documentation)
  const frozen = (value: unknown): boolean => typeof value !== 'object' || value === null ||
    (Object.isFrozen(value) && Object.values(value).every(frozen))
  t.ok(frozen(documentation))
  t.equal(JSON.stringify(await turned.cors.documentation()), JSON.stringify(documentation), 'in whatever order routes are declared')
  await Promise.all([app.close(), turned.close()])
})
