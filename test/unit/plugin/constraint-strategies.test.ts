/** Constraint strategies of the application's own, given in every way that Fastify has. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import OldestFastify from 'fastify-oldest'
import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { hasRouterOptions } from '../../fastify-facts.ts'
import { A } from './send-options.ts'

const B = 'https://b.test'
const handler = async () => ''

type Derive = (request: IncomingMessage) => unknown

/** As the documentation of the router writes them. */
const strategy = (name: string, deriveConstraint: (...of: never) => unknown, more: object = {}) => ({
  name,
  storage: () => {
    const known = new Map<unknown, unknown>()
    return { get: (value: unknown) => known.get(value) ?? null, set: (value: unknown, handlers: unknown) => { known.set(value, handlers) } }
  },
  validate () {},
  deriveConstraint,
  ...more
})

const HOSTS: Readonly<Record<string, Derive>> = {
  'in lower case and without a port': ({ headers }) => headers.host?.toLowerCase().replace(/:\d+$/, ''),
  'that a proxy forwards': ({ headers }) => headers['x-forwarded-host'],
  'that is a tenant': ({ headers }) => headers['x-tenant']
}

type Way = readonly [name: string, options: (host: object) => FastifyServerOptions, add: (app: FastifyInstance, host: object) => void]

const TOP_LEVEL: Way = ['the option `constraints`', (host) => ({ constraints: { host } }) as never, () => {}]
const ROUTER: Way = ['`routerOptions.constraints`', (host) => ({ routerOptions: { constraints: { host } } }) as never, () => {}]
const ADDED: Way = ['`addConstraintStrategy`', () => ({}), (app, host) => { app.addConstraintStrategy(host as never) }]

const VERSIONS: ReadonlyArray<readonly [typeof Fastify, readonly Way[]]> = [
  [Fastify, hasRouterOptions ? [TOP_LEVEL, ROUTER, ADDED] : [TOP_LEVEL, ADDED]], [OldestFastify as unknown as typeof Fastify, [TOP_LEVEL, ADDED]]
]

async function preflight (app: FastifyInstance, url: string, origin: string, headers: Record<string, string> = {}) {
  const answer = await app.inject({ method: 'OPTIONS', url, headers: { ...headers, origin, 'access-control-request-method': 'DELETE' } })
  return [answer.statusCode, answer.headers['access-control-allow-origin']]
}

const APPROVED = [204, A]
const REFUSED = [403, undefined]

for (const [create, ways] of VERSIONS) {
  const { version } = create()
  for (const [way, options, add] of ways) {
    for (const [what, derive] of Object.entries(HOSTS)) {
      t.test(`on Fastify ${version}, only the router reads a host ${what}, by ${way}`, async (t) => {
        const host = strategy('host', derive)
        const application = (otherUrl: string, cors: object) => {
          const app = create(options(host))
          add(app, host)
          app.register(corsPlugin, { origins: [A], lint: 'off' })
          app.delete('/x', { constraints: { host: 'admin.test' }, config: { cors } }, handler)
          app.delete(otherUrl, handler)
          return app
        }
        await t.rejects(async () => { await application('/x', { origins: [B] }).ready() },
          { code: 'FST_CORS_ROUTES_INVALID', message: /"DELETE \/x".*differ only in host.* not the default of Fastify/ })
        const app = application('/*', { origins: [B] })
        for (const host of ['admin.test', 'ADMIN.test:8080', 'other.test']) {
          for (const origin of [A, B]) t.same(await preflight(app, '/x', origin, { host }), REFUSED, `${host} ${origin}`)
          t.same(await preflight(app, '/y', A, { host }), APPROVED)
        }
        const equal = application('/x', {})
        for (const host of ['admin.test', 'other.test']) t.same(await preflight(equal, '/x', A, { host }), APPROVED)
      })
    }
  }

  t.test(`on Fastify ${version}, Fastify's own host strategy is detected and not replaced`, async (t) => {
    const app = create()
    app.register(corsPlugin, { origins: [A], lint: 'off' })
    app.delete('/x', { constraints: { host: 'admin.test' }, config: { cors: { origins: [B] } } }, async () => 'admin')
    app.delete('/x', async () => 'any')
    await app.ready()
    t.same(await preflight(app, '/x', A, { host: 'admin.test' }), REFUSED)
    t.same(await preflight(app, '/x', A, { host: 'other.test' }), APPROVED)
    for (const [host, body] of [['admin.test', 'admin'], ['other.test', 'any']] as const) {
      t.equal((await app.inject({ method: 'DELETE', url: '/x', headers: { host } })).body, body)
    }
  })

  t.test(`on Fastify ${version}, only strategies that routes use are probed`, async (t) => {
    const app = create()
    const added: unknown[] = []
    const { addConstraintStrategy } = app
    Object.defineProperty(app, 'addConstraintStrategy', {
      value: (strategy: { readonly name: string }) => { added.push(strategy.name); return addConstraintStrategy(strategy as never) }
    })
    app.register(corsPlugin, { origins: [A], lint: 'off' })
    app.delete('/x', { constraints: { version: '1.0.0' } }, handler)
    await app.ready()
    t.strictSame(added, ['corsPreflight', 'version'])
  })
}

