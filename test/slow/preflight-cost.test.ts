/** What a preflight costs in look-ups, and the plugin at boot, however many routes there are. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import findMyWay from 'find-my-way'
import t from 'tap'
import { corsPlugin } from '../../lib/index.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { leastTimes, neverHopeless, timesAdded } from '../growth.ts'
import { isLong, sample } from '../unit/properties/seed.ts'

const A = 'https://a.test'
const DOCUMENT: CorsPolicyDocument = { origins: [A], policies: { other: { origins: '*' } }, routes: { '/r1/*': 'other' } }
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'LOCK', 'SEARCH', 'REPORT', 'MKCOL', 'COPY']

type Find = (this: unknown, ...args: unknown[]) => unknown

/** All routers inherit this one method, Fastify's own and the plugin's. */
const { prototype } = findMyWay as unknown as { prototype: { find: Find } }
const { find } = prototype
let finds = 0
prototype.find = function (...args) {
  finds++
  return find.apply(this, args)
}
t.teardown(() => { prototype.find = find })

function withRoutes (count: number, methods: readonly string[], options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify(options)
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true })
  app.register(corsPlugin, { ...DOCUMENT, lint: 'off' })
  for (let i = 0; i < count; i++) {
    for (const method of methods) {
      const config = i % 3 === 0 ? { cors: { maxAge: i + 1 } } : {}
      app.route({ method, url: `/r${i}/:id`, config, handler: async () => '' })
    }
  }
  return app
}

/** Look-ups for one preflight. */
async function lookUps (app: FastifyInstance, url: string, origin: string, method: string): Promise<number> {
  finds = 0
  await app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': method } })
  return finds
}

/** Fastify's own for the same request, if nobody asked for CORS: two where there is no route, to say so. */
const OWN = 1
const OWN_NOT_FOUND = 2

for (const [count, methods] of [[1, ['GET']], [300, ['GET']], [isLong ? 300 : 100, METHODS]] as const) {
  t.test(`a preflight costs at most four look-ups, with ${count} URLs of ${methods.length} methods`, async (t) => {
    const app = withRoutes(count, methods)
    await app.ready()
    t.ok(await lookUps(app, '/r0/7', A, 'GET') > OWN, 'look-ups are counted')
    for (const origin of [A, 'https://evil.test']) {
      for (const method of ['GET', 'HEAD', methods.at(-1)!]) {
        for (const url of ['/r0/7', `/r${count - 1}/7`]) {
          t.ok(await lookUps(app, url, origin, method) <= 4, `${method} ${url}`)
        }
      }
      for (const [url, method] of [['/r0/7', 'BREW'], ['/nowhere', 'GET'], ['/nowhere', 'BREW']] as const) {
        t.ok(await lookUps(app, url, origin, method) <= 4 - OWN + OWN_NOT_FOUND, `${method} ${url}, which is not found`)
      }
    }
  })
}

t.test('a request that is not a preflight costs only the lookup of Fastify', async (t) => {
  const app = withRoutes(30, METHODS)
  await app.ready()
  for (const [url, own] of [['/r0/7', OWN], ['/r7/7', OWN], ['/nowhere', OWN_NOT_FOUND]] as const) {
    finds = 0
    await app.inject({ url, headers: { origin: A } })
    t.equal(finds, own, url)
  }
})

/** How the plugin is registered before the routes are declared. */
const WAYS: Readonly<Record<string, (app: FastifyInstance) => unknown>> = {
  'with its registration awaited': (app) => app.register(corsPlugin, { ...DOCUMENT, lint: 'off' }),
  'with nothing awaited': (app) => { app.register(corsPlugin, { ...DOCUMENT, lint: 'off' }) }
}

/** An application from its first line to the end of `ready()`. */
async function boot (routes: number, register?: (app: FastifyInstance) => unknown): Promise<void> {
  const app = Fastify()
  await register?.(app)
  for (let i = 0; i < routes; i++) {
    const config = i % 10 === 0 && register !== undefined ? { cors: { maxAge: i + 1 } } : {}
    app.route({ method: 'GET', url: `/r${i}/:id/item`, config, handler: async () => '' })
  }
  await app.ready()
}

/** Routes of a large application, which has as many as so many small ones together. */
const [ROUTES, SMALL_ONES] = [isLong ? 1000 : 500, 8]

for (const [way, register] of sample(Object.entries(WAYS), 2)) {
  t.test(`${way}, the plugin adds to the boot what grows as the routes do`, async (t) => {
    const many = (register?: (app: FastifyInstance) => unknown) => () => () => boot(ROUTES, register)
    const few = (register?: (app: FastifyInstance) => unknown) => () => async () => {
      for (let i = 0; i < SMALL_ONES; i++) await boot(ROUTES / SMALL_ONES, register)
    }
    // What is linear adds once as much to the one as to the others, and what is quadratic SMALL_ONES times as much.
    const most = Math.sqrt(SMALL_ONES)
    type Times = Readonly<Record<'bareMany' | 'bareFew' | 'many' | 'few', number>>
    const growth = (times: Times) => timesAdded(times.many - times.bareMany, times.few - times.bareFew)
    const times = await leastTimes({ bareMany: many(), bareFew: few(), many: many(register), few: few(register) }, (times) => neverHopeless(growth(times) / most))
    t.ok(growth(times) <= most, `${growth(times).toFixed(2)} times as much`)
  })
}
