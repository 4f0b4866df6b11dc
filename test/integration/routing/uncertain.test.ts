/** Preflights whose route depends on a constraint that they do not carry: rejected only if policies differ. */
import Fastify, { type FastifyInstance } from 'fastify'
import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { A } from '../../unit/plugin/send-options.ts'
import { WARN, logged } from '../../logged.ts'

const B = 'https://b.test'
const OTHER = { config: { cors: { origins: [B] } } } as const
const V2 = { constraints: { version: '2.0.0' } }
const RULE = 'preflight-route-ambiguous'

/** A constraint on a header that pages can set without a preflight. */
function addStrategy (app: FastifyInstance, mustMatchWhenDerived: boolean, isAsync = false): void {
  const derive = ({ headers }: IncomingMessage) => headers.accept === '*/*' ? undefined : headers.accept
  app.addConstraintStrategy({
    name: 'media',
    mustMatchWhenDerived,
    storage () {
      const known = new Map<unknown, unknown>()
      return { get: (value: unknown) => known.get(value) ?? null, set: (value: unknown, handlers: unknown) => { known.set(value, handlers) } }
    },
    validate () {},
    deriveConstraint: isAsync
      ? (request: IncomingMessage, _context: unknown, done: (error: null, value: unknown) => void) => { setImmediate(done, null, derive(request)) }
      : derive
  } as never)
}

const ADMIN = 'application/x-admin'

type SetUp = (app: FastifyInstance) => void

/** What is asked for is DELETE of /x/1 under shop.test; the fields lead another request elsewhere, or nowhere. */
const CASES: ReadonlyArray<readonly [what: string, setUp: SetUp, fields: Record<string, string>, body: string, isUncertain: boolean, told?: RegExp]> = [
  ['a less specific route of a version', (app) => {
    app.delete('/x/:id', async () => 'front')
    app.delete('/*', { ...V2, ...OTHER }, async () => 'admin')
  }, { 'accept-version': '2.0.0' }, 'admin', true],
  ['a less specific route of a version and the same policy', (app) => {
    app.delete('/x/:id', async () => 'front')
    app.delete('/*', V2, async () => 'admin')
  }, { 'accept-version': '2.0.0' }, 'admin', false],
  ['a less specific route of a version without CORS', (app) => {
    app.delete('/x/:id', async () => 'front')
    app.delete('/*', { ...V2, config: { cors: false } }, async () => 'admin')
  }, { 'accept-version': '2.0.0' }, 'admin', true],
  ['a route of a version at another URL', (app) => {
    app.delete('/x/:id', async () => 'front')
    app.delete('/y/:id', { ...V2, ...OTHER }, async () => 'admin')
  }, { 'accept-version': '2.0.0' }, '404', false],
  ['a route of a version for another method', (app) => {
    app.delete('/x/:id', async () => 'front')
    app.put('/x/:id', { ...V2, ...OTHER }, async () => 'admin')
  }, { 'accept-version': '2.0.0' }, '404', false],
  ['a route of a version for another host', (app) => {
    app.delete('/x/:id', async () => 'front')
    app.delete('/*', { ...OTHER, constraints: { version: '2.0.0', host: 'other.test' } }, async () => 'admin')
  }, { 'accept-version': '2.0.0' }, '404', false, /^The plugin rejects preflights for DELETE \/x\/1 \(host other\.test\), /],
  ['a route that must match', (app) => {
    addStrategy(app, true)
    app.delete('/x/:id', async () => 'front')
    app.delete('/:any/:id', { ...OTHER, constraints: { media: ADMIN } }, async () => 'admin')
  }, { accept: ADMIN }, 'admin', true],
  ['a route that must match, by an asynchronous strategy', (app) => {
    addStrategy(app, true, true)
    app.delete('/x/:id', async () => 'front')
    app.delete('/:any/:id', { ...OTHER, constraints: { media: ADMIN } }, async () => 'admin')
  }, { accept: ADMIN }, 'admin', true],
  ['a less specific route that need not match', (app) => {
    addStrategy(app, false)
    app.delete('/x/:id', async () => 'front')
    app.delete('/:any/:id', { ...OTHER, constraints: { media: ADMIN } }, async () => 'admin')
  }, { accept: ADMIN }, 'front', false],
  ['a more specific route that need not match', (app) => {
    addStrategy(app, false)
    app.delete('/x/:id', async () => 'front')
    app.delete('/x/1', { ...OTHER, constraints: { media: ADMIN } }, async () => 'admin')
  }, { accept: ADMIN }, 'admin', true],
  ['a host beside another constraint that is declared later', (app) => {
    addStrategy(app, false)
    app.delete('/x/:id', { constraints: { host: 'shop.test' } }, async () => 'front')
    app.delete('/x/:id', { ...OTHER, constraints: { media: ADMIN } }, async () => 'admin')
  }, { accept: ADMIN }, 'admin', true],
  ['a host beside another constraint that is declared before', (app) => {
    addStrategy(app, false)
    app.delete('/x/:id', { ...OTHER, constraints: { media: ADMIN } }, async () => 'admin')
    app.delete('/x/:id', { constraints: { host: 'shop.test' } }, async () => 'front')
  }, { accept: ADMIN }, 'front', false],
  ['a host in an expression, and two constraints in one route', (app) => {
    addStrategy(app, false)
    app.delete('/x/:id', { constraints: { host: /^shop\./ } }, async () => 'front')
    app.delete('/x/:id', { ...OTHER, constraints: { media: ADMIN, version: '2.0.0' } }, async () => 'admin')
  }, { accept: ADMIN, 'accept-version': '2.0.0' }, 'admin', true],
  ['nothing but a version, and a not-found handler of another policy', (app) => {
    app.delete('/x/:id', V2, async () => 'front')
    app.setNotFoundHandler(OTHER as never, (_request, reply) => { reply.code(404).send('404') })
  }, { 'accept-version': '3.0.0' }, '404', false]
]

