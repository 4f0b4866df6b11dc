/** Tests that the paths of an OpenAPI document get the policies of their routes. */
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { corsTransformObject } from '../../../lib/tools.ts'
import { basePathsOf } from '../../../lib/openapi/paths.ts'
import { routerOptions } from '../../fastify-facts.ts'
import { documented, handler, type Json, OPENAPI, POLICY, PUBLIC, SCOPE, shop, type SwaggerOptions } from './documented.ts'

/** Routes whose paths @fastify/swagger rewrites: pattern and path in the document. */
const PATHS: [pattern: string, path: string][] = [
  ['/', '/'],
  ['/a/:id', '/a/{id}'],
  ['/b/:id(^\\d+$)', '/b/{id}'],
  ['/c/:id((?:a|b)+)/d', '/c/{id}/d'],
  ['/e/:from-:to', '/e/{from}-{to}'],
  ['/f/:name?', '/f/{name}?'],
  ['/g/*', '/g/{*}'],
  ['/h/i::j', '/h/i:j'],
  ['/k/:file.:ext', '/k/{file}.{ext}'],
  ['/l//m/', '/l//m/']
]
const OPTIONS: Readonly<Record<string, FastifyServerOptions>> = {
  'the default router': {},
  'a router that ignores slashes': routerOptions({ ignoreTrailingSlash: true, ignoreDuplicateSlashes: true })
}

for (const [name, options] of Object.entries(OPTIONS)) {
  t.test(`paths of ${name} are matched with their routes`, async t => {
    const { paths } = await documented(app => {
      for (const [pattern] of PATHS) app.get(pattern, { config: { cors: { description: pattern } } }, handler)
      app.register(async scope => { scope.get('/n', handler) }, { prefix: '/prefix' })
    }, { options })
    t.strictSame(Object.keys(paths).sort(), [...PATHS.map(([, path]) => path), '/prefix/n'].sort())
    for (const [pattern, path] of PATHS) t.equal(paths[path].get['x-cors'].description, pattern, path)
    t.strictSame(paths['/prefix/n'].get['x-cors'], SCOPE)
  })
}

t.test('paths without the base path of a server are matched with their routes', async t => {
  const servers = [{ url: 'https://{host}.example.com/{version}', variables: { host: { default: 'api' }, version: { default: 'v1' } } }, { url: '/v2/' }, { url: 'https://a.test' }]
  const routes = (app: FastifyInstance) => {
    app.get('/v1/orders', handler)
    app.get('/v2/orders', { config: { cors: 'public' } }, handler)
    app.post('/orders', { config: { cors: false } }, handler)
    app.get('/v10', { config: { cors: { maxAge: 10 } } }, handler)
  }
  const { paths } = await documented(routes, { document: { openapi: { ...OPENAPI.openapi, servers } } })
  t.strictSame(Object.keys(paths).sort(), ['/orders', '0', 'orders'], 'its own rules')
  t.equal(paths['0'].get['x-cors'].maxAge, 10)
  t.equal(paths['orders'].get['x-cors'].policy, 'public')
  t.strictSame(paths['/orders'].get['x-cors'], SCOPE)
  t.strictSame(paths['/orders'].post['x-cors'], { policy: false, from: 'config' })
  const whole = await documented(routes, { document: { openapi: { ...OPENAPI.openapi, servers }, stripBasePath: false } })
  t.strictSame(Object.keys(whole.paths), ['/v1/orders', '/v2/orders', '/orders', '/v10'])
  t.strictSame(whole.paths['/v2/orders'].get['x-cors'], { ...PUBLIC, from: 'config' })
})

t.test('only the path of a server URL matters, even if the host is invalid', async t => {
  const servers = ['https://xn--a.test/v1', 'https://xn--:no-port/v2?x', '//a.test//v3', 'v4', 'HTTPS://a b#x', 'http:'].map(url => ({ url }))
  t.strictSame(basePathsOf({ servers }), ['/v1', '/v2', '//v3', '/v4'])
})

t.test('URLs that a transform renames are not matched, and another transformObject can follow', async t => {
  const { paths } = await documented(shop, {
    document: { ...OPENAPI, transform: ({ schema, url }: Json) => ({ schema, url: url === '/health' ? '/renamed' : url }) }
  })
  t.notOk('x-cors' in paths['/renamed'].get)
  t.strictSame(paths['/prices/{item}'].get['x-cors'], PUBLIC)

  const app = Fastify()
  t.teardown(() => app.close())
  const own = (given: Json) => ({ ...given['openapiObject'], 'x-own': true })
  await app.register(swagger, { ...OPENAPI, transformObject: given => own({ openapiObject: corsTransformObject(app)(given) }) } as SwaggerOptions)
  await app.register(cors, POLICY)
  shop(app)
  await app.ready()
  t.strictSame(app.swagger(), { ...(await documented(shop)).document, 'x-own': true })
})
