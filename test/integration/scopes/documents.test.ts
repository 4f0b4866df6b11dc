/** The priority of named policies, `routes` and the choice of a route. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { routerOptions } from '../../fastify-facts.ts'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyChoice, CorsPolicyDocument } from '../../../types/policy.ts'
import { POLICIES, isUnder, type Expected } from './policies.ts'

const { root, child, inner, other } = POLICIES
const NAMED: CorsPolicyDocument = { ...root, policies: { child, inner, other } }
const OFF: CorsPolicyDocument = { policies: { child, inner, other } }

const cors = (app: FastifyInstance, document: CorsPolicyDocument) => app.register(corsPlugin, document)

/** Routes by URL, each with its `config.cors`. */
function routes (app: FastifyInstance, ...urls: ReadonlyArray<string | readonly [string, CorsPolicyChoice]>): void {
  for (const entry of urls) {
    const [url, choice] = typeof entry === 'string' ? [entry] : entry
    app.get(url, choice === undefined ? {} : { config: { cors: choice } }, async () => '')
  }
}

const NESTED_TABLE = { '/api/*': 'child', '/api/v1/*': 'inner', '/api/v1/public': 'other', '/*': false } as const
const reversed = (table: object) =>
  Object.fromEntries(Object.entries(table).reverse()) as CorsPolicyDocument['routes'] & {}
const UNDER_THE_TABLE: Expected[] = [
  ['/api/v1/public', 'other'], ['/api/v1/secret', 'inner'], ['/api/v1/', 'inner'], ['/api/v1', 'inner'],
  ['/api/x', 'child'], ['/api/', 'child'], ['/api', 'child'], ['/apiary', undefined], ['/', undefined], ['/nowhere', 'root']
]
const OF_THE_TABLE = [
  '/', '/api', '/api/', '/apiary', '/api/x', '/api/v1', '/api/v1/', '/api/v1/secret', '/api/v1/public'
]

type SetUp = (app: FastifyInstance) => void

