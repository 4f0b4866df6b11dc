/** A 404 and its preflight have the policy of the context with the not-found handler. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyChoice, CorsPolicyDocument } from '../../../types/policy.ts'
import { POLICIES, isUnder, type Expected } from './policies.ts'

const { root, child, inner, other } = POLICIES

const cors = (app: FastifyInstance, document: CorsPolicyDocument) => app.register(corsPlugin, document)

function notFound (app: FastifyInstance, choice?: CorsPolicyChoice): void {
  const config = choice === undefined ? {} : { cors: choice }
  app.setNotFoundHandler({ config } as {}, (_request, reply) => { reply.code(404).send('own') })
}

const NAMED: CorsPolicyDocument = { ...root, policies: { child, inner, other } }
const AT_THE_ROOT: Expected[] = [['/nowhere', 'root'], ['/scope/nowhere', 'root']]

type SetUp = (app: FastifyInstance) => void

const SET_UPS: ReadonlyArray<readonly [name: string, setUp: SetUp, expected: readonly Expected[]]> = [
  ['Fastify\'s own handler', (app) => { cors(app, root) }, AT_THE_ROOT],
  ['a handler of the root, set before', (app) => { notFound(app); cors(app, root) }, AT_THE_ROOT],
  ['a handler of the root, set after', (app) => { cors(app, root); notFound(app) }, AT_THE_ROOT],
  ['a scope without a handler', (app) => {
    cors(app, root)
    app.register(async (scope) => { cors(scope, child) }, { prefix: '/scope' })
  }, AT_THE_ROOT],
  ['a scope with a handler and without a registration', (app) => {
    app.register(async (scope) => { notFound(scope) }, { prefix: '/scope' })
    cors(app, root)
  }, AT_THE_ROOT],
  ['a scope with both', (app) => {
    cors(app, root)
    app.register(async (scope) => { cors(scope, child); notFound(scope) }, { prefix: '/scope' })
  }, [['/nowhere', 'root'], ['/scope/nowhere', 'child'], ['/scope', 'child'], ['/scopes', 'root']]],
  ['a scope with both, the handler first', (app) => {
    app.register(async (scope) => { notFound(scope); cors(scope, child) }, { prefix: '/scope' })
    cors(app, root)
  }, [['/nowhere', 'root'], ['/scope/nowhere', 'child'], ['/scope/', 'child']]],
  ['a scope with both and nothing around it', (app) => {
    app.register(async (scope) => { cors(scope, child); notFound(scope) }, { prefix: '/scope' })
  }, [['/nowhere', undefined], ['/scope/nowhere', 'child'], ['/scoped', undefined]]],
  ['handlers on three levels', (app) => {
    cors(app, root)
    notFound(app)
    app.register(async (scope) => {
      notFound(scope)
      cors(scope, child)
      scope.register(async (scope) => { cors(scope, inner); notFound(scope) }, { prefix: '/inner' })
      scope.register(async (scope) => { cors(scope, other) }, { prefix: '/other' })
    }, { prefix: '/scope' })
  }, [
    ['/nowhere', 'root'], ['/scope/nowhere', 'child'], ['/scope/inner/nowhere', 'inner'], ['/scope/other/nowhere', 'child']
  ]],
  ['a handler with a policy by name', (app) => {
    cors(app, NAMED)
    notFound(app, 'other')
  }, [['/nowhere', 'other'], ['/', 'root']]],
  ['a handler with an override that replaces everything', (app) => {
    cors(app, { origins: [root.origins[0]] })
    notFound(app, root)
  }, [['/nowhere', 'root']]],
  ['a handler with CORS off', (app) => { notFound(app, false); cors(app, root) }, [['/nowhere', undefined], ['/', 'root']]],
  ['a handler with CORS on where the scope is off', (app) => {
    cors(app, { policies: { child } })
    notFound(app, 'child')
  }, [['/nowhere', 'child'], ['/', undefined]]],
  ['a handler of a scope with its own choice, inside another', (app) => {
    cors(app, NAMED)
    notFound(app, 'other')
    app.register(async (scope) => { notFound(scope, 'inner') }, { prefix: '/scope' })
    app.register(async (scope) => { notFound(scope, false) }, { prefix: '/off' })
  }, [['/nowhere', 'other'], ['/scope/nowhere', 'inner'], ['/off/nowhere', undefined]]],
  ['the document\'s notFound, a name', (app) => {
    cors(app, { ...NAMED, notFound: 'child' })
  }, [['/nowhere', 'child'], ['/', 'root']]],
  ['the document\'s notFound, off', (app) => {
    cors(app, { ...root, notFound: false })
  }, [['/nowhere', undefined], ['/', 'root']]],
  ['the document\'s notFound, an override', (app) => {
    cors(app, { ...root, notFound: other })
  }, [['/nowhere', 'other'], ['/', 'root']]],
  ['the document\'s notFound where the scope is off', (app) => {
    cors(app, { policies: { child }, notFound: 'child' })
  }, [['/nowhere', 'child'], ['/', undefined]]],
  ['a handler\'s own choice before the document\'s notFound', (app) => {
    cors(app, { ...NAMED, notFound: 'child' })
    notFound(app, 'other')
  }, [['/nowhere', 'other'], ['/', 'root']]],
  ['an inner registration without notFound inside an outer one with notFound', (app) => {
    cors(app, { ...root, notFound: other })
    app.register(async (scope) => { cors(scope, child); notFound(scope) }, { prefix: '/scope' })
  }, [['/nowhere', 'other'], ['/scope/nowhere', 'child']]],
  ['routes, which do not apply to unknown URLs', (app) => {
    cors(app, { ...NAMED, routes: { '/*': 'other', '/nowhere': 'inner' } })
  }, [['/nowhere', 'root'], ['/', 'other']]]
]

for (const [name, setUp, expected] of SET_UPS) {
  t.test(`unknown URLs have the policy of their not-found handler: ${name}`, async (t) => {
    const app = Fastify({ forceCloseConnections: true })
    setUp(app)
    app.get('/', async () => '')
    await isUnder(t, app, expected)
  })
}

t.test('a missing method of a known URL reaches the not-found handler, and its preflight varies by method', async (t) => {
  const app = Fastify()
  cors(app, { ...root, notFound: other })
  app.get('/', async () => '')
  for (const [method, origin, vary] of [
    ['GET', 'https://root.test', 'Origin'], ['DELETE', 'https://other.test', 'Origin, Access-Control-Request-Method']
  ] as const) {
    const actual = await app.inject({ method, url: '/', headers: { origin } })
    t.same([actual.headers['access-control-allow-origin'], actual.headers.vary], [origin, 'Origin'], method)
    const headers = { origin, 'access-control-request-method': method }
    const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers })
    t.same([preflight.headers['access-control-allow-origin'], preflight.headers.vary], [origin, vary], method)
  }
})

t.test('callNotFound keeps the policy of the route, like its preflight', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(async (scope) => {
    cors(scope, child)
    scope.get('/x', (_request, reply) => { reply.callNotFound() })
  }, { prefix: '/first' })
  cors(app, { ...root, policies: { inner, other }, notFound: 'inner' })
  app.register(async (scope) => {
    cors(scope, child)
    notFound(scope, 'other')
    scope.get('/x', (_request, reply) => { reply.callNotFound() })
  }, { prefix: '/last' })
  app.get('/x', (_request, reply) => { reply.callNotFound() })
  app.get('/off', { config: { cors: false } }, (_request, reply) => { reply.callNotFound() })
  await isUnder(t, app, [
    ['/first/x', 'child'], ['/last/x', 'child'], ['/x', 'root'], ['/off', undefined], ['/nowhere', 'inner']
  ])
})
