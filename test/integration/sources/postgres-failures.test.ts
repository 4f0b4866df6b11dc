/** PostgreSQL and the path to it when they fail. The long run has every test with both clients. */
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { SourceLookup } from '../../../lib/lookup.ts'
import { postgresOrigins, postgresSchema } from '../../../lib/sources.ts'
import type { CorsOriginSource } from '../../../types/source.ts'
import { isLong, named } from '../../unit/properties/seed.ts'
import { startPgbouncer } from './pgbouncer.ts'
import { PostgresServer } from './postgres-server.ts'
import { CLIENTS, IMPATIENT, POLLED, PUSHED, createStore, follow } from './postgres-store.ts'
import { Relay } from './relay.ts'
import { inTime, until } from './waiting.ts'

const A = 'https://a.example'
const B = 'https://b.example'

/** Behind pgbouncer, of each client in each mode. */
const CHANGES = isLong ? 20 : 4

const server = await PostgresServer.start(t)

/** Ends sessions of sources, and runs a statement before they can be replaced. */
async function terminate (condition: string, statement = ''): Promise<void> {
  await server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND ${condition}; ${statement}`)
}

/** Waits until a source has subscribed. */
async function untilItListens (): Promise<void> {
  await until(async () => (await server.sql("SELECT FROM pg_stat_activity WHERE query ILIKE 'listen%' AND state = 'idle'")).length === 1)
}

/** Uses a source until it is stale, and checks that nothing is allowed later than `maxStale` after the server was last there. */
async function isStaleInTime (t: Test, lookup: SourceLookup, lostAt: number): Promise<void> {
  for (;;) {
    const age = performance.now() - lostAt
    const result = await lookup.find(A, undefined)
    if (age > IMPATIENT.maxStale! && result === 'listed') t.fail('listed for too long')
    if (result === 'stale') break
    await pause(5)
  }
  t.equal(lookup.status().state, 'stale')
}

/** Checks the error of a start. */
async function failsToStart (t: Test, source: CorsOriginSource, message: string | RegExp): Promise<void> {
  await t.rejects(inTime(() => follow(t, source)), { message })
}

/** The client of a test; both in the long run. The next test has the other one. */
function clientsNamed (client: 'pg' | 'postgres.js'): typeof CLIENTS {
  return named(CLIENTS, [client], ([name]) => name)
}

const ENDED = [
  // Only here is it certain that a client subscribes again, which each does in a way of its own.
  ['the session of messages', "query ILIKE 'listen%'", CLIENTS],
  ['the sessions of look-ups', "query NOT ILIKE 'listen%'", clientsNamed('postgres.js')],
  ['all sessions', 'true', clientsNamed('pg')]
] as const

for (const [sessions, condition, clients] of ENDED) {
  for (const [client, create] of clients) {
    t.test(`${client}: continues after the server has ended ${sessions}`, async (t) => {
      const store = await createStore(server)
      await store.replace([A])
      const { lookup } = await follow(t, postgresOrigins(() => create(server.address), { ...PUSHED, ...store.names, mode: 'lookup' }))
      await until(() => lookup.status().push === 'working')
      t.equal(await lookup.find(A, undefined), 'listed')
      const { version } = lookup.status()
      // Without a subscription, the message of this change is lost.
      await terminate(condition, `DELETE FROM ${store.table}`)
      await until(() => lookup.status().version !== version)
      await until(async () => await lookup.find(A, undefined) === 'not-listed')
      // This one comes by the new subscription, since the version is not read meanwhile.
      await untilItListens()
      await store.allow(A)
      await until(async () => await lookup.find(A, undefined) === 'listed')
    })
  }
}

for (const [client, create] of clientsNamed('postgres.js')) {
  t.test(`${client}: looks up again at once after the server has ended the session`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const { lookup } = await follow(t, postgresOrigins(() => create(server.address), { ...PUSHED, ...store.names, mode: 'lookup' }))
    await until(() => lookup.status().push === 'working')
    await terminate("query NOT ILIKE 'listen%'")
    await until(async () => await lookup.find(A, undefined) === 'listed')
  })
}

// Clients of postgres.js connect again themselves.
for (const [client, create] of clientsNamed('pg')) {
  t.test(`${client}: tries to subscribe again until it succeeds`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    let address = server.address
    let clients = 0
    const source = postgresOrigins(() => {
      clients++
      return create(address)
    }, { ...POLLED, ...store.names, mode: 'lookup' })
    const { lookup, events } = await follow(t, source)
    await until(() => lookup.status().push === 'working')
    address = { host: '/nowhere', port: 5432 }
    const before = clients
    await terminate("query ILIKE 'listen%'")
    if (client === 'pg') await until(() => clients > before + 2)
    address = server.address
    await untilItListens()
    t.equal(await lookup.find(A, undefined), 'listed')
    t.strictSame(events, [], 'look-ups have continued')
  })
}

for (const [client, create] of clientsNamed('postgres.js')) {
  t.test(`${client}: a server that stops responding blocks after \`maxStale\`, and no request waits for it longer than the deadline`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const { lookup, events } = await follow(t, postgresOrigins(() => create(server.address), { ...IMPATIENT, ...store.names, mode: 'lookup' }))
    await until(async () => await lookup.find(A, undefined) === 'listed')
    const stoppedAt = performance.now()
    server.freeze()
    t.match(await lookup.find(B, undefined), /unavailable|stale/, 'a look-up on its way')
    await isStaleInTime(t, lookup, stoppedAt)
    // On a busy machine the poll can begin late, and fail after that.
    await until(() => events.some(({ kind }) => kind === 'failed'))
    server.thaw()
    await store.disallow(A)
    await until(async () => await lookup.find(A, undefined) === 'not-listed')
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind === 'failed' || kind === 'recovered')
    t.strictSame(kinds.slice(0, 2), ['failed', 'recovered'])
  })
}

