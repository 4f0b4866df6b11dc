/** `app.cors`: the policies of an application as plain data, equal to those of its responses. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { POLICIES, isUnder } from './policies.ts'

const { root, child, inner, other } = POLICIES
const DOCUMENT: CorsPolicyDocument = {
  ...root, policies: { child, inner, other }, routes: { '/table/*': 'inner', '/table/off': false }, notFound: 'other'
}
const handler = async () => ''

/** Routes of every source, before the registration and after it, inside it and outside. */
function application (): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, exposeHeadRoutes: false })
  app.register(async (covered) => {
    covered.get('/plain', handler)
    covered.register(corsPlugin, DOCUMENT)
    covered.post('/named', { config: { cors: 'child' } }, handler)
    covered.put('/override', { config: { cors: { maxAge: 5 } } }, handler)
    covered.get('/off', { config: { cors: false } }, handler)
    covered.get('/table/x', handler)
    covered.get('/table/off', handler)
    covered.route({ method: ['GET', 'DELETE'], url: '/host', constraints: { host: 'a.test' }, handler })
    covered.register(async (nested) => {
      nested.register(corsPlugin, { ...child, notFound: { maxAge: 9 } })
      nested.get('/', handler)
      nested.setNotFoundHandler((_request, reply) => { reply.code(404).send('') })
    }, { prefix: '/nested' })
  })
  app.get('/outside', handler)
  return app
}

const ROUTES = [
  ['GET', '/plain', undefined, 'scope'],
  ['POST', '/named', 'child', 'config'],
  ['PUT', '/override', undefined, 'config'],
  ['GET', '/off', false, 'config'],
  ['GET', '/table/x', 'inner', 'routes'],
  ['GET', '/table/off', false, 'routes'],
  ['GET', '/host', undefined, 'scope', { host: 'a.test' }],
  ['DELETE', '/host', undefined, 'scope', { host: 'a.test' }],
  ['GET', '/nested', undefined, 'scope'],
  ['GET', '/nested/', undefined, 'scope'],
  ['GET', '/outside', false, 'none']
] as const

const ASKED = [
  [{ method: 'GET', url: '/plain' }, root, undefined, 'scope', 'GET /plain'],
  [{ method: 'GET', url: '/plain?q=/off' }, root, undefined, 'scope', 'GET /plain'],
  [{ method: 'POST', url: '/named' }, child, 'child', 'config', 'POST /named'],
  [{ method: 'PUT', url: '/override' }, { ...root, maxAge: 5 }, undefined, 'config', 'PUT /override'],
  [{ method: 'GET', url: '/off' }, false, undefined, 'config', 'GET /off'],
  [{ method: 'GET', url: '/table/x' }, inner, 'inner', 'routes', 'GET /table/x'],
  [{ method: 'GET', url: '/table/off' }, false, undefined, 'routes', 'GET /table/off'],
  [{ method: 'GET', url: '/host', host: 'a.test' }, root, undefined, 'scope', 'GET /host'],
  [{ method: 'GET', url: '/nested' }, child, undefined, 'scope', 'GET /nested'],
  [{ method: 'GET', url: '/nested/' }, child, undefined, 'scope', 'GET /nested/'],
  [{ method: 'GET', url: '/nested/x' }, { ...child, maxAge: 9 }, undefined, 'notFound', undefined],
  [{ method: 'GET', url: '/outside' }, false, undefined, 'none', 'GET /outside'],
  // The root has no registration, so its not-found handler has no policy.
  [{ method: 'GET', url: '/nowhere' }, false, undefined, 'none', undefined],
  [{ method: 'DELETE', url: '/plain' }, false, undefined, 'none', undefined],
  [{ method: 'get', url: '/plain' }, false, undefined, 'none', undefined],
  [{ method: 'GET', url: '/host' }, false, undefined, 'none', undefined],
  [{ method: 'GET', url: '/host', host: 'b.test' }, false, undefined, 'none', undefined],
  [{ method: '', url: '' }, false, undefined, 'none', undefined],
  [{ method: 'GET', url: '/%zz' }, false, undefined, 'none', undefined]
] as const

/** `app.cors` is there in the scopes of a registration; any of them speaks for the whole application. */
async function decorated (): Promise<{ app: FastifyInstance, cors: FastifyInstance['cors'] }> {
  const app = application()
  let cors: FastifyInstance['cors'] | undefined
  app.register(async (scope) => {
    scope.register(corsPlugin, root)
    scope.after(() => { cors = scope.cors })
  }, { prefix: '/beside' })
  await app.ready()
  return { app, cors: cors! }
}

