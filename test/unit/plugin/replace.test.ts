/** Tests documents that are replaced while the application serves requests. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { ScriptedStore, until } from '../lookup/scripted-store.ts'
import { A, allowed, application, B } from './replaced-application.ts'

t.test('a new document counts from the next request on, for actual requests, preflights, unknown URLs and overrides', async (t) => {
  const app = await application({ origins: [A], maxAge: 60 })
  t.strictSame(await allowed(app, A), [A, 204, '60'])
  t.strictSame(await allowed(app, B, '/own', 'DELETE'), [undefined, 403, undefined])
  const previous = await app.cors.replace({ origins: [B], maxAge: 90, policies: { other: { origins: [A] } }, routes: { '/own': 'other' }, notFound: false })
  t.strictSame(previous, { origins: [A], maxAge: 60 })
  t.strictSame(await allowed(app, A), [undefined, 403, undefined])
  t.strictSame(await allowed(app, B), [B, 204, '90'])
  t.strictSame(await allowed(app, A, '/own', 'DELETE'), [A, 204, '7'], 'config.cors overrides the new policy of `routes`')
  t.strictSame(await allowed(app, B, '/none'), [undefined, 404, undefined])
  await app.cors.replace(previous)
  t.strictSame(await allowed(app, A), [A, 204, '60'], 'undone')
  t.strictSame(app.cors.stats()['scope'], { preflight: { 'origin-allowed': 3, 'origin-not-allowed': 1 }, actual: { 'origin-allowed': 3, 'origin-not-allowed': 1 } }, 'counters continue')
})

t.test('status has a version, a digest and a time for each registration', async (t) => {
  const app = await application({ origins: [A] }, (app) => app.register(async (inner) => {
    await inner.register(corsPlugin, { origins: [B], lint: 'off' })
  }, { prefix: '/inner' }))
  const [outer, inner] = app.cors.status().registrations
  t.match([outer, inner], [{ prefix: '', version: 1 }, { prefix: '/inner', version: 1 }])
  t.match(outer!.digest, /^sha256-[0-9a-f]{16}$/)
  t.not(outer!.digest, inner!.digest)
  t.ok(Math.abs(Date.parse(outer!.since) - Date.now()) < 60_000)
  await app.cors.replace({ credentials: true, origins: [A] })
  const [changed] = app.cors.status().registrations
  t.equal(changed!.version, 2)
  t.not(changed!.digest, outer!.digest)
  await app.cors.replace({ origins: [A], credentials: true })
  t.match(app.cors.status().registrations[0], { version: 3, digest: changed!.digest }, 'the order of members does not count')
  await app.cors.replace({ origins: [A] })
  t.equal(app.cors.status().registrations[0]!.digest, outer!.digest)
})

t.test('each registration has its own handle, and inner ones inherit new names and suffixes', async (t) => {
  let inner!: FastifyInstance
  const app = await application({ origins: [A], policies: { named: { origins: [A] } } }, (app) => app.register(async (instance) => {
    inner = instance
    await instance.register(corsPlugin, { origins: [B], lint: 'off' })
    instance.get('/inner', async () => '')
    instance.put('/inner', { config: { cors: 'named' } }, async () => '')
    instance.get('/named', { config: { cors: 'named' } }, async () => '')
  }))
  t.strictSame(await allowed(app, B, '/inner', 'GET'), [B, 204, undefined])
  await app.cors.replace({ origins: [A], policies: { named: { origins: [B], maxAge: 5 } } })
  t.strictSame(await allowed(app, B, '/named', 'GET'), [B, 204, '5'])
  await inner.cors.replace({ origins: [A] })
  t.strictSame(await allowed(app, A, '/inner', 'GET'), [A, 204, undefined])
  t.strictSame(await allowed(app, A), [A, 204, undefined], 'the outer one is unchanged')
  await t.rejects(app.cors.replace({ origins: [A] }), { code: 'FST_CORS_POLICY_INVALID', message: /unknown-policy-name/ }, 'a route needs the name')
  t.strictSame(await allowed(app, B, '/named', 'GET'), [B, 204, '5'])
})

const INVALID: readonly (readonly [name: string, document: unknown, ids: readonly string[]])[] = [
  ['several issues', { origins: [`${A}/`, '*'], credentials: 1 }, ['origin-has-path', 'every-origin-in-list', 'wrong-type']],
  ['no document', undefined, ['value-is-missing']],
  ['an option that is not part of a document', { origins: [A], logLevel: 'info' }, ['unknown-field']],
  ['a source that is not registered', { origins: [{ source: 'other' }] }, ['unknown-source']],
  ['a key that a route does not have', { origins: [{ source: 'tenants', key: { param: 'realm' } }] }, Array(4).fill('source-key-is-not-a-parameter')],
  ['routes with two policies', { origins: [A], routes: { '/versioned/:id': { origins: [B] } } }, ['preflight-target-is-ambiguous']]
]

for (const [name, document, ids] of INVALID) {
  t.test(`a refused document changes nothing: ${name}`, async (t) => {
    const app = await application({ origins: [A], sources: { tenants: memoryOrigins() } }, (app) => {
      if (name !== 'routes with two policies') return
      app.get('/versioned/:id', { constraints: { version: '1.0.0' } }, async () => '')
      app.get('/versioned/:name', { constraints: { version: '2.0.0' }, config: { cors: { origins: [A] } } }, async () => '')
    })
    const before = app.cors.status().registrations
    const error: unknown = await app.cors.replace(document as CorsPolicyDocument).catch((error: unknown) => error)
    t.ok(error instanceof CorsPolicyError)
    t.strictSame((error as CorsPolicyError).issues.map(({ id }) => id), ids)
    t.strictSame(await allowed(app, A), [A, 204, undefined])
    t.strictSame(app.cors.status().registrations, before)
    await app.close()
  })
}

t.test('`replace` is rejected before the application is ready', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [A] })
  await t.rejects(app.cors.replace({ origins: [B] }), { code: 'FST_CORS_NOT_READY' })
  await app.ready()
})

t.test('sources follow the new document', async (t) => {
  const tenants = memoryOrigins([B])
  tenants.add(A, 'api.example')
  const app = await application({ origins: [A], sources: { tenants } })
  await app.cors.replace({ origins: [{ source: 'tenants' }] })
  t.strictSame(await allowed(app, B), [B, 204, undefined])
  t.strictSame(await allowed(app, A), [undefined, 403, undefined])
  await app.cors.replace({ origins: [{ source: 'tenants', key: 'host' }] })
  t.strictSame((await app.inject({ url: '/orders', headers: { origin: A, host: 'api.example' } })).headers['access-control-allow-origin'], A)
  tenants.delete(A, 'api.example')
  t.strictSame((await app.inject({ url: '/orders', headers: { origin: A, host: 'api.example' } })).headers['access-control-allow-origin'], undefined)
  await app.close()
})

t.test('each of many requests has the policies from before or from after, and no mixture', async (t) => {
  const documents = [{ origins: [A], maxAge: 1, exposedHeaders: ['X-A'] }, { origins: [A], credentials: true, maxAge: 2, exposedHeaders: ['X-B'] }]
  const app = await application(documents[0]!)
  const work = { isDone: false }
  const seen = new Set<string>()
  const client = async (): Promise<void> => {
    while (!work.isDone) {
      await nextTurn()
      const actual = await app.inject({ url: '/orders', headers: { origin: A } })
      const preflight = await app.inject({ method: 'OPTIONS', url: '/orders', headers: { origin: A, 'access-control-request-method': 'PUT' } })
      seen.add([actual.headers['access-control-expose-headers'], actual.headers['access-control-allow-credentials']].join())
      seen.add([preflight.headers['access-control-max-age'], preflight.headers['access-control-allow-credentials']].join())
    }
  }
  const clients = Array.from({ length: 8 }, client)
  for (let i = 1; i <= 100; i++) {
    await app.cors.replace(documents[i % 2]!)
    await nextTurn()
  }
  work.isDone = true
  await Promise.all(clients)
  t.strictSame([...seen].sort(), ['1,', '2,true', 'x-a,', 'x-b,true'])
})

t.test('a large document is put in place in steps, between which other work is done', async (t) => {
  const app = await application({ origins: [A] })
  let turns = 0
  const work = { isDone: false }
  const count = (): void => {
    turns++
    if (!work.isDone) setImmediate(count)
  }
  count()
  // Several steps for the list, in validation and in compilation.
  const origins = Array.from({ length: 60_000 }, (_, i) => `https://${i}.test`)
  let seen: unknown
  const replaced = app.cors.replace({ origins, policies: { other: { origins: origins.slice(0, 10) } } }).then((previous) => { seen = previous })
  const meanwhile = await allowed(app, A)
  t.strictSame(meanwhile, [A, 204, undefined], 'the old document is in place meanwhile')
  await replaced
  work.isDone = true
  t.strictSame(seen, { origins: [A] })
  t.strictSame(await allowed(app, 'https://59999.test'), ['https://59999.test', 204, undefined])
  t.ok(turns > 3, `${turns} turns`)
})

t.test('replacements that come at once are put in place in their order', async (t) => {
  const app = await application({ origins: [A] })
  const large = { origins: Array.from({ length: 20_000 }, (_, i) => `https://${i}.test`) }
  const results = await Promise.allSettled([app.cors.replace(large), app.cors.replace({ origins: [] as never }), app.cors.replace({ origins: [B] })])
  t.strictSame(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
  t.strictSame(await allowed(app, B), [B, 204, undefined])
  t.equal(app.cors.status().registrations[0]!.version, 3)
  t.strictSame(await app.cors.replace({ origins: [A] }), { origins: [B] })
})

t.test('new private suffixes count for the patterns of sources, at once', async (t) => {
  for (const has of [true, false]) {
    const store = new ScriptedStore()
    for (const entry of [B, 'https://*.shared.test']) store.set(entry, true)
    const app = await application({
      origins: [A, { source: 'tenants' }], sources: {
        tenants: store.source(has ? ['has', 'load'] : ['load'], { patterns: true, pollInterval: 60_000, maxStale: 600_000, deadline: 60_000 })
      }
    })
    t.teardown(() => app.close())
    await until(async () => (await allowed(app, 'https://shop.shared.test'))[1] === 204)
    await app.cors.replace({ origins: [A, { source: 'tenants' }], description: 'the same suffixes' })
    t.equal((await allowed(app, 'https://shop.shared.test'))[1], 204)
    await app.cors.replace({ origins: [A, { source: 'tenants' }], privateSuffixes: ['shared.test'] })
    t.equal((await allowed(app, 'https://shop.shared.test'))[1], 403)
    await until(async () => (await allowed(app, B))[1] === 204)
    t.equal((await allowed(app, 'https://shop.shared.test'))[1], 403)
    // The list of all entries can arrive after the first look-up.
    await until(async () => app.cors.status().sources['tenants']!.invalidEntries === 1)
    t.equal((await allowed(app, 'https://shop.shared.test'))[1], 403)
  }
})
