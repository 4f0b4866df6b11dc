/** What is kept for each registration and each URL, seen from within. */
import Fastify, { type FastifyInstance } from 'fastify'
import createRouter from 'find-my-way'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { RouteTable } from '../../../lib/routes.ts'
import type { ListedRoute } from '../../../lib/fastify/route-list.ts'
import { createScope, kScope, scopeOf, type Scope } from '../../../lib/routes/scope.ts'
import type { Inventory } from '../../../lib/routes/types.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'

const A = 'https://a.test'

t.test('CORS is disabled until the application has booted', async (t) => {
  const scope = createScope(
    { app: Fastify(), document: {} as CorsPolicyDocument, policy: undefined, owner: 0, rescuesPreflights: true, logLevel: 'debug', lint: 'off' }, undefined
  )
  t.strictSame(scope.state, { policy: false, notFound: false, byConfig: undefined, isComplete: true })
})

t.test('a registration inherits the names and private suffixes of outer registrations', async (t) => {
  const options = { app: Fastify(), policy: undefined, owner: 0, rescuesPreflights: true, logLevel: 'debug', lint: 'off' } as const
  const every = { origins: '*' } as const
  const none = { origins: [A] }
  const outer = createScope({ ...options, document: { ...every, policies: { a: every, b: every }, privateSuffixes: ['outer.test'] } }, undefined)
  const inner = createScope({ ...options, document: { ...every, policies: { b: none }, privateSuffixes: ['inner.test'] } }, outer)
  const bare = createScope({ ...options, document: every }, inner)
  t.strictSame(outer.privateSuffixes, ['outer.test'])
  t.strictSame([...outer.names], [['a', every], ['b', every]])
  for (const scope of [inner, bare]) {
    t.strictSame(scope.privateSuffixes, ['outer.test', 'inner.test'])
    t.strictSame([...scope.names], [['a', every], ['b', none]])
  }
  t.strictSame([createScope({ ...options, document: every }, undefined)].map(({ names, privateSuffixes }) => [names.size, privateSuffixes]), [[0, []]])
})

t.test('the state of a registration has only its own routes with another policy or label', async (t) => {
  const app = Fastify()
  app.get('/outside', { exposeHeadRoute: false }, async () => '')
  let scope: Scope | undefined
  let inner: Scope | undefined
  let bare: Scope | undefined
  app.register(async (app) => {
    app.register(corsPlugin, { origins: [A], policies: { open: { origins: '*' } } })
    const add = (url: string, cors?: unknown) => app.get(url, { exposeHeadRoute: false, config: cors === undefined ? {} : { cors } as {} }, async () => '')
    add('/own')
    add('/same', { origins: [A] })
    add('/open', 'open')
    add('/off', false)
    app.register(async (app) => {
      app.register(corsPlugin, { origins: [A] })
      app.get('/inner', { exposeHeadRoute: false }, async () => '')
      app.after(() => { inner = scopeOf(app) })
    })
    app.after(() => { scope = scopeOf(app) })
  }, { prefix: '/a' })
  app.register(async (app) => {
    app.register(corsPlugin, { policies: { open: { origins: '*' } } })
    app.get('/off', { exposeHeadRoute: false }, async () => '')
    app.after(() => { bare = scopeOf(app) })
  }, { prefix: '/b' })
  await app.ready()
  const labels = (scope: Scope | undefined) =>
    [...scope?.state.byConfig ?? []].map(([config, served]) => [(config as { url: string }).url, served && served.label]).sort()
  t.strictSame(labels(scope), [['/a/off', false], ['/a/open', 'open'], ['/a/same', 'override']])
  t.equal(inner?.state.byConfig, undefined)
  t.match(bare?.state, { policy: false, notFound: false, byConfig: undefined })
})

const server = {} as FastifyInstance
const route = (method: string, pattern: string, constraints: ListedRoute['constraints'] = {}): ListedRoute =>
  ({ method, pattern, constraints, config: {}, server, context: undefined })
const table = (routes: ListedRoute[], prefixes: string[] = [], of: FastifyInstance = server, more: Partial<Inventory> = {}) => new RouteTable({
  routes, isComplete: true, notFoundHandlers: prefixes.map((prefix) => ({ prefix, server: of, cors: undefined, config: undefined, context: {} })), scopes: [], matchOptions: {}, strategies: { readsHost: true, readsVersion: true, exclusive: new Set(['version']) }, ...more
})

