/** The OPTIONS requests that the plugin handles, and those that reach the application. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { routerOptions } from '../../fastify-facts.ts'
import { sample } from '../properties/seed.ts'
import { A, ask, methodsAt } from './send-options.ts'

const LIST: CorsPolicyDocument = { origins: [A] }
const VARY = { vary: 'Origin' }
const PREFLIGHT = { origin: A, 'access-control-request-method': 'GET' }

/** OPTIONS requests that are not preflights. */
const NO_PREFLIGHTS: ReadonlyArray<readonly [string, Record<string, string>]> = [
  ['neither field', {}],
  ['Origin alone', { origin: A }],
  ['an empty Origin alone', { origin: '' }],
  ['Access-Control-Request-Method alone', { 'access-control-request-method': 'GET' }],
  ['Access-Control-Request-Headers alone', { 'access-control-request-headers': 'x-h' }],
  ['Origin and Access-Control-Request-Headers', { origin: A, 'access-control-request-headers': 'x-h' }]
]

/** The ways in which applications come to OPTIONS routes of their own. */
const OWN_ROUTES: ReadonlyArray<readonly [string, (app: FastifyInstance) => void]> = [
  ['options(url)', (app) => { app.options('/own', async () => 'own') }],
  ['options(*)', (app) => { app.options('*', async () => 'own') }],
  ['options(/*)', (app) => { app.options('/*', async () => 'own') }],
  ['all(url)', (app) => { app.all('/own', async () => 'own') }],
  ['all(*)', (app) => { app.all('*', async () => 'own') }],
  ['options(/:parameter)', (app) => { app.options('/:parameter', async () => 'own') }],
  ['options(url) for one host', (app) => {
    app.route({ method: 'OPTIONS', url: '/own', constraints: { host: 'a.test' }, handler: async () => 'own' })
  }]
]

for (const [what, declare] of OWN_ROUTES) {
  t.test(`an application's own ${what} handles OPTIONS requests that are not preflights, before or after the plugin`, async (t) => {
    for (const isBefore of [true, false]) {
      const app = Fastify()
      if (isBefore) declare(app)
      await app.register(corsPlugin, LIST)
      if (!isBefore) declare(app)
      if (!app.hasRoute({ method: 'PUT', url: '/own' })) app.put('/own', async () => '')
      await app.ready()
      const host = 'a.test'
      for (const [which, headers] of NO_PREFLIGHTS) {
        const [status, body, cors] = await ask(app, '/own', { host, ...headers })
        t.same([status, body], [200, 'own'], which)
        const { origin } = headers
        t.same(cors, origin === A ? { 'access-control-allow-origin': A, ...VARY } : VARY, which)
      }
      t.equal((await ask(app, '/own', { host, origin: A, 'access-control-request-method': 'PUT' }))[0], 204)
      t.same((await ask(app, '/own', { host, ...PREFLIGHT, origin: 'https://evil.test' })), [403, '', VARY])
    }
  })
}

t.test('an OPTIONS request that is not a preflight gets 404 without an OPTIONS route', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, LIST)
  app.get('/', async () => '')
  for (const [which, headers] of NO_PREFLIGHTS) {
    const [status, , cors] = await ask(app, '/', headers)
    t.equal(status, 404, which)
    t.notOk('access-control-allow-methods' in cors, which)
  }
})

t.test('a preflight for a route with CORS disabled reaches the application and is not approved', async (t) => {
  for (const hasOwn of [true, false]) {
    const app = Fastify()
    app.register(corsPlugin, LIST)
    app.put('/off', { config: { cors: false } }, async () => '')
    app.get('/on', async () => '')
    if (hasOwn) app.options('/off', { config: { cors: false } }, async () => 'own')
    for (const origin of [A, 'https://evil.test', '']) {
      const [status, body, headers] = await ask(app, '/off', { origin, 'access-control-request-method': 'PUT' })
      t.same([status, headers], [hasOwn ? 200 : 404, {}])
      if (hasOwn) t.equal(body, 'own')
    }
    t.equal((await ask(app, '/on', PREFLIGHT))[0], 204)
  }
})

t.test('an OPTIONS route with a policy does not approve a preflight for a route with CORS disabled', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, LIST)
  app.put('/off', { config: { cors: false } }, async () => '')
  app.all('*', async () => 'everything')
  const [status, body, headers] = await ask(app, '/off', { origin: A, 'access-control-request-method': 'PUT' })
  t.same([status, body, headers], [200, 'everything', {}])
})

