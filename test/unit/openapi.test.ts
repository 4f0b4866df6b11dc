/** Tests OpenAPI documents with CORS policies, which @fastify/swagger makes of real applications, against the specification. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../lib/index.ts'
import { corsTransformObject } from '../../lib/tools.ts'
import { memoryOrigins } from '../../lib/sources.ts'
import type { CorsPluginOptions } from '../../types/plugin-options.ts'
import { APP, bare, documented, handler, isValid, type Json, OF_SCOPE, OFF, OPENAPI, POLICY, PUBLIC, references, SCOPE, shop } from './openapi/documented.ts'

for (const version of ['3.0.3', '3.1.0']) {
  t.test(`a document of OpenAPI ${version} contains the policy of each operation and is valid`, async t => {
    const { document, paths } = await documented(shop, { document: { openapi: { ...OPENAPI.openapi, openapi: version } } })
    await isValid(t, document)
    t.strictSame(Object.keys(paths), ['/orders/{id}', '/prices/{item}', '/health'])
    t.strictSame(paths['/orders/{id}'].put['x-cors'], SCOPE)
    t.strictSame(paths['/prices/{item}'].get['x-cors'], PUBLIC)
    t.strictSame(paths['/health'].get['x-cors'], OFF)
  })
}

t.test('responses refer only to the headers of their policy', async t => {
  const { document, paths } = await documented(shop)
  t.strictSame(paths['/orders/{id}'].put.responses['200'].headers, OF_SCOPE)
  t.strictSame(paths['/orders/{id}'].put.responses['4XX'].headers, OF_SCOPE)
  t.strictSame(paths['/prices/{item}'].get.responses['200'].headers, references('Access-Control-Allow-Origin'))
  t.notOk('headers' in paths['/health'].get.responses['200'])
  t.strictSame(Object.keys(document['components'].headers), Object.keys(OF_SCOPE))
  for (const [name, header] of Object.entries<Json>(document['components'].headers)) {
    t.match(header, { description: /\.$/, schema: { type: 'string' } }, name)
    t.notOk('example' in header, 'an origin of nobody\'s')
  }
})

t.test('sources of origins are in the policy of an operation, with their keys, and the options of the store are not', async t => {
  const key = { param: 'realm' }
  const policy: CorsPluginOptions = {
    origins: [APP, { source: 'tenants' }], sources: { tenants: memoryOrigins(['https://tenant.example']) }, routes: { '/:realm/orders': { origins: [{ source: 'tenants', key }] } }
  }
  const { document, paths } = await documented(app => {
    app.get('/orders', handler)
    app.get('/:realm/orders', handler)
  }, { policy })
  t.strictSame(paths['/orders'].get['x-cors'], { policy: 'scope', from: 'scope', credentials: false, origins: [APP, { source: 'tenants' }] })
  t.strictSame(paths['/{realm}/orders'].get['x-cors'], { policy: 'override', from: 'routes', credentials: false, origins: [{ source: 'tenants', key }] })
  t.strictSame(Object.keys(paths['/orders'].get.responses[200].headers), ['Access-Control-Allow-Origin', 'Vary'])
  t.notMatch(JSON.stringify(document), 'tenant.example')
  await isValid(t, document)
})

t.test('unused headers are not defined', async t => {
  const { document } = await documented(shop, { policy: { origins: '*', exposedHeaders: [] } })
  t.strictSame(Object.keys(document['components'].headers), ['Access-Control-Allow-Origin'])
  const { document: without } = await documented(shop, { policy: { policies: { public: { origins: '*' } } } })
  t.notOk('headers' in without['components'])
  t.strictSame(without['paths']['/health'].get['x-cors'], { policy: false, from: 'scope' })
})

t.test('the transformation changes nothing else in the document', async t => {
  const withoutOurs = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(withoutOurs)
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'x-cors' && key !== 'headers').map(([key, member]) => [key, withoutOurs(member)]))
  }
  const { document } = await documented(shop)
  t.strictSame(withoutOurs(document), JSON.parse(JSON.stringify(await bare(shop))))
})

t.test('the transformation keeps headers that the application documents', async t => {
  const own = { description: 'Ours.', schema: { type: 'string' as const } }
  const { document, paths } = await documented(app => {
    app.get('/a', { schema: { response: { 200: { description: 'Own.', headers: { vary: { type: 'string' } }, type: 'null' } } } }, handler)
    app.get('/prices/b', { schema: { response: { 200: { description: 'Own.', headers: { 'Access-Control-Allow-ORIGIN': { type: 'string' } }, type: 'null' } } } }, handler)
  }, { document: { openapi: { ...OPENAPI.openapi, components: { headers: { Vary: own } } } } })
  await isValid(t, document)
  t.strictSame(document['components'].headers.Vary, own)
  t.strictSame(Object.keys(paths['/a'].get.responses['200'].headers),
    ['vary', 'Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials', 'Access-Control-Expose-Headers'])
  t.strictSame(Object.keys(paths['/prices/b'].get.responses['200'].headers), ['Access-Control-Allow-ORIGIN'])
})

t.test('the transformation does not modify the given document, and keeps responses that are references', t => {
  const app = { cors: { explain () {}, routes: () => [{ method: 'GET', url: '/', constraints: {}, policy: 'p', effective: { origins: '*' }, from: 'config' }] } }
  const given = { paths: { '/': { summary: 'Home.', get: { responses: { 200: { $ref: '#/components/responses/x' }, 404: { description: 'No.' } } }, post: {} } } }
  const before = structuredClone(given)
  const made: Json = corsTransformObject(app)({ openapiObject: given })
  t.strictSame(given, before)
  t.strictSame(made['paths']['/'].get.responses, { 200: before.paths['/'].get.responses[200], 404: { description: 'No.', headers: references('Access-Control-Allow-Origin') } })
  t.strictSame(made['paths']['/'].post, {}, 'an operation without a route stays as it is')
  t.equal(made['paths']['/'].summary, 'Home.')
  t.strictSame(corsTransformObject(app)({ openapiObject: {} }), { paths: {} })
  t.end()
})

t.test('the preflight route of the plugin is hidden, but OPTIONS and HEAD routes of the application are documented', async t => {
  const { document, paths } = await documented(app => {
    app.get('/a', handler)
    app.options('/a', { config: { cors: 'public' } }, handler)
    app.get('/hidden', { schema: { hide: true } as object }, handler)
  }, { document: { ...OPENAPI, exposeHeadRoutes: true } })
  await isValid(t, document)
  t.strictSame(Object.keys(paths), ['/a'])
  t.strictSame(Object.keys(paths['/a']).sort(), ['get', 'head', 'options'])
  t.strictSame(paths['/a'].head['x-cors'], SCOPE)
  t.strictSame(paths['/a'].options['x-cors'], { ...PUBLIC, from: 'config' })
})

t.test('the documentation page is hidden', async t => {
  const { app, paths } = await documented(shop, { policy: { ...POLICY, docs: { url: '/cors' } } as CorsPluginOptions, document: { ...OPENAPI, exposeHeadRoutes: true } })
  t.ok(app.hasRoute({ method: 'GET', url: '/cors' }))
  t.notOk('/cors' in paths)
})

t.test('policies without a name have the same names as in logs and counters', async t => {
  const { paths } = await documented(app => {
    app.get('/a', { config: { cors: { maxAge: 5 } } }, handler)
    app.get('/b', { config: { cors: false } }, handler)
  })
  t.strictSame(paths['/a'].get['x-cors'], { ...SCOPE, policy: 'override', from: 'config', maxAge: 5 })
  t.strictSame(paths['/b'].get['x-cors'], { policy: false, from: 'config' })
})

t.test('the plugin can be registered in an inner scope, and after corsTransformObject is called', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { ...OPENAPI, transformObject: corsTransformObject(app) })
  app.register(async scope => {
    await scope.register(cors, POLICY)
    scope.get('/a', handler)
  }, { prefix: '/inner' })
  app.get('/outside', handler)
  await app.ready()
  const { paths } = app.swagger() as Json
  t.strictSame(paths['/inner/a'].get['x-cors'], SCOPE)
  t.strictSame(paths['/outside'].get['x-cors'], { policy: false, from: 'none' })
})

t.test('corsTransformObject throws for an application without the plugin', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { ...OPENAPI, transformObject: corsTransformObject(app) })
  await app.ready()
  t.throws(() => app.swagger(), { name: 'TypeError', message: 'corsTransformObject: The application has not registered fastify-cors-policy.' })
})

t.test('@fastify/swagger-ui serves the document, as JSON and as YAML without anchors', async t => {
  const { app, document } = await documented(app => {
    app.register(swaggerUi, { routePrefix: '/docs' })
    app.register(async app => {
      shop(app)
      app.get('/orders', handler)
    })
  })
  const json = await app.inject({ url: '/docs/json', headers: { origin: APP } })
  t.strictSame(json.json(), JSON.parse(JSON.stringify(document)))
  t.equal(json.headers['access-control-allow-origin'], APP)
  const yaml = await app.inject('/docs/yaml')
  t.match(yaml.body, /\n {6}x-cors:\n {8}policy: scope\n {8}from: scope\n {8}credentials: true\n/)
  t.notMatch(yaml.body, /[&*]a\d/)
})
