/** Routes that the router keeps at one place, whatever their parameters are called. */
import Fastify, { type FastifyServerOptions } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { routerOptions } from '../../fastify-facts.ts'

const INSIDE = 'https://inside.test'
const PARTNER = 'https://partner.test'
const DOCUMENT: CorsPolicyDocument = {
  policies: { inside: { origins: [INSIDE], credentials: true }, partners: { origins: [PARTNER], credentials: true } }
}

type Declared = readonly [method: string, url: string, cors: 'inside' | 'partners', constraints?: Record<string, unknown>]

function application (routes: readonly Declared[], options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  app.register(corsPlugin, DOCUMENT)
  for (const [method, url, cors, constraints = {}] of routes) {
    app.route({ method, url, constraints, config: { cors }, handler: async () => cors })
  }
  return app
}

const HOST = { host: 'inside.test' }

const CASES: ReadonlyArray<readonly [what: string, routes: readonly Declared[], url: string, options?: FastifyServerOptions]> = [
  ['another name for the parameter', [['PUT', '/:slug', 'partners'], ['PUT', '/:id', 'inside', HOST]], '/7'],
  ['another case', [['PUT', '/Items', 'partners'], ['PUT', '/items', 'inside', HOST]], '/items', routerOptions({ caseSensitive: false })],
  ['the same expression between other anchors', [['PUT', '/:a(\\d+)', 'partners'], ['PUT', '/:b(^\\d+$)', 'inside', HOST]], '/7'],
  ['parts that another method declares first',
    [['PUT', '/:name.:ext', 'inside'], ['PUT', '/:from-:to', 'partners'], ['DELETE', '/:from-:to', 'partners']], '/1-2.3'],
  ['expressions that another method declares first',
    [['PUT', '/:id(^\\d+$)/*', 'inside'], ['PUT', '/:word(^\\w+$)/x', 'partners'], ['DELETE', '/:word(^\\w+$)/x', 'partners']], '/123/x']
]

for (const [what, routes, url, options] of CASES) {
  t.test(`a preflight reaches the route of its request, with ${what}`, async (t) => {
    const app = application(routes, options)
    for (const origin of [INSIDE, PARTNER]) {
      const headers = { host: 'inside.test', origin }
      const actual = await app.inject({ method: 'PUT', url, headers })
      t.equal(actual.body, 'inside')
      const preflight = await app.inject({ method: 'OPTIONS', url, headers: { ...headers, 'access-control-request-method': 'PUT' } })
      t.equal(preflight.statusCode, origin === INSIDE ? 204 : 403)
      t.equal(preflight.headers['access-control-allow-origin'], actual.headers['access-control-allow-origin'])
    }
  })
}

t.test('routes that differ only in a version are ambiguous, independent of parameter names', async (t) => {
  const app = application([['PUT', '/:slug', 'partners'], ['PUT', '/:id', 'inside', { version: '1.0.0' }]])
  await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_ROUTES_INVALID' })
})

t.test('of two host patterns, the one with fewer other constraints comes first, as in the router', async (t) => {
  const app = application([
    ['PUT', '/:a', 'partners', { host: /inside/, version: '1.0.0' }], ['PUT', '/:b', 'inside', { host: /^inside\.test$/ }]
  ])
  const headers = { host: 'inside.test', origin: INSIDE }
  t.equal((await app.inject({ method: 'PUT', url: '/7', headers })).body, 'inside')
  const { statusCode } = await app.inject({ method: 'OPTIONS', url: '/7', headers: { ...headers, 'access-control-request-method': 'PUT' } })
  t.equal(statusCode, 204)
})

t.test('more equal patterns than the router supports with constraints cause no error', async (t) => {
  const routes = ['DELETE', 'PATCH', 'PUT', 'POST', 'GET'].flatMap((method, i) =>
    [...'abcdefg'].map((host, j): Declared => [method, `/:p${i * 7 + j}`, 'partners', { host: `${host}.test` }]))
  const app = application(routes)
  const { headers } = await app.inject({
    method: 'OPTIONS', url: '/7', headers: { host: 'c.test', origin: PARTNER, 'access-control-request-method': 'PUT' }
  })
  t.equal(headers['access-control-allow-methods'], 'DELETE, GET, HEAD, PATCH, POST, PUT')
})

t.test('a preflight is rejected if Fastify finds a route with other parameters', async (t) => {
  for (const params of [{ other: '7' }, {}]) {
    const app = application([['PUT', '/:id', 'inside']])
    await app.ready()
    const { findRoute } = app
    Object.defineProperty(app, 'findRoute', { value: (options: never) => ({ ...findRoute(options), params }) })
    const { statusCode, headers } = await app.inject({
      method: 'OPTIONS', url: '/7', headers: { origin: INSIDE, 'access-control-request-method': 'PUT' }
    })
    t.same([statusCode, headers['access-control-allow-origin'], headers.vary], [403, undefined, 'Origin'])
  }
})