for (const [client, create] of clientsNamed('pg')) {
  t.test(`${client}: a server that was killed blocks after \`maxStale\`, until it runs again`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const { lookup } = await follow(t, postgresOrigins(() => create(server.address), { ...IMPATIENT, ...store.names }))
    await until(() => lookup.status().mode === 'snapshot')
    await server.kill()
    await isStaleInTime(t, lookup, performance.now())
    await until(() => /ENOENT|ECONNREFUSED/.test(lookup.status().lastFailure ?? ''))
    await server.restart()
    await until(async () => await lookup.find(A, undefined) === 'listed')
    await store.disallow(A)
    await until(async () => await lookup.find(A, undefined) === 'not-listed')
  })
}

for (const [client, create] of clientsNamed('postgres.js')) {
  t.test(`${client}: a path that is cut without a sign blocks after \`maxStale\`, and a new connection is used at once`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const relay = await Relay.start(t, server.socket)
    const { lookup } = await follow(t, postgresOrigins(() => create(relay.address), { ...IMPATIENT, ...store.names, mode: 'lookup' }))
    await until(async () => await lookup.find(A, undefined) === 'listed')
    const cutAt = performance.now()
    relay.silence()
    await store.disallow(A)
    await isStaleInTime(t, lookup, cutAt)
    relay.speak()
    await until(async () => await lookup.find(A, undefined) === 'not-listed')
  })
}