t.test('without known not-found handlers, targets with and without a route are distinguished', async (t) => {
  const routes = table([route('GET', '/x')])
  t.strictSame(routes.notFound, [])
  for (let n = 0; n < 2; n++) {
    t.equal(routes.find('PUT', '/x', undefined).route, undefined)
    t.equal(routes.find('GET', '/x', undefined).route?.route.method, 'GET')
  }
  const other = table([route('GET', '/x')])
  t.equal(other.find('GET', '/x', undefined).route?.route.method, 'GET')
  t.equal(other.find('PUT', '/x', undefined).route, undefined)
})

t.test('a not-found handler is found for URLs below its prefix without a route', async (t) => {
  const routes = table([route('GET', '/x')], ['/api'])
  t.equal(routes.find('GET', '/other', undefined).notFound, undefined)
  t.equal(routes.find('GET', '/api', undefined).notFound?.prefix, '/api')
  t.equal(routes.find('GET', '/api/1', undefined).notFound?.prefix, '/api')
  const root = table([route('GET', '/x')], [''])
  t.equal(root.find('GET', '/x', undefined).notFound, undefined, 'a route is there')
  t.equal(root.find('PUT', '/x', undefined).notFound?.prefix, '')
})

t.test('all missing methods of a URL share one cached target', async (t) => {
  const routes = table([route('GET', '/x')], [''])
  t.equal(routes.find('PUT', '/x', undefined), routes.find('PURGE', '/x', undefined))
  t.equal(routes.find('GET', '/x', undefined), routes.find('GET', '/x', undefined))
})

t.test('only methods that the server can receive are approved, at a URL with and without routes', async t => {
  const scope = createScope(
    { app: Fastify(), document: { origins: ['https://a.test'] }, policy: { origins: ['https://a.test'] }, owner: 0, rescuesPreflights: true, logLevel: 'debug', lint: 'off' }, undefined
  )
  t.strictSame(scope.ownSources, [])
  t.strictSame(createScope({ ...scope, sources: new Map([['tenants', memoryOrigins()]]) } as never, undefined).ownSources, ['tenants'])
  const of = { [kScope]: scope } as unknown as FastifyInstance
  const methodsAt = (receivable: ReadonlySet<string> | undefined, url: string) => {
    const routes = table(['PUT', 'PURGE', 'DELETE'].map(method => ({ ...route(method, '/x'), server: of })), [''], of, { scopes: [scope], receivable })
    const { preflightPolicy } = routes.find('PUT', url, undefined)
    return preflightPolicy && [...preflightPolicy.compiled.listedMethods]
  }
  for (const url of ['/x', '/other']) {
    t.strictSame(methodsAt(undefined, url), ['DELETE', 'PURGE', 'PUT'], url)
    t.strictSame(methodsAt(new Set(['GET', 'PUT', 'DELETE']), url), ['DELETE', 'PUT'], url)
  }
})

t.test('scopeOf is undefined for an instance without a registration', async (t) => {
  t.equal(scopeOf(server), undefined)
  t.equal(scopeOf({ [kScope]: 1 } as unknown as FastifyInstance), 1)
})

t.test('a target has the parameter names of the route for a request without a version', async (t) => {
  const routes = table([
    route('GET', '/:a/:B'), route('PUT', '/:a/:B', { host: 'a.test' }), route('PATCH', '/:a/:B', { version: '1' }),
    route('POST', '/:a/:b', { host: 'a.test', version: '1' }), route('POST', '/:a/*')
  ])
  const parameters = (method: string) => routes.find(method, '/x/y', 'a.test').parameters
  t.strictSame(['GET', 'PUT', 'PATCH', 'POST', 'DELETE'].map(parameters), [['a', 'B'], ['a', 'B'], undefined, ['a', '*'], undefined])
  t.equal(routes.find('POST', '/x/y', 'a.test').route?.route.pattern, '/:a/:b')
})

t.test('the route table is case-sensitive by default', async (t) => {
  // For either case, each method has its own order in which two expressions are tried.
  const routes = [['GET', '/A/:x.:y'], ['GET', '/a/:x-:y'], ['GET', '/a/:x.:y'], ['PUT', '/a/:x.:y'], ['PUT', '/a/:x-:y']] as const
  const found = table(routes.map(([method, pattern]) => route(method, pattern)))
  const router = createRouter()
  for (const [method, pattern] of routes) router.on(method, pattern, () => {}, pattern)
  for (const method of ['GET', 'PUT'] as const) {
    for (const url of ['/A/1.2', '/a/1.2', '/a/1-2', '/a/1-2.3', '/a/1.2-3']) {
      t.equal(found.find(method, url, undefined).route?.route.pattern, router.find(method, url)?.store, `${method} ${url}`)
    }
  }
})