for (const [what, refuse] of [
  ['throws another error', () => { throw new Error('No.') }], ['accepts the probe', () => {}]
] as const) {
  t.test(`if the router ${what}, the plugin assumes a custom host strategy`, async (t) => {
    const app = Fastify()
    app.register(corsPlugin, { origins: [A], lint: 'off' })
    app.delete('/x', { constraints: { host: 'admin.test' }, config: { cors: { origins: [B] } } }, handler)
    app.delete('/*', handler)
    app.after(() => { Object.defineProperty(app, 'addConstraintStrategy', { value: refuse }) })
    t.same(await preflight(app, '/x', B, { host: 'admin.test' }), REFUSED)
  })
}

/** A route of the policy of A, beside a less specific one that asks for a tier, and has another. */
function tiers (more: object, options: CorsPluginOptions = { origins: [A] }, prefix = '') {
  const app = Fastify()
  app.addConstraintStrategy(strategy('tier', ({ headers }: IncomingMessage) => headers['x-tier'], more) as never)
  app.register(async (app) => {
    app.register(corsPlugin, { ...options, lint: 'off' })
    app.delete('/x', handler)
    app.delete('/*', { constraints: { tier: 'gold' }, config: { cors: { origins: [B] } } }, handler)
  }, { prefix })
  return app
}

const EXCLUSIVE: ReadonlyArray<readonly [what: string, app: () => FastifyInstance, url: string, isExclusive: boolean]> = [
  ['is like most', () => tiers({}), '/x', false],
  ['must match', () => tiers({ mustMatchWhenDerived: true }), '/x', true],
  ['is asynchronous', () => tiers({ deriveConstraint (_request: unknown, _context: unknown, done: (...of: unknown[]) => void) { done(null, undefined) } }), '/x', false],
  ['is asynchronous and must match', () => tiers({
    mustMatchWhenDerived: true, deriveConstraint (_request: unknown, _context: unknown, done: (...of: unknown[]) => void) { done(null, undefined) }
  }), '/x', true],
  ['is like most, under a prefix', () => tiers({}, { origins: [A] }, '/api'), '/api/x', false],
  ['must match, under a prefix', () => tiers({ mustMatchWhenDerived: true }, { origins: [A] }, '/api'), '/api/x', true],
  ['is like most, under a parameter', () => tiers({}, { origins: [A] }, '/:tenant'), '/t/x', false],
  ['cannot be tried, as every prefix has an expression', () => tiers({}, { origins: [A] }, '/:tenant(^\\d+$)'), '/1/x', true]
]
for (const [what, make, url, isExclusive] of EXCLUSIVE) {
  t.test(`a route without a strategy's constraint is ${isExclusive ? 'skipped' : 'certain'} if the strategy ${what}`, async (t) => {
    const app = make()
    t.same(await preflight(app, url, A), isExclusive ? REFUSED : APPROVED)
    await app.close()
  })
}

t.test('a strategy whose storage throws at the probe is treated as exclusive', async (t) => {
  const app = Fastify()
  app.addConstraintStrategy(strategy('tier', () => undefined, {
    storage: () => {
      const known = new Map<unknown, unknown>()
      return {
        get (value: unknown) { if (value !== 'gold') throw new Error('unknown tier'); return known.get(value) ?? null },
        set (value: unknown, handlers: unknown) { known.set(value, handlers) }
      }
    }
  }) as never)
  app.register(corsPlugin, { origins: [A], lint: 'off' })
  app.options('/*', { constraints: { tier: 'gold' } }, handler)
  app.delete('/x', handler)
  app.delete('/*', { constraints: { tier: 'gold' }, config: { cors: { origins: [B] } } }, handler)
  t.same(await preflight(app, '/x', A), REFUSED)
})