const SET_UPS: ReadonlyArray<readonly [name: string, setUp: SetUp, expected: readonly Expected[]]> = [
  ['a route chooses by name, before and after the registration', (app) => {
    routes(app, ['/before', 'other'])
    cors(app, NAMED)
    routes(app, ['/after', 'child'], '/plain')
  }, [['/before', 'other'], ['/after', 'child'], ['/plain', 'root']]],
  ['the fields of an override replace those of the scope, and the rest stays', (app) => {
    cors(app, { ...root, maxAge: 2, exposedHeaders: [], allowedHeaders: ['X-None'] })
    routes(app, ['/same', { maxAge: 1, exposedHeaders: ['X-Root'], allowedHeaders: ['X-Root'] }])
  }, [['/same', 'root']]],
  ['off by default, on for each route', (app) => {
    cors(app, OFF)
    routes(app, '/plain', ['/name', 'child'], ['/whole', root], ['/off', false])
  }, [['/plain', undefined], ['/name', 'child'], ['/whole', 'root'], ['/off', undefined], ['/nowhere', undefined]]],
  ['on by default, off for a route', (app) => {
    cors(app, root)
    routes(app, '/plain', ['/off', false])
  }, [['/plain', 'root'], ['/off', undefined], ['/nowhere', 'root']]],
  ['the table of routes: the longest pattern wins', (app) => {
    cors(app, { ...NAMED, routes: NESTED_TABLE })
    routes(app, ...OF_THE_TABLE)
  }, UNDER_THE_TABLE],
  ['the table of routes, written the other way round', (app) => {
    routes(app, ...OF_THE_TABLE)
    cors(app, { ...NAMED, routes: reversed(NESTED_TABLE) })
  }, UNDER_THE_TABLE],
  ['the table alone, where the scope is off', (app) => {
    cors(app, { routes: { '/api/*': root } })
    routes(app, '/api/x', '/api', '/apis', '/x')
  }, [['/api/x', 'root'], ['/api', 'root'], ['/apis', undefined], ['/x', undefined], ['/nowhere', undefined]]],
  ['the table is about routed patterns, not about the text of URLs', (app) => {
    const table = { '/orders/:id': 'child', '/orders/7': 'inner', '/files/*': 'other', '/orders/special': false } as const
    cors(app, { ...NAMED, routes: table })
    routes(app, '/orders/:id', '/files/*', '/files', '/:any/deep')
  }, [
    ['/orders/7', 'child'], ['/orders/special', 'child'], ['/files/a/b', 'other'], ['/files/', 'other'],
    ['/files', 'other'], ['/files?/files/x', 'other'], ['/orders/deep', 'child'], ['/files/../orders/7', 'other'], ['/Orders/deep', 'root']
  ]],
  ['the table compares letters by their case', (app) => {
    cors(app, { ...NAMED, routes: { '/Admin': 'child', '/admin': 'inner' } })
    routes(app, '/Admin', '/admin', '/ADMIN')
  }, [['/Admin', 'child'], ['/admin', 'inner'], ['/ADMIN', 'root']]],
  // The router does not decode "%2B", so a URL with it has no route.
  ['a plus in the table is a plus, and a space is a space', (app) => {
    cors(app, { ...NAMED, routes: { '/service+path': 'child', '/service path': 'inner' } })
    routes(app, '/service+path', '/service path')
  }, [
    ['/service+path', 'child'], ['/service%20path', 'inner'], ['/service%2Bpath', 'root'], ['/service%252Bpath', 'root']
  ]],
  ['the table holds prefixes as they are routed', (app) => {
    cors(app, { ...NAMED, routes: { '/scope/*': 'child', '/scope': 'other', '/x': 'inner' } })
    app.register(async (scope) => { routes(scope, '/', '/x') }, { prefix: '/scope' })
    routes(app, '/x')
  }, [['/scope', 'other'], ['/scope/', 'other'], ['/scope/x', 'child'], ['/x', 'inner']]],
  ['config.cors has priority over routes, and routes over the scope', (app) => {
    cors(app, { ...NAMED, routes: { '/api/*': 'child' } })
    routes(app, ['/api/own', 'other'], ['/api/off', false], '/api/x', '/x')
  }, [['/api/own', 'other'], ['/api/off', undefined], ['/api/x', 'child'], ['/x', 'root']]],
  ['an override replaces fields of the policy from routes, or of the scope without a matching key', (app) => {
    cors(app, { ...root, policies: { other: { ...other, maxAge: 9 } }, routes: { '/table/*': 'other' } })
    routes(app, ['/table/own', { maxAge: 4 }], ['/own', { maxAge: 1 }])
  }, [['/table/own', 'other'], ['/own', 'root']]],
  ['an override in routes replaces fields of the scope, not of a shorter pattern', (app) => {
    cors(app, { ...root, maxAge: 9, policies: { other }, routes: { '/a/*': 'other', '/a/b/*': { maxAge: 1 } } })
    routes(app, '/a', '/a/b', '/a/b/c', '/a/c')
  }, [['/a', 'other'], ['/a/b', 'root'], ['/a/b/c', 'root'], ['/a/c', 'other']]],
  ['the table covers the index of a prefix, with a slash and without', (app) => {
    cors(app, { ...NAMED, routes: { '/admin/*': 'child', '/shop/+': 'inner', '/:tenant/*': 'other' } })
    for (const prefix of ['/admin', '/shop', '/:tenant']) {
      app.register(async (scope) => { routes(scope, '/', '/users', '/*') }, { prefix })
    }
    routes(app, '/adminx', '/shopx')
  }, [
    ['/admin', 'child'], ['/admin/', 'child'], ['/admin/users', 'child'], ['/admin/x/y', 'child'], ['/adminx', 'root'],
    ['/shop', 'root'], ['/shop/', 'root'], ['/shop/users', 'inner'], ['/shop/x/y', 'inner'], ['/shopx', 'root'],
    ['/t', 'other'], ['/t/', 'other'], ['/t/users', 'other']
  ]],
  ['an exact key covers the index that prefixTrailingSlash creates', (app) => {
    cors(app, { ...NAMED, routes: { '/a': 'child', '/a/*': 'inner', '/b/*': 'child', '/b/': 'inner', '/c': 'child', '/c/': 'other' } })
    for (const prefixTrailingSlash of ['slash', 'no-slash', 'both'] as const) {
      for (const prefix of ['/a', '/b', '/c']) {
        app.register(async (scope) => { scope.get('/', { prefixTrailingSlash }, async () => '') }, { prefix: `${prefix}/${prefixTrailingSlash}` })
      }
    }
    for (const prefix of ['/a', '/b', '/c']) app.register(async (scope) => { scope.get('/', async () => '') }, { prefix })
  }, [
    ['/a', 'child'], ['/a/', 'child'], ['/b', 'inner'], ['/b/', 'inner'], ['/c', 'child'], ['/c/', 'other'],
    ['/a/slash/', 'inner'], ['/a/no-slash', 'inner'], ['/b/both', 'child'], ['/b/both/', 'child'], ['/c/both', 'root']
  ]],
  ['inner registrations know the names of outer ones', (app) => {
    cors(app, NAMED)
    app.register(async (scope) => {
      cors(scope, { ...child, routes: { '/scope/table': 'other' } })
      routes(scope, '/', ['/own', 'inner'], '/table')
      scope.register(async (scope) => {
        cors(scope, { ...root, notFound: 'child' })
        routes(scope, ['/own', 'other'])
      }, { prefix: '/in' })
    }, { prefix: '/scope' })
  }, [['/scope', 'child'], ['/scope/own', 'inner'], ['/scope/table', 'other'], ['/scope/in/own', 'other']]],
  ['the names of an inner registration shadow those outside, for itself alone', (app) => {
    cors(app, { ...root, policies: { name: other } })
    routes(app, ['/own', 'name'])
    app.register(async (scope) => {
      cors(scope, { ...root, policies: { name: inner } })
      routes(scope, ['/own', 'name'])
    }, { prefix: '/scope' })
    app.register(async (scope) => { routes(scope, ['/own', 'name']) }, { prefix: '/plain' })
  }, [['/own', 'other'], ['/scope/own', 'inner'], ['/plain/own', 'other']]],
  ['the table and notFound of an outer registration end where an inner one begins', (app) => {
    cors(app, { ...NAMED, routes: { '/*': 'other' }, notFound: 'other' })
    app.register(async (scope) => {
      cors(scope, child)
      routes(scope, '/x')
      scope.setNotFoundHandler((_request, reply) => { reply.code(404).send('') })
    }, { prefix: '/scope' })
  }, [['/scope/x', 'child'], ['/scope/nowhere', 'child'], ['/nowhere', 'other']]],
  ['an override in an inner registration refines that one', (app) => {
    cors(app, other)
    app.register(async (scope) => {
      cors(scope, { ...root, maxAge: 9 })
      routes(scope, ['/own', { maxAge: 1 }])
    }, { prefix: '/scope' })
  }, [['/scope/own', 'root']]],
  ['names that every object has are names like others', (app) => {
    cors(app, { ...root, policies: { constructor: child, toString: inner } as {}, routes: { '/toString': 'toString' } })
    routes(app, ['/own', 'constructor'], '/toString')
  }, [['/own', 'child'], ['/toString', 'inner']]]
]

