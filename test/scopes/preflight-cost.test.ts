/** What a preflight costs in look-ups, and the plugin at boot, however many routes there are. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import findMyWay from 'find-my-way'
import t from 'tap'
import { corsPlugin } from '../../lib/index.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'

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

for (const [count, methods] of [[1, ['GET']], [300, ['GET']], [300, METHODS]] as const) {
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

t.test('a request that is no preflight costs no look-up but Fastify\'s own', async (t) => {
  const app = withRoutes(30, METHODS)
  await app.ready()
  for (const [url, own] of [['/r0/7', OWN], ['/r7/7', OWN], ['/nowhere', OWN_NOT_FOUND]] as const) {
    finds = 0
    await app.inject({ url, headers: { origin: A } })
    t.equal(finds, own, url)
  }
})

/** Milliseconds of this process alone, since others may keep the machine busy. */
function spent (): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** How the plugin is registered before the routes are declared. */
const WAYS: Readonly<Record<string, (app: FastifyInstance) => unknown>> = {
  'with its registration awaited': (app) => app.register(corsPlugin, { ...DOCUMENT, lint: 'off' }),
  'with nothing awaited': (app) => { app.register(corsPlugin, { ...DOCUMENT, lint: 'off' }) }
}

/** What an application costs from its first line to the end of `ready()`, and `ready()` alone. */
async function boot (register?: (app: FastifyInstance) => unknown): Promise<{ whole: number, ready: number }> {
  const start = spent()
  const app = Fastify()
  await register?.(app)
  for (let i = 0; i < 1000; i++) {
    const config = i % 10 === 0 && register !== undefined ? { cors: { maxAge: i + 1 } } : {}
    app.route({ method: 'GET', url: `/r${i}/:id/item`, config, handler: async () => '' })
  }
  const declared = spent()
  await app.ready()
  const end = spent()
  await app.close()
  return { whole: end - start, ready: end - declared }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!

/** What the plugin adds to the boot, as a share of Fastify's own `ready()`; the median of neighbours in time. */
async function growth (register: (app: FastifyInstance) => unknown, rounds: number): Promise<number> {
  const shares: number[] = []
  for (let i = 0; i < rounds; i++) {
    const bare = await boot()
    const covered = await boot(register)
    shares.push((covered.whole - bare.whole) / bare.ready)
  }
  return median(shares)
}

for (const [way, register] of Object.entries(WAYS)) {
  t.test(`${way}, the boot of 1,000 routes grows by no more than Fastify's own ready()`, async (t) => {
    await growth(register, 2)
    // A machine that is busy with something else shows it now and then, not each time.
    const shares: number[] = []
    while (shares.length < 6 && !(Math.min(...shares) <= 1)) shares.push(await growth(register, 7))
    t.ok(Math.min(...shares) <= 1, `grows by ${shares.map((share) => share.toFixed(2)).join(', ')} of ready()`)
  })
}
