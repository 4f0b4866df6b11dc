/** Which routes have one policy, and what is known of routes where Fastify does not list them. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../lib/index.ts'
import { RouteTable } from '../../lib/routes.ts'
import { matchOptionsOf } from '../../lib/fastify/match-options.ts'
import type { CorsPolicyOverride, CorsPolicy } from '../../types/policy.ts'
import { A, ask, methodsAt } from './plugin/send-options.ts'
import { refusesLongParameters, routerOptions } from '../fastify-facts.ts'

const B = 'https://b.test'
const FULL: CorsPolicy = {
  origins: [A, B],
  credentials: true,
  methods: ['GET', 'PUT'],
  allowedHeaders: ['X-One', 'X-Two'],
  exposedHeaders: ['X-E'],
  maxAge: 600
}

/** Changes of FULL, and whether the result is an equal policy. */
const OVERRIDES: ReadonlyArray<readonly [what: string, override: CorsPolicyOverride, isSame: boolean]> = [
  ['nothing', {}, true],
  ['origins in another order, and twice', { origins: [B, A, B] }, true],
  ['methods in another order', { methods: ['PUT', 'GET'] }, true],
  ['header names in another case and order', { allowedHeaders: ['x-two', 'x-one', 'X-ONE'] }, true],
  ['exposed names in another case', { exposedHeaders: ['x-e'] }, true],
  ['a description', { description: 'the same' }, true],
  ['an unused flag', { dangerouslyAllow: ['insecure-origins'] }, true],
  ['one origin less', { origins: [A] }, false],
  ['as many other origins', { origins: [A, 'https://c.test'] }, false],
  ['every origin', { origins: '*', credentials: false }, false],
  ['no credentials', { credentials: false }, false],
  ['another max age', { maxAge: 0 }, false],
  ['other methods', { methods: ['PUT'] }, false],
  ['other headers', { allowedHeaders: ['X-One'] }, false],
  ['other exposed headers', { exposedHeaders: [] }, false]
]

t.test('routes with equal policies share the methods of a preflight response', async (t) => {
  for (const [what, override, isSame] of OVERRIDES) {
    const app = Fastify()
    app.register(corsPlugin, FULL)
    app.get('/', { exposeHeadRoute: false }, async () => '')
    app.put('/', { config: { cors: override } }, async () => '')
    const [, , headers] = await ask(app, '/', { origin: A, 'access-control-request-method': 'GET' })
    t.equal(headers['access-control-allow-methods'], isSame ? 'GET, PUT' : 'GET', what)
    t.equal(headers['vary'], isSame ? 'Origin' : 'Origin, Access-Control-Request-Method', what)
  }
})

t.test('with only named policies, CORS is disabled for routes that do not name one', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, { policies: { full: FULL } })
  app.get('/off', async () => '')
  app.get('/on', { config: { cors: 'full' } }, async () => '')
  t.equal((await ask(app, '/off', { origin: A, 'access-control-request-method': 'GET' }))[0], 404)
  t.same(await methodsAt(app, '/on', 'GET'), [204, 'GET'])
  t.equal((await app.inject({ url: '/off', headers: { origin: A } })).headers['vary'], undefined)
})

/** A Fastify that exposes its routes only with `onRoute`. */
interface Secretive {
  readonly name: string
  readonly printRoutes: (options: { buildPrettyMeta?: (record: object) => object }) => string
}

const SECRETIVE: readonly Secretive[] = [
  { name: 'shows no routes', printRoutes: () => '' },
  {
    name: 'shows routes without what belongs to them',
    printRoutes: (options) => {
      options.buildPrettyMeta?.({ method: 'GET', path: '/', opts: {}, store: null })
      return ''
    }
  }
]

async function secretive (printRoutes: Secretive['printRoutes']) {
  const lines: string[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { lines.push(line) } } } })
  Object.assign(app, { printRoutes })
  app.get('/early', { config: { cors: { maxAge: 5, exposedHeaders: ['x-early'] } } }, async () => '')
  await app.register(corsPlugin, { origins: [A] })
  app.get('/late', async () => '')
  app.put('/own', { config: { cors: { maxAge: 7 } } }, async () => '')
  app.delete('/off', { config: { cors: false } }, async () => '')
  app.register(async (child: FastifyInstance) => {
    child.get('/', { config: { cors: { maxAge: 9 } } }, async () => '')
  }, { prefix: '/child' })
  await app.ready()
  return { app, lines }
}

for (const { name, printRoutes } of SECRETIVE) {
  t.test(`if Fastify ${name}, a preflight gets the policy of a declared route or is rejected`, async (t) => {
    const { app, lines } = await secretive(printRoutes)
    t.equal(lines.filter((line) => line.includes('list of its routes')).length, 1, 'a warning is logged at boot')

    const maxAge = async (url: string, method: string) => {
      const [status, , headers] = await ask(app, url, { origin: A, 'access-control-request-method': method })
      return [status, headers['access-control-max-age']]
    }
    t.same(await maxAge('/late', 'GET'), [204, undefined])
    t.same(await maxAge('/own', 'PUT'), [204, '7'])
    t.same(await maxAge('/off', 'DELETE'), [404, undefined])
    t.same(await maxAge('/child', 'GET'), [204, '9'])
    t.same(await maxAge('/child/', 'GET'), [204, '9'], 'the route with a trailing slash is not reported by onRoute')

    for (let i = 0; i < 2; i++) {
      const preflight = { origin: A, 'access-control-request-method': 'GET' }
      t.same(await ask(app, '/early', preflight), [403, '', { vary: 'Origin' }], 'declared before the plugin')
    }
    t.equal(lines.filter((line) => line.includes('target route is ambiguous')).length, 1, 'the warning is logged once')
  })

  t.test(`if Fastify ${name}, actual requests get the policies of their routes`, async (t) => {
    const { app } = await secretive(printRoutes)
    const early = await app.inject({ url: '/early', headers: { origin: A } })
    t.equal(early.headers['access-control-expose-headers'], 'x-early')
    const off = await app.inject({ method: 'DELETE', url: '/off', headers: { origin: A } })
    t.same([off.headers['access-control-allow-origin'], off.headers['vary']], [undefined, undefined])
    const late = await app.inject({ url: '/late', headers: { origin: A } })
    t.equal(late.headers['access-control-allow-origin'], A)
    const nowhere = await app.inject({ url: '/nowhere', headers: { origin: A } })
    t.equal(nowhere.headers['access-control-allow-origin'], A)
  })
}