for (const [name, setUp, expected] of SET_UPS) {
  t.test(name, async (t) => {
    const app = Fastify({ forceCloseConnections: true })
    setUp(app)
    await isUnder(t, app, expected)
  })
}

t.test('the route table follows the router options for equal URLs', async (t) => {
  const app = Fastify({
    forceCloseConnections: true, caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true
  } as {})
  cors(app, { ...NAMED, routes: { '/admin/*': 'child', '/Users/:ID': 'other' } })
  routes(app, '/admin', '/Admin/Keys', '/users/:id', '/x')
  await isUnder(t, app, [
    ['/admin', 'child'], ['/ADMIN', 'child'], ['/admin/', 'child'], ['//admin', 'child'], ['/admin/keys', 'child'], ['/ADMIN/Keys', 'child'],
    ['/USERS/7', 'other'], ['/X', 'root']
  ])
  const { nearMisses } = await app.cors.explain({ url: '/admin/keys', origin: 'https://stranger.example' })
  t.notOk(nearMisses.some(({ field }) => field === 'routes'), 'no key differs only in letter case')
})

t.test('two keys that the router compares as equal are rejected, if it ignores letter case', async (t) => {
  const document = { ...NAMED, routes: { '/admin/*': 'child', '/Admin/*': 'other', '/ADMIN': 'child' } } as const
  const build = (caseSensitive: boolean) => {
    const app = Fastify({ forceCloseConnections: true, ...routerOptions({ caseSensitive }) })
    cors(app, document)
    routes(app, '/admin/x', '/Admin/x')
    return app
  }
  await isUnder(t, build(true), [['/admin/x', 'child'], ['/Admin/x', 'other']])
  const app = Fastify({ forceCloseConnections: true, ...routerOptions({ caseSensitive: false }) })
  cors(app, document)
  await t.rejects(async () => { await app.ready() }, {
    code: 'FST_CORS_POLICY_INVALID', issues: [{ id: 'route-keys-are-equal', path: '/routes/~1Admin~1*', message: /Remove one of them/ }]
  })
})