for (const nested of [false, true]) {
  for (const [what, setUp, fields, body, isUncertain, told] of CASES) {
    t.test(`with ${what}${nested ? ' in a scope' : ''}, the preflight is ${isUncertain ? 'rejected and reported' : 'approved'}`, async (t) => {
      const { app, log } = logged(RULE)
      let cors: FastifyInstance['cors'] | undefined
      const register: SetUp = (app) => { app.register(corsPlugin, { origins: [A] }).after(() => { cors = app.cors }) }
      if (nested) app.register(async (scope) => { register(scope); setUp(scope) })
      else { register(app); setUp(app) }
      await app.ready()
      const headers = { host: 'shop.test', origin: A }
      const preflight = await app.inject({
        method: 'OPTIONS', url: '/x/1', headers: { ...headers, accept: '*/*', 'access-control-request-method': 'DELETE' }
      })
      t.same([preflight.statusCode, preflight.headers['access-control-allow-origin']], isUncertain ? [403, undefined] : [204, A])
      if (isUncertain) t.equal(preflight.headers.vary, 'Origin')
      t.same(cors!.stats(), isUncertain ? { none: { preflight: { 'route-ambiguous': 1 } } } : { scope: { preflight: { 'origin-allowed': 1 } } })
      const actual = await app.inject({ method: 'DELETE', url: '/x/1', headers: { ...headers, ...fields } })
      t.equal(actual.statusCode === 404 ? '404' : actual.body, body)
      if (isUncertain) t.equal(actual.headers['access-control-allow-origin'], undefined, 'its policy does not allow the origin')
      const found = log.filter(({ rule }) => rule === RULE)
      t.match(found, isUncertain || told !== undefined ? [{ level: WARN, msg: told ?? /^The plugin rejects preflights for DELETE \/x\/1[, ]/ }] : { length: 0 })
      t.equal(found.length, isUncertain || told !== undefined ? 1 : 0)
    })
  }
}

t.test('a not-found handler does not make a target ambiguous, and its own policy applies to its responses', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, { origins: [A], lint: 'off' })
  app.delete('/x', V2, async () => 'v2')
  app.setNotFoundHandler(OTHER as never, (_request, reply) => { reply.code(404).send('nothing here') })
  for (const [origin, status, reader] of [[A, 204, undefined], [B, 403, B]] as const) {
    const preflight = await app.inject({ method: 'OPTIONS', url: '/x', headers: { origin, 'access-control-request-method': 'DELETE' } })
    t.equal(preflight.statusCode, status)
    const actual = await app.inject({ method: 'DELETE', url: '/x', headers: { origin, 'accept-version': '3.0.0' } })
    t.same([actual.body, actual.headers['access-control-allow-origin']], ['nothing here', reader])
  }
})

t.test('a preflight is not approved if a route outside of all scopes precedes a covered one', async (t) => {
  const app = Fastify()
  app.delete('/x/:id', async () => 'front')
  app.register(async (scope) => {
    scope.register(corsPlugin, { origins: [A], lint: 'off' })
    scope.delete('/*', V2, async () => 'inside')
  })
  const preflight = await app.inject({ method: 'OPTIONS', url: '/x/1', headers: { origin: A, 'access-control-request-method': 'DELETE' } })
  t.same([preflight.statusCode, preflight.headers['access-control-allow-origin']], [404, undefined])
})

t.test('an ambiguous method is not listed in the preflight response for another method', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, { origins: [A], lint: 'off' })
  app.put('/x', async () => '')
  app.patch('/x', async () => '')
  app.patch('/*', { ...V2, ...OTHER }, async () => '')
  const { headers } = await app.inject({ method: 'OPTIONS', url: '/x', headers: { origin: A, 'access-control-request-method': 'PUT' } })
  t.equal(headers['access-control-allow-methods'], 'PUT')
  t.equal(headers.vary, 'Origin, Access-Control-Request-Method')
})

t.test('a preflight that carries a constraint value itself gets a response', async (t) => {
  for (const isAsync of [false, true]) {
    const app = Fastify()
    addStrategy(app, true, isAsync)
    app.register(corsPlugin, { origins: [A], lint: 'off' })
    app.delete('/x', { constraints: { media: ADMIN } }, async () => '')
    app.get('/x', async () => '')
    const preflight = await app.inject({
      method: 'OPTIONS', url: '/x', headers: { origin: A, accept: ADMIN, 'access-control-request-method': 'DELETE' }
    })
    t.same([preflight.statusCode, preflight.headers['access-control-allow-methods']], [204, 'DELETE, GET, HEAD'])
  }
})

t.test('HEAD has the constraints of its GET route, and `all` applies its constraints to every method', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, { origins: [A], lint: 'off' })
  app.get('/head', async () => '')
  app.get('/*', { ...V2, ...OTHER }, async () => '')
  app.all('/all', async () => '')
  const status = async (url: string, method: string) => (await app.inject({
    method: 'OPTIONS', url, headers: { origin: A, 'access-control-request-method': method }
  })).statusCode
  t.same([await status('/head', 'GET'), await status('/head', 'HEAD')], [403, 403])
  t.same([await status('/all', 'GET'), await status('/all', 'HEAD'), await status('/all', 'PUT')], [403, 403, 204])
})
