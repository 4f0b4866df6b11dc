/** Applications with origins in PostgreSQL: what pages get while origins change, and while the server fails. */
import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { postgresOrigins } from '../../../lib/sources.ts'
import type { CorsOriginSource, CorsSourceOptions } from '../../../types/source.ts'
import { sample } from '../../unit/properties/seed.ts'
import { PostgresServer } from './postgres-server.ts'
import { CLIENTS, IMPATIENT, PUSHED, createStore, type Store } from './postgres-store.ts'
import { until } from './waiting.ts'

const STATIC = 'https://static.example'
const TENANT = 'https://tenant.example'

const server = await PostgresServer.start(t)

/** Starts an application with the routes `/` and `/tenants/:tenant`. It ends with the test. */
async function start (t: Test, source: CorsOriginSource): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(corsPlugin, {
    origins: [STATIC, { source: 'tenants' }, { source: 'tenants', key: 'host' }],
    methods: ['PUT'],
    credentials: true,
    lint: 'off',
    sources: { tenants: source }
  })
  app.put('/', async () => 'done')
  app.put('/tenants/:tenant', { config: { cors: { origins: [STATIC, { source: 'tenants', key: { param: 'tenant' } }] } } }, async () => 'done')
  await app.ready()
  return app
}

interface Place { readonly url?: string, readonly host?: string }

/** Returns whether a page may read the response to its request. The preflight and the request are complete, whatever the store does. */
async function allows (t: Test, app: FastifyInstance, origin: string, { url = '/', host = 'api.example' }: Place = {}): Promise<boolean> {
  const preflight = await app.inject({ method: 'OPTIONS', url, headers: { host, origin, 'access-control-request-method': 'PUT' } })
  const actual = await app.inject({ method: 'PUT', url, headers: { host, origin } })
  for (const [{ statusCode, headers }, status] of [[preflight, 204], [actual, 200]] as const) {
    if (headers['vary'] !== 'Origin') t.fail(`Vary: ${headers['vary']}`)
    const isAllowed = headers['access-control-allow-origin'] === origin
    if (isAllowed !== (headers['access-control-allow-credentials'] === 'true')) t.fail('credentials of another origin')
    if (statusCode !== (isAllowed || status === 200 ? status : 403)) t.fail(`status ${statusCode}`)
  }
  return actual.headers['access-control-allow-origin'] === origin
}

for (const [client, create] of sample(CLIENTS, 2)) {
  const sourceOf = ({ names }: Store, options: CorsSourceOptions) => postgresOrigins(() => create(server.address), { ...names, ...options })

  t.test(`${client}: two applications allow what the table has, for each tenant, and see changes without a restart`, async (t) => {
    const store = await createStore(server)
    await store.replace([])
    const apps = [await start(t, sourceOf(store, PUSHED)), await start(t, sourceOf(store, { ...PUSHED, mode: 'lookup' }))]
    const each = (origin: string, expected: boolean, place?: Place) => Promise.all(apps.map((app) => until(async () => await allows(t, app, origin, place) === expected)))
    await each(TENANT, false)
    await store.allow(TENANT)
    await each(TENANT, true)
    await store.disallow(TENANT)
    await each(TENANT, false)

    await store.allow(TENANT, 'shop.example')
    await store.allow(TENANT, 'red')
    const places: readonly (readonly [Place, boolean])[] = [
      [{ host: 'shop.example' }, true], [{ host: 'SHOP.example' }, true], [{ host: 'shop.example:8080' }, false], [{ host: 'bank.example' }, false],
      [{ url: '/tenants/red' }, true], [{ url: '/tenants/Red' }, false], [{ url: '/tenants/blue', host: 'shop.example' }, false],
      [{ url: '/tenants/%00' }, false], [{ url: '/tenants/' }, false]
    ]
    for (const [place, expected] of places) {
      await each(TENANT, expected, place)
      for (const app of apps) t.equal(await allows(t, app, STATIC, place), true)
    }
  })

  t.test(`${client}: while the server does not respond, only origins of the store are blocked, and every request has its response`, async (t) => {
    const store = await createStore(server)
    await store.replace([TENANT])
    await store.allow(TENANT, 'red')
    for (const mode of ['snapshot', 'lookup'] as const) {
      const app = await start(t, sourceOf(store, { ...IMPATIENT, mode }))
      await until(async () => await allows(t, app, TENANT))
      const lostAt = performance.now()
      server.freeze()
      for (let isBlocked = false; !isBlocked;) {
        const isLate = performance.now() - lostAt > IMPATIENT.maxStale!
        isBlocked = !await allows(t, app, TENANT)
        if (isLate && !isBlocked) t.fail('blocked in time')
        if (!await allows(t, app, STATIC)) t.fail('the other origins are allowed')
        await pause(5)
      }
      t.equal(await allows(t, app, TENANT, { url: '/tenants/red' }), false)
      // A look-up that was on its way fails before the last proof is too old.
      await until(() => app.cors.status().sources['tenants']!.state === 'stale')
      server.thaw()
      await until(async () => await allows(t, app, TENANT))
    }
  })

  t.test(`${client}: an application without the server does not start, or starts with its other origins`, async (t) => {
    const store = await createStore(server)
    await server.kill()
    const options = { ...IMPATIENT, startDeadline: 1000 }
    await t.rejects(start(t, sourceOf(store, options)), { code: 'FST_CORS_SOURCE_FAILED', message: /The source "tenants" cannot be read: .*(ENOENT|ECONNREFUSED)/ })
    const app = await start(t, sourceOf(store, { ...options, start: 'closed' }))
    t.equal(await allows(t, app, STATIC), true)
    t.equal(await allows(t, app, TENANT), false)
    await server.restart()
    await store.replace([TENANT])
    await until(async () => await allows(t, app, TENANT))
  })
}