t.test('routes() lists every route with the name and source of its policy', async (t) => {
  const { cors } = await decorated()
  const listed = cors.routes()
  t.equal(listed.length, ROUTES.length, 'ours for preflights is not among them')
  for (const [method, url, policy, from, constraints = {}] of ROUTES) {
    const found = listed.filter((route) => route.method === method && route.url === url)
    const { policy: effective } = cors.policyFor({ method, url, ...constraints })
    t.strictSame(found, [{ method, url, constraints, policy, effective, from }], `${method} ${url}`)
  }
})

t.test('policyFor() returns the policy and the route of a request', async (t) => {
  const { cors } = await decorated()
  for (const [request, policy, name, from, route] of ASKED) {
    t.strictSame(cors.policyFor(request), { policy, name, from, route }, JSON.stringify(request))
  }
})

t.test('responses match the result of policyFor()', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, DOCUMENT)
  app.get('/named', { config: { cors: 'child' } }, handler)
  app.get('/table/x', handler)
  app.get('/plain', handler)
  await app.ready()
  const named = (url: string) => {
    const { policy } = app.cors.policyFor({ method: 'GET', url })
    const names = ['root', 'child', 'inner', 'other'] as const
    return names.find((name) => JSON.stringify(POLICIES[name]) === JSON.stringify(policy))
  }
  await isUnder(t, app, ['/named', '/table/x', '/plain', '/nowhere'].map((url) => [url, named(url)] as const))
})

t.test('app.cors throws FST_CORS_NOT_READY before the application is ready', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, root)
  app.get('/', handler)
  for (const ask of [() => app.cors.routes(), () => app.cors.policyFor({ method: 'GET', url: '/' })]) {
    t.throws(ask, { code: 'FST_CORS_NOT_READY', message: /ready\(\)/ })
    t.throws(ask, CorsPolicyError)
  }
  await app.ready()
  t.equal(app.cors.routes().length, 2)
  t.equal(app.cors.policyFor({ method: 'GET', url: '/' }).from, 'scope')
})

t.test('the results of app.cors are plain data, and changing them has no effect', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, root)
  app.route({ method: 'GET', url: '/', constraints: { host: '127.0.0.1' }, handler })
  await app.ready()
  t.same(JSON.parse(JSON.stringify(app.cors.routes())), [
    { method: 'GET', url: '/', constraints: { host: '127.0.0.1' }, effective: root, from: 'scope' },
    { method: 'HEAD', url: '/', constraints: { host: '127.0.0.1' }, effective: root, from: 'scope' }
  ])
  const routes = app.cors.routes()
  const [first] = routes
  Object.assign(first!, { policy: 'changed' })
  Object.assign(first!.constraints, { host: 'changed' })
  t.throws(() => { Object.assign(first!.effective, { maxAge: 1 }) }, TypeError, 'a policy is frozen')
  routes.length = 0
  const report = app.cors.policyFor({ method: 'GET', url: '/', host: '127.0.0.1' })
  t.throws(() => { Object.assign(report.policy, { origins: '*' }) }, TypeError, 'a policy is frozen')
  const { origins } = report.policy as { origins: string[] }
  t.throws(() => { origins.push('https://evil.test') }, TypeError)
  Object.assign(report, { policy: false })
  const constraints = { host: '127.0.0.1' }
  t.same(app.cors.routes()[0], { method: 'GET', url: '/', constraints, policy: undefined, effective: root, from: 'scope' })
  t.same(app.cors.policyFor({ method: 'GET', url: '/', host: '127.0.0.1' }).policy, root)
  await isUnder(t, app, [['/', 'root', { host: '127.0.0.1' }]])
})

t.test('app.cors exists only in scopes with a registration, and each registration has its own', async (t) => {
  const app = Fastify()
  const seen: FastifyInstance['cors'][] = []
  app.register(async (left) => {
    await left.register(corsPlugin, root)
    seen.push(left.cors)
    left.register(async (nested) => { await nested.register(corsPlugin, child); seen.push(nested.cors) })
  })
  app.register(async (right) => { await right.register(corsPlugin, other); seen.push(right.cors) })
  await app.ready()
  t.equal(seen.length, 3)
  t.equal(new Set(seen).size, 3)
  for (const cors of seen) {
    t.ok(Object.isFrozen(cors))
    t.strictSame(cors.routes(), seen[0]!.routes(), 'all of them know the whole application')
  }
  t.equal(app.hasDecorator('cors'), false)
  const second = Fastify()
  await second.register(corsPlugin, root)
  t.not(second.cors, seen[0])
})
