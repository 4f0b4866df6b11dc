/** An application with origins in Redis: what browsers receive while the store works, fails and comes back. */
import { isDeepStrictEqual } from 'node:util'
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { overHttp1, type Answer, type Ask } from '../responses/exchange.ts'
import { LIBRARIES, librariesNamed } from './redis-clients.ts'
import { A, B, C, SHORT, sourceOf, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'
import { until } from './waiting.ts'

const STATIC = 'https://static.example'
const SHOP = 'shop.example'

t.test('an application with origins in Redis follows its store', { jobs: LIBRARIES.length }, async (t) => {
  for (const library of librariesNamed('iovalkey', 'redis 6')) {
    t.test(`${library.name}: blocks and allows as the store says, and never fails`, { buffered: true }, async (t) => {
      const server = await RedisServer.start(t)
      const first = await writerOf(t, library, server.port, 'tenants')
      await first.replace([A])
      await first.allow(B, SHOP)
      const log: string[] = []
      const app = Fastify({ forceCloseConnections: true, logger: { level: 'info', stream: { write: (line: string) => { log.push(line) } } } })
      await app.register(corsPlugin, {
        origins: [STATIC, { source: 'tenants' }, { source: 'tenants', key: 'host' }],
        credentials: true,
        sources: { tenants: sourceOf(library, server.port, 'tenants', SHORT) }
      })
      app.get('/', async () => 'orders')
      app.put('/', async () => 'orders')
      const ask = await overHttp1(t, app)

      /** Responses that no state of the store explains: waiting sends thousands of requests. */
      const wrong: object[] = []
      /** Sends a request and its preflight. Returns whether both are allowed. */
      async function isAllowed (origin: string, host = 'api.example'): Promise<boolean> {
        const [actual, preflight] = await both(ask, origin, host)
        const isAllowed = actual.headers['access-control-allow-origin'] === origin
        const complete = [200, 'orders', 'Origin', isAllowed ? 'true' : undefined, preflight.headers['access-control-allow-origin'] === origin ? 204 : 403]
        const received = [actual.status, actual.body, actual.headers.vary, actual.headers['access-control-allow-credentials'], preflight.status]
        if (!isDeepStrictEqual(received, complete)) wrong.push({ origin, host, received, complete })
        return isAllowed && preflight.status === 204
      }
      /** Waits until a page is blocked. Origins of the policy itself are allowed all the time. */
      async function blocked (origin: string, host?: string): Promise<void> {
        await until(async () => {
          if (!await isAllowed(STATIC)) wrong.push({ origin: STATIC })
          return !await isAllowed(origin, host)
        })
        t.notOk(await isAllowed(origin, host), 'and it stays blocked')
      }
      const allowed = (origin: string, host?: string): Promise<void> => until(() => isAllowed(origin, host))

      await allowed(A)
      await allowed(B, SHOP)
      await allowed(B, SHOP.toUpperCase())
      for (const host of ['other.example', `${SHOP}:8443`]) t.notOk(await isAllowed(B, host))
      t.notOk(await isAllowed(C))

      await first.disallow(B, SHOP)
      await blocked(B, SHOP)
      await first.disallow(A)
      await blocked(A)
      await first.allow(A)
      await allowed(A)

      server.pause()
      await blocked(A)
      server.resume()
      await allowed(A)

      await server.kill()
      await blocked(A)
      await server.restart()
      await until(() => /is missing in Redis/.test(app.cors.status().sources['tenants']?.lastFailure ?? ''))
      t.notOk(await isAllowed(A))
      const second = await writerOf(t, library, server.port, 'tenants')
      await second.replace([C])
      await allowed(C)
      t.notOk(await isAllowed(A))
      t.ok(await isAllowed(STATIC))

      t.strictSame(wrong, [])
      t.strictSame(log.filter((line) => JSON.parse(line).level >= 50), [])
      t.ok(log.some((line) => line.includes('A source of origins cannot be read.')))
      t.ok(log.some((line) => line.includes('A source of origins can be read again.')))
    })
  }
})

function both (ask: Ask, origin: string, host: string): Promise<[Answer, Answer]> {
  return Promise.all([
    ask({ headers: { origin, host } }),
    ask({ method: 'OPTIONS', headers: { origin, host, 'access-control-request-method': 'PUT' } })
  ])
}

t.test('an application does not start without its store, or starts with its origins blocked', async (t) => {
  await Promise.all(LIBRARIES.flatMap((library) => (['fail', 'closed'] as const).map(async (start) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(corsPlugin, {
      origins: [STATIC, { source: 'tenants' }], sources: { tenants: sourceOf(library, 1, 'tenants', { ...SHORT, pollInterval: 200, deadline: 60_000, start, startDeadline: 2000 }) }
    })
    app.get('/', async () => 'orders')
    if (start === 'fail') {
      const error = { code: 'FST_CORS_SOURCE_FAILED', message: /cannot be read: connect ECONNREFUSED 127\.0\.0\.1:1/ }
      await t.rejects(async () => await app.ready(), error, library.name)
      return
    }
    const [one, two] = [await app.inject({ url: '/', headers: { origin: STATIC } }), await app.inject({ url: '/', headers: { origin: A } })]
    t.equal(one.headers['access-control-allow-origin'], STATIC)
    t.strictSame([two.statusCode, two.headers['access-control-allow-origin'], two.headers.vary], [200, undefined, 'Origin'])
  })))
})
