/** The log at boot and at run time: warnings only where they apply. */
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { ERROR, INFO, WARN, logged, type Entry } from '../../logged.ts'

const A = 'https://a.test'
const LIST: CorsPolicyDocument = { origins: [A] }
const cors = (app: FastifyInstance, document: CorsPolicyDocument = LIST) => app.register(corsPlugin, document)
const handler = async () => ''
const put = { method: 'PUT', handler } as const
const OTHER = { config: { cors: { maxAge: 5 } } }

type Notice = readonly [level: number, rule: string, msg: RegExp]
const OUTSIDE = 'cors-config-without-plugin'
const MIXED = 'url-with-several-policies'
const EARLIER = 'hook-before-plugin'
const IDLE = 'routes-pattern-without-route'
const RULES = [OUTSIDE, MIXED, EARLIER, IDLE]

function earlyHook (): Promise<void> { return Promise.resolve() }

type SetUp = (app: FastifyInstance) => void

const SET_UPS: ReadonlyArray<readonly [name: string, setUp: SetUp, notices: readonly Notice[]]> = [
  ['an application without problems', (app) => {
    app.addHook('onResponse', earlyHook)
    cors(app)
    app.addHook('onRequest', earlyHook)
    app.get('/', { config: { cors: false } }, handler)
    app.get('/same', handler)
    app.route({ ...put, url: '/same', config: { cors: { origins: [A] } } })
    app.register(async (child) => { child.addHook('onRequest', earlyHook); child.get('/child', handler) })
  }, []],
  ['config.cors outside every registration', (app) => {
    app.register(async (child) => { cors(child); child.get('/inside', OTHER, handler) })
    app.get('/outside', OTHER, handler)
    app.get('/plain', handler)
  }, [[ERROR, OUTSIDE, /^GET \/outside \/config\/cors: `config\.cors` has no effect, because .* \(cors-config-without-plugin\)$/]]],
  ['config.cors that turns off outside every registration what is off there', (app) => {
    app.register(async (child) => { cors(child) })
    app.get('/outside', { config: { cors: false } }, handler)
  }, []],
  ['patterns in routes that cover no route', (app) => {
    app.register(corsPlugin, { origins: [A], routes: { '/typo': false, '/users/me': false, '/in/*': false } })
    app.get('/users/:id', handler)
    app.get('/in/side', handler)
  }, [[WARN, IDLE, /^registration \/routes\/~1typo false: The pattern determines the policy of no route\. .* \(and 1 more\) /]]],
  ['routes of one URL for different hosts', (app) => {
    cors(app)
    app.route({ ...put, url: '/hosts/:id', constraints: { host: 'a.test' }, config: { cors: { maxAge: 5 } } })
    app.route({ ...put, url: '/hosts/:id' })
  }, []],
  ['methods of one URL with two policies', (app) => {
    cors(app)
    app.get('/mixed', handler)
    app.route({ ...put, url: '/mixed', ...OTHER })
  }, [[WARN, MIXED, / \/mixed have different policies or tenants, /]]],
  ['methods of one URL of which one has CORS off', (app) => {
    cors(app)
    app.get('/mixed', { exposeHeadRoute: false }, handler)
    app.route({ ...put, url: '/mixed', config: { cors: false } })
  }, [[WARN, MIXED, / \/mixed have different policies or tenants, /]]],
  ['methods of one URL in scopes with different policies', (app) => {
    cors(app)
    app.get('/mixed', handler)
    app.register(async (child) => { cors(child, { origins: '*' }); child.route({ ...put, url: '/mixed' }) })
  }, [[WARN, MIXED, / \/mixed have different policies or tenants, /]]],
  ['methods of one URL whose patterns differ', (app) => {
    cors(app)
    app.get('/items/:id', handler)
    app.route({ ...put, url: '/items/special', ...OTHER })
  }, [[WARN, MIXED, /^GET, HEAD, PUT \/items\/special have /]]],
  ['methods of one URL of which one is for one host alone', (app) => {
    cors(app)
    app.get('/host', handler)
    app.route({ ...put, url: '/host', constraints: { host: 'a.test' }, ...OTHER })
  }, [[WARN, MIXED, /^GET, HEAD, PUT \/host have /]]],
  ['methods of one URL for different hosts, which are two URLs', (app) => {
    cors(app)
    app.get('/host', { constraints: { host: 'b.test' } }, handler)
    app.route({ ...put, url: '/host', constraints: { host: 'a.test' }, ...OTHER })
  }, []],
  ['hooks that run first', (app) => {
    app.addHook('onRequest', earlyHook)
    app.addHook('onRequest', async () => {})
    cors(app)
    app.addHook('onRequest', async function lateHook () {})
    app.get('/', handler)
  }, [[INFO, EARLIER, /^These onRequest hooks run before the policy .*earlyHook, anonymous/]]],
  ['hooks of an enclosing scope that run first', (app) => {
    app.addHook('onRequest', earlyHook)
    app.register(async (child) => { cors(child); child.get('/', handler) }, { prefix: '/child' })
  }, [[INFO, EARLIER, /^These onRequest hooks run before the policy .*earlyHook/]]],
]