t.test('an application without a policy around a covered child handles its own preflights', async (t) => {
  const app = Fastify()
  app.register(async (child) => {
    child.register(corsPlugin, LIST)
    child.get('/', async () => '')
  }, { prefix: '/child' })
  app.get('/', async () => '')
  app.options('*', async () => 'own')
  t.same(await ask(app, '/', PREFLIGHT), [200, 'own', {}])
  t.same(await ask(app, '/child/nowhere', PREFLIGHT), [200, 'own', {}], 'the not-found handler of the root responds')
  t.same(await methodsAt(app, '/child', 'GET'), [204, 'GET, HEAD'])
  t.same(await methodsAt(app, '/child/', 'GET'), [204, 'GET, HEAD'])
})

t.test('a route "*" under a prefix and its preflights match URLs that start with the prefix text', async (t) => {
  for (const prefix of ['/child', '/:any/child', '/child/']) {
    const app = Fastify()
    app.register(async (child) => {
      child.register(corsPlugin, LIST)
      child.get('*', async () => 'everything')
    }, { prefix })
    const path = prefix.replace(':any', '7')
    for (const url of [path, `${path}/`, `${path}/x`, ...prefix.endsWith('/') ? [] : [`${path}x`]]) {
      t.equal((await app.inject({ url })).body, 'everything', url)
      t.same(await methodsAt(app, url, 'GET'), [204, 'GET, HEAD'], url)
    }
  }
})

t.test('a preflight whose Origin a hook has removed gets 404', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (request) => { delete request.raw.headers.origin })
  app.register(corsPlugin, LIST)
  app.get('/', async () => '')
  const [status, , headers] = await ask(app, '/', PREFLIGHT)
  t.same([status, headers], [404, VARY])
})

t.test('a preflight response never lists methods that browsers do not send, and OPTIONS only if it has a route', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, LIST)
  app.all('/all', async () => '')
  app.get('/get', async () => '')
  const [, listed] = await methodsAt(app, '/all', 'GET')
  for (const method of ['TRACE', 'CONNECT', 'TRACK', '*']) t.notOk(String(listed).split(', ').includes(method), method)
  t.ok(String(listed).split(', ').includes('OPTIONS'))
  t.same(await methodsAt(app, '/get', 'OPTIONS'), [204, 'GET, HEAD'])
})

const PREFIXES = ['/p', '/p/', '/', '//', '/p//', '/:t', '/p/:t/']
const ROUTE_URLS = ['', '/', '//', ':id?', '/:id?', '*', '/*', 'x/']
const ROUTERS = [{}, { ignoreTrailingSlash: true }, { ignoreDuplicateSlashes: true }, { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true }]
const SHAPES = PREFIXES.flatMap((prefix) => ROUTE_URLS.flatMap((url) => ROUTERS.map((router) => ({ prefix, url, router }))))

t.test('every URL of a scope with a prefix has a preflight that agrees with its request, however the prefix and the route end', async (t) => {
  for (const { prefix, url, router } of sample(SHAPES, 3)) {
    const app = Fastify({ ...routerOptions(router), logger: false })
    app.register(async (scope) => {
      scope.register(corsPlugin, { origins: [A], lint: 'off' })
      scope.get(url, async () => '')
    }, { prefix })
    try {
      await app.ready()
    } catch (error) {
      // Some of these are the same URL twice, or no URL, for Fastify itself.
      t.notMatch((error as Error).message, /OPTIONS/)
      continue
    }
    const differing: string[] = []
    for (const path of ['/', '//', '/p', '/p/', '/p//', '/p/1', '/p/1/', '/1', '/1/', '/p/x/', '/p1']) {
      const { 'access-control-allow-origin': allowed } = (await app.inject({ url: path, headers: { origin: A } })).headers
      const preflight = await app.inject({ method: 'OPTIONS', url: path, headers: PREFLIGHT })
      if ((allowed === A) !== (preflight.statusCode === 204)) differing.push(`${path}: ${allowed} ${preflight.statusCode}`)
    }
    t.strictSame(differing, [], `${prefix} ${url} ${JSON.stringify(router)}`)
    await app.close()
  }
})

t.test('an application that gets the raw request of another one finds its own target', async (t) => {
  const inner = Fastify()
  inner.register(corsPlugin, LIST)
  inner.get('/x', async () => '')
  await inner.ready()
  const outer = Fastify()
  outer.register(async (app) => { app.register(corsPlugin, LIST) }, { prefix: '/outer' })
  outer.all('/x', (request, reply) => {
    reply.hijack()
    inner.routing(request.raw, reply.raw)
  })
  for (const app of [inner, outer]) t.same(await methodsAt(app, '/x', 'GET'), [204, 'GET, HEAD'])
})