t.test('a preflight finds routes with constraints whose values it does not carry', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, { origins: [A] })
  const route = { url: '/', config: { cors: { maxAge: 5 } }, handler: async () => '' }
  app.route({ ...route, method: 'PUT', constraints: { version: '1.0.0' } })
  app.route({ ...route, method: 'PUT', constraints: { version: '2.0.0', host: 'a.test' } })
  app.route({ ...route, method: 'DELETE', constraints: { version: '1.0.0' } })
  const preflight = { origin: A, 'access-control-request-method': 'PUT' }
  for (const version of [{}, { 'accept-version': '1.x' }, { 'accept-version': '3.x' }]) {
    t.same(await ask(app, '/', { ...preflight, ...version }), [204, '', {
      'access-control-allow-origin': A,
      'access-control-allow-methods': 'DELETE, PUT',
      'access-control-max-age': '5',
      vary: 'Origin'
    }])
  }
})

t.test('a preflight for a URL that Fastify rejects is not approved', async (t) => {
  const app = Fastify(routerOptions({ maxParamLength: 5 }))
  app.register(corsPlugin, { origins: [A] })
  app.get('/:id', async () => '')
  app.options('/free/:id', async () => '')
  for (const url of ['/%zz', '/free/%', ...refusesLongParameters ? [`/${'x'.repeat(6)}`] : []]) {
    const [status, , headers] = await ask(app, url, { origin: A, 'access-control-request-method': 'GET' })
    t.ok([400, 403, 414].includes(status), `${url} ${status}`)
    t.notOk('access-control-allow-origin' in headers, url)
  }
})

t.test('router options that Fastify does not expose have their default', async (t) => {
  t.same(matchOptionsOf({ initialConfig: {} } as FastifyInstance), {
    caseSensitive: true,
    ignoreTrailingSlash: false,
    ignoreDuplicateSlashes: false,
    maxParamLength: 100,
    useSemicolonDelimiter: false
  })
})

t.test('an invalid prefix gives the error of the router', async (t) => {
  const app = Fastify()
  app.register(async (child) => { child.register(corsPlugin, { origins: '*' }) }, { prefix: '/:id(' })
  await t.rejects(async () => { await app.ready() }, /Invalid regexp/i)
})

/** Routes and handlers that a request can reach instead, and whether the target of a preflight is certain. */
const OVERLAPS: ReadonlyArray<readonly [string, (app: FastifyInstance) => void, boolean]> = [
  ['a less specific route with another policy', (app) => {
    app.delete('/:kind/:id', { config: { cors: { origins: [B] } } }, async () => 'any')
  }, false],
  ['a less specific route without CORS', (app) => { app.delete('/*', { config: { cors: false } }, async () => 'any') }, false],
  ['a less specific route with the same policy', (app) => { app.delete('/:kind/:id', async () => 'any') }, true],
  ['a route with the same pattern and policy', (app) => { app.delete('/items/:id', async () => 'any') }, true],
  ['the not-found handler with the same policy', () => {}, true],
  ['the not-found handler with another policy', (app) => {
    app.setNotFoundHandler({ config: { cors: { origins: [B] } } } as never, (_request, reply) => { reply.code(404).send() })
  }, true]
]
for (const [what, setUp, isCertain] of OVERLAPS) {
  t.test(`a preflight for a route with a version next to ${what} is ${isCertain ? 'approved' : 'rejected for every origin'}`, async (t) => {
    const app = Fastify()
    app.register(corsPlugin, { origins: [A] })
    app.get('/items/:id', async () => 'plain')
    app.route({ method: 'DELETE', url: '/items/:id', constraints: { version: '2.0.0' }, handler: async () => 'v2' })
    setUp(app)
    for (const origin of [A, B]) {
      const { statusCode, headers } = await app.inject({
        method: 'OPTIONS', url: '/items/1', headers: { origin, 'access-control-request-method': 'DELETE' }
      })
      t.equal(statusCode, isCertain && origin === A ? 204 : 403)
      t.equal(headers['access-control-allow-origin'], isCertain && origin === A ? A : undefined)
    }
    const get = await app.inject({
      method: 'OPTIONS', url: '/items/1', headers: { origin: A, 'access-control-request-method': 'GET' }
    })
    t.equal(get.headers['access-control-allow-methods'], isCertain ? 'DELETE, GET, HEAD' : 'GET, HEAD')
  })
}

t.test('if Fastify does not expose its not-found handlers, a preflight for an unknown URL has no policy', async (t) => {
  const table = new RouteTable({ routes: [], isComplete: true, notFoundHandlers: [], scopes: [], matchOptions: {}, strategies: { readsHost: false, readsVersion: false, exclusive: new Set() } })
  t.equal(table.find('GET', '/nowhere', undefined).preflightPolicy, false)
})