const isOurs = ({ plugin }: Entry) => plugin === 'fastify-cors-policy'

for (const [name, setUp, notices] of SET_UPS) {
  t.test(`at boot: ${name}`, async (t) => {
    const { app, log } = logged(...RULES)
    setUp(app)
    await app.ready()
    t.match(log, notices.map(([level, rule, msg]) => ({ level, rule, msg })))
    t.equal(log.length, notices.length)
    t.ok(log.every(isOurs), 'each line has the name of the plugin')
  })
}

t.test('a preflight for a URL with two policies lists only methods of its own policy, and varies by method', async (t) => {
  const { app } = logged()
  cors(app, { origins: [A], maxAge: 1 })
  app.get('/mixed', handler)
  app.route({ ...put, url: '/mixed', ...OTHER })
  app.delete('/mixed', { config: { cors: { maxAge: 5 } } }, handler)
  app.patch('/mixed', { config: { cors: false } }, handler)
  app.post('/mixed', { config: { cors: { origins: ['https://b.test'] } } }, handler)
  app.get('/open', { config: { cors: { origins: '*' } } }, handler)
  app.route({ ...put, url: '/open', config: { cors: false } })
  const BY_METHOD = 'Origin, Access-Control-Request-Method'
  for (const [url, method, status, maxAge, methods, vary] of [
    ['/mixed', 'GET', 204, '1', 'GET, HEAD', BY_METHOD],
    ['/mixed', 'HEAD', 204, '1', 'GET, HEAD', BY_METHOD],
    ['/mixed', 'PUT', 204, '5', 'DELETE, PUT', BY_METHOD],
    ['/mixed', 'DELETE', 204, '5', 'DELETE, PUT', BY_METHOD],
    ['/mixed', 'POST', 403, undefined, undefined, BY_METHOD],
    ['/mixed', 'PATCH', 404, undefined, undefined, undefined],
    ['/mixed', 'BREW', 204, '1', 'GET, HEAD', BY_METHOD],
    ['/open', 'GET', 204, '1', 'GET, HEAD', 'Access-Control-Request-Method']
  ] as const) {
    const headers = { origin: A, 'access-control-request-method': method }
    const answer = await app.inject({ method: 'OPTIONS', url, headers })
    const { 'access-control-max-age': age, 'access-control-allow-methods': listed, vary: varies } = answer.headers
    t.same([answer.statusCode, age, listed, varies], [status, maxAge, methods, vary], `${method} ${url}`)
  }
})

t.test('CORS headers of other code are reported once for each route and header', async (t) => {
  const { app, log } = logged()
  cors(app)
  const foreign = async (_request: unknown, reply: { header (name: string, value: string): unknown }) => {
    reply.header('access-control-allow-origin', '*')
    return ''
  }
  app.get('/one', foreign)
  app.get('/two', async () => new Response('', { headers: { 'access-control-max-age': '1' } }))
  app.get('/off', { config: { cors: false } }, foreign)
  app.get('/same', async (_request, reply) => { reply.header('access-control-allow-origin', A); return '' })
  app.register(async (child) => { cors(child); child.get('/', foreign) }, { prefix: '/child' })
  await app.ready()
  for (const url of ['/off', '/same']) await app.inject({ url, headers: { origin: A } })
  t.same(log, [], 'nothing where CORS is off, nor for the very value of the policy')
  for (let i = 0; i < 3; i++) {
    for (const url of ['/one', '/two', '/child', '/one']) await app.inject({ url, headers: { origin: A } })
  }
  const told = { level: WARN, msg: /The value of the policy was sent instead\. Remove the other code/, field: 'access-control-allow-origin' }
  t.match(log, [{ ...told, route: '/one' }, { ...told, field: 'access-control-max-age', route: '/two' }, { ...told, route: '/child' }])
  t.equal(log.length, 3)
})

t.test('CORS headers of a web Response are reported', async (t) => {
  const { app, log } = logged()
  cors(app)
  app.get('/', async () => new Response('', { headers: { 'access-control-max-age': '1' } }))
  for (let i = 0; i < 3; i++) await app.inject({ url: '/', headers: { origin: A } })
  t.match(log, [{ level: WARN, field: 'access-control-max-age', route: '/' }])
  t.equal(log.length, 1)
})

t.test('a URL or an origin cannot inject a log line', async (t) => {
  const { app, log } = logged()
  cors(app)
  app.get('/*', async (_request, reply) => { reply.header('access-control-allow-origin', '*'); return '' })
  for (const url of ['/%0d%0aFAKE', '/x?%0aFAKE']) {
    for (const origin of [A, 'https://a.test%0d%0aFAKE']) {
      await app.inject({ url, headers: { origin } })
      await app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'FAKE%0aPUT' } })
    }
  }
  const others = log.filter((line) => !('cors' in line))
  t.equal(others.length, 1)
  t.notMatch(JSON.stringify(others), /FAKE/)
  t.match(log.filter((line) => 'cors' in line), [{ level: 40, cors: { reason: 'method-not-routed', method: 'FAKE%0aPUT' } }], 'one line, with the method as sent')
})