for (const [client, create] of clientsNamed('pg')) {
  t.test(`${client}: a server without a free connection blocks after \`maxStale\`, until it has one`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const user = `limited_${client.replaceAll(/\W/g, '_')}`
    await server.sql(`CREATE ROLE ${user} LOGIN IN ROLE pg_read_all_data`)
    const { lookup, events } = await follow(t, postgresOrigins(() => create(server.address, 'postgres', user), { ...IMPATIENT, ...store.names }))
    await until(async () => await lookup.find(A, undefined) === 'listed')
    await server.sql(`ALTER ROLE ${user} CONNECTION LIMIT 0`)
    await terminate(`usename = '${user}'`)
    await isStaleInTime(t, lookup, performance.now())
    await until(() => events.some(({ kind }) => kind === 'failed'))
    await server.sql(`ALTER ROLE ${user} CONNECTION LIMIT -1`)
    await until(async () => await lookup.find(A, undefined) === 'listed')
    await until(() => lookup.status().state === 'current')
  })
}

for (const [client, create] of clientsNamed('postgres.js')) {
  t.test(`${client}: behind pgbouncer in transaction mode, messages do not arrive, and the version shows changes`, async (t) => {
    const address = await startPgbouncer(t, server)
    const store = await createStore(server)
    await store.replace([A])
    await store.replace([B], 'shop')
    for (const mode of ['snapshot', 'lookup'] as const) {
      const { lookup, events } = await follow(t, postgresOrigins(() => create(address), { ...POLLED, deadline: 500, ...store.names, mode }))
      await until(() => lookup.status().push === 'silent')
      t.ok(events.some(({ kind }) => kind === 'push-silent'))
      for (let i = 0; i < CHANGES; i++) {
        await store.disallow(A)
        await until(async () => await lookup.find(A, undefined) === 'not-listed')
        await store.allow(A)
        await until(async () => await lookup.find(A, undefined) === 'listed')
        await until(async () => await lookup.find(B, 'shop') === 'listed')
      }
    }
  })
}

for (const [client, create] of clientsNamed('pg')) {
  t.test(`${client}: a store without tables or without a first change is not an empty list`, async (t) => {
    const store = await createStore(server)
    const options = { ...POLLED, ...store.names, pollInterval: 100, startDeadline: 1000 }
    await Promise.all([
      failsToStart(t, postgresOrigins(() => create(server.address), { ...options, schema: 'missing' }),
        'The table "missing.cors_origins" does not exist, or it has no version. Run the SQL of postgresSchema() in this database. The command "origins import" initializes it, too.'),
      failsToStart(t, postgresOrigins(() => create(server.address), options),
        /cors_origins" was never filled\. The command "origins import" initializes it, even with an empty list, and so does `replace` of postgresWriter\./)
    ])
    const { lookup } = await follow(t, postgresOrigins(() => create(server.address), { ...options, start: 'closed' }))
    t.equal(lookup.find(A, undefined), 'unavailable')
    await store.disallow(A)
    await store.replace([])
    await until(() => lookup.status().state === 'current')
    t.equal(await lookup.find(A, undefined), 'not-listed')
    await server.sql(`DROP SCHEMA ${store.names.schema} CASCADE`)
    await until(() => /does not exist/.test(lookup.status().lastFailure ?? ''))
    await server.sql(`CREATE SCHEMA ${store.names.schema}; ${postgresSchema(store.names)}`)
    await store.allow(A)
    await until(async () => await lookup.find(A, undefined) === 'listed')
  })
}

for (const [client, create] of clientsNamed('postgres.js')) {
  t.test(`${client}: a server that is not there is an error at the start, and is reported once`, async (t) => {
    let attempts = 0
    const { events } = await follow(t, postgresOrigins(() => {
      attempts++
      return create({ host: '/nowhere', port: 5432 })
    }, { ...POLLED, start: 'closed' }))
    await until(() => attempts > 6)
    t.strictSame(events.map(({ kind }) => kind), ['failed'])
    const options = { ...POLLED, pollInterval: 100, startDeadline: 1000 }
    await Promise.all([
      failsToStart(t, postgresOrigins(() => create({ host: '/nowhere', port: 5432 }), options), /ENOENT/),
      failsToStart(t, postgresOrigins(() => create(server.address, 'nowhere'), options), /"nowhere" does not exist/)
    ])
  })
}
