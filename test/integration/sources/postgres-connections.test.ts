/** How the source uses clients: which it accepts, how many, how it closes them, and what it sends. */
import type { Socket } from 'node:net'
import t from 'tap'
import pg from 'pg'
import postgres from 'postgres'
import { CorsPolicyError } from '../../../lib/errors.ts'
import { postgresOrigins, postgresSchema, postgresWriter, type CorsPgClient, type CorsPostgresJsClient } from '../../../lib/sources.ts'
import type { CorsSourceConnection } from '../../../types/source.ts'
import { PostgresServer } from './postgres-server.ts'
import { CLIENTS, PUSHED, createStore, follow } from './postgres-store.ts'
import { Relay } from './relay.ts'
import { inTime, until } from './waiting.ts'

const A = 'https://a.example'
const B = 'https://b.example'

const server = await PostgresServer.start(t)

async function numberOfSessions (): Promise<number> {
  const rows = await server.sql("SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
  return rows.length
}

async function lists (connection: CorsSourceConnection): Promise<number[]> {
  const sizes: number[] = []
  for await (const list of connection.load!()) sizes.push(list.length)
  return sizes
}

for (const [client, create] of CLIENTS) {
  const createClient = () => create(server.address)

  t.test(`${client}: two sessions, a third one while it loads, and none after it was closed`, async (t) => {
    await until(async () => await numberOfSessions() === 0)
    const store = await createStore(server)
    await server.sql(`INSERT INTO ${store.table} SELECT 'https://' || n || '.example' FROM generate_series(1, 2001) AS n`)
    await server.sql(`INSERT INTO ${store.table} VALUES ('https://tenant.example', 'shop')`)
    const connection = await postgresOrigins(createClient, { ...PUSHED, ...store.names }).connect()
    await connection.listen!(() => undefined, () => undefined)
    await connection.version()
    t.equal(await numberOfSessions(), 2)
    t.strictSame(await lists(connection), [1000, 1000, 1])
    await until(async () => await numberOfSessions() === 2)
    const loading = connection.load!()[Symbol.asyncIterator]()
    await loading.next()
    t.equal(await numberOfSessions(), 3)
    await loading.return!()
    await until(async () => await numberOfSessions() === 2)
    await connection.load!()[Symbol.asyncIterator]().next()
    connection.close()
    connection.close()
    await until(async () => await numberOfSessions() === 0)
    await t.rejects(connection.version())
    await t.rejects(lists(connection))
  })

  t.test(`${client}: an empty table is one empty snapshot`, async (t) => {
    const store = await createStore(server)
    await store.replace([])
    const connection = await postgresOrigins(createClient, { ...PUSHED, ...store.names }).connect()
    t.teardown(() => { connection.close() })
    t.strictSame(await lists(connection), [])
  })

  t.test(`${client}: loading that waits for a lock ends when the next one begins`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const connection = await postgresOrigins(createClient, { ...PUSHED, ...store.names }).connect()
    t.teardown(() => { connection.close() })
    await server.connected(async (other) => {
      await other.query(`BEGIN; LOCK TABLE ${store.table}`)
      const first = lists(connection)
      const second = lists(connection)
      await t.rejects(first)
      await other.query('COMMIT')
      t.strictSame(await second, [1])
    })
  })

  t.test(`${client}: many look-ups take two statements, and cause no warning`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    await store.replace([B], 'shop')
    let statements = 0
    const connection = await postgresOrigins(() => {
      const made = createClient()
      const method = 'unsafe' in made ? 'unsafe' : 'query'
      const original: (...args: unknown[]) => unknown = Reflect.get(made, method)
      return Object.assign(made, { [method] (...args: unknown[]) { statements++; return original.apply(made, args) } })
    }, { ...PUSHED, ...store.names }).connect()
    t.teardown(() => { connection.close() })
    const warnings: Error[] = []
    const warn = (warning: Error) => { warnings.push(warning) }
    process.on('warning', warn)
    t.teardown(() => { process.off('warning', warn) })
    const before = statements
    const found = Array.from({ length: 1000 }, (_, i) => connection.has!(i % 2 === 0 ? A : B, i % 3 === 0 ? 'shop' : undefined))
    const others = [connection.version(), connection.announce!()]
    t.strictSame(await Promise.all(found), found.map((_, i) => i % 2 === 0 ? i % 3 !== 0 : i % 3 === 0))
    await Promise.all(others)
    t.equal(statements - before, 4)
    t.strictSame(warnings, [])
  })

  t.test(`${client}: a key that the encoding of the database cannot have does not disturb other look-ups`, async (t) => {
    await server.sql(`CREATE DATABASE "latin ${client}" TEMPLATE template0 ENCODING 'LATIN1'`)
    const createLatin = () => create(server.address, `latin ${client}`)
    const admin = createLatin()
    if ('unsafe' in admin) await admin.unsafe(postgresSchema()).values()
    else await admin.connect().then(() => admin.query({ text: postgresSchema(), values: [], rowMode: 'array' }))
    await postgresWriter(admin).allow(A, 'café')
    await admin.end()
    const connection = await postgresOrigins(createLatin, PUSHED).connect()
    t.teardown(() => { connection.close() })
    const [first, good, bad, other] = await Promise.allSettled([connection.has!(A, 'café'), connection.has!(A, 'café'), connection.has!(A, '漢'), connection.has!(B, 'café')])
    t.match([first, good, bad, other], [{ value: true }, { value: true }, { status: 'rejected' }, { value: false }])
  })

  t.test(`${client}: patterns are found in a snapshot, which replaces look-ups`, async (t) => {
    const store = await createStore(server)
    await server.sql(`INSERT INTO ${store.table} VALUES ('https://*.example.com'), ('${A}'), ('https://a.example/')`)
    const { lookup, events } = await follow(t, postgresOrigins(createClient, { ...PUSHED, ...store.names, patterns: true }), false)
    for (const [origin, expected] of [['https://x.example.com', 'listed'], [A, 'listed'], ['https://example.com', 'not-listed']] as const) {
      t.equal(lookup.find(origin, undefined), expected, origin)
    }
    t.match(lookup.status(), { mode: 'snapshot', entries: 2, invalidEntries: 1 })
    t.match(events, [{ kind: 'entries-invalid', count: 1, examples: ['https://a.example/'] }])
    await server.sql(`UPDATE ${store.table} SET origin = 'https://*.example.org' WHERE origin LIKE '%*%'`)
    await until(() => lookup.find('https://x.example.com', undefined) === 'not-listed')
    t.equal(lookup.find('https://x.example.org', undefined), 'listed')
  })

  t.test(`${client}: messages become changes, and tests of other instances do not`, async (t) => {
    const store = await createStore(server, 'messages')
    const connection = await postgresOrigins(createClient, { ...PUSHED, ...store.names }).connect()
    t.teardown(() => { connection.close() })
    const changes: unknown[] = []
    await connection.listen!((origin) => { changes.push(origin) }, () => { t.fail('no message was missed') })
    for (const message of [A, '', 'test of another instance', 'https://*.example', 'null', B]) await server.sql(`NOTIFY messages_changed, '${message}'`)
    await connection.announce!()
    await until(() => changes.length >= 6)
    t.match(changes, [A, undefined, undefined, undefined, B, /^test /])
  })

  t.test(`${client}: a connection that is not established in time is given up`, async (t) => {
    const relay = await Relay.start(t, server.socket)
    relay.silence()
    await t.rejects(postgresOrigins(() => create(relay.address), { deadline: 50 }).connect(), { message: 'Connecting took longer than 50 ms.' })
    // postgres.js keeps its socket for its own `connect_timeout`.
    if (client === 'pg') await until(() => relay.connections === 0)
    relay.speak()
    const connection = await inTime(() => {
      let clients = 0
      return postgresOrigins(() => create(clients++ === 0 ? server.address : relay.address), { deadline: 1000 }).connect()
    })
    t.teardown(() => { connection.close() })
    relay.silence()
    let messages = 0
    await t.rejects(connection.listen!(() => { messages++ }, () => undefined), { message: 'Subscribing took longer than 1000 ms.' })
    if (client === 'pg') await until(() => relay.connections === 0)
    // Each read of the version tries again.
    relay.speak()
    await until(async () => {
      await connection.version().catch(() => undefined)
      await server.sql(`NOTIFY cors_origins_changed, '${A}'`)
      return messages > 0
    })
    t.pass('the subscription was renewed')
  })

  t.test(`${client}: a client that was used before is rejected`, async (t) => {
    const shared = createClient()
    await t.rejects(postgresOrigins(() => shared).connect(), { message: /must return a new client each time/ })
  })
}

t.test('names that need quotes, and the longest names, work', async (t) => {
  const names = ['Cors Origins', 'select', 'cors"origins', "cors'origins", '"); DROP TABLE x; --', '$cors$ $cors1$', '%I\\n%', 'ключ 🌍', 'o'.repeat(55)]
  for (const [i, name] of names.entries()) {
    const store = await createStore(server, name, `${name.slice(0, 40)} ${i}`)
    await store.allow(A)
    const source = postgresOrigins(() => new pg.Client({ ...server.address, user: 'postgres', database: 'postgres' }), { ...PUSHED, ...store.names })
    const { lookup } = await follow(t, source)
    await until(() => lookup.status().push === 'working')
    t.equal(await lookup.find(A, undefined), 'listed')
    await store.replace([B])
    await until(async () => await lookup.find(A, undefined) === 'not-listed')
    t.equal(await lookup.find(B, undefined), 'listed', name)
    t.strictSame(await store.list(), [B])
    lookup.close()
  }
})

t.test('names and clients that cannot work are rejected at once', async (t) => {
  const createClient = () => new pg.Client()
  for (const [options, message] of [
    [{ table: '' }, /must be a text that is not empty, but it is ""/],
    [{ table: 7 }, /must be a text that is not empty, but it is 7/],
    [{ table: 'app.cors_origins' }, /"app\.cors_origins" has a dot\. Use two options/],
    [{ table: 'o'.repeat(56) }, /is too long\. It can have 55 bytes/],
    [{ table: 'ö'.repeat(28) }, /is too long/],
    [{ table: 'a\nb' }, /has a control character/],
    [{ schema: '' }, /must be a text/],
    [{ schema: 's'.repeat(64) }, /It can have 63 bytes/]
  ] as const) {
    for (const use of [postgresSchema, (options: object) => postgresWriter(createClient(), options), (options: object) => postgresOrigins(createClient, options)]) {
      t.throws(() => use(options as object), { constructor: CorsPolicyError, message })
    }
  }
  t.throws(() => postgresOrigins(new pg.Client() as never), { message: /must be a function that returns a new client/ })
  t.throws(() => postgresWriter(undefined as never), { message: /must be a client or a pool of pg, or `postgres\(…\)`, but it is undefined/ })
  for (const [value, message] of [
    [new pg.Pool(), /has returned a pool/],
    [Promise.resolve(new pg.Client()), /but it has returned \{/],
    [undefined, /but it has returned undefined/],
    [postgres, /but it has returned/],
    [postgres({ idle_timeout: 1 }), /must not fetch types\. Use postgres\(…, \{ fetch_types: false \}\)/]
  ] as const) {
    await t.rejects(postgresOrigins(() => value as never).connect(), { constructor: TypeError, message })
  }
  await t.rejects(postgresOrigins(() => { throw new Error('no password') }).connect(), { message: 'no password' })
})

t.test('pg: the system checks the connection for messages', async (t) => {
  const calls: unknown[][] = []
  const source = postgresOrigins(() => {
    const made = new pg.Client({ ...server.address, user: 'postgres', database: 'postgres' })
    const { stream } = (made as unknown as { readonly connection: { readonly stream: Socket } }).connection
    const { setKeepAlive } = stream
    stream.setKeepAlive = (...args) => {
      calls.push(args)
      return setKeepAlive.apply(stream, args)
    }
    return made
  }, { ...PUSHED, ...(await createStore(server)).names })
  const connection = await source.connect()
  t.teardown(() => { connection.close() })
  await connection.listen!(() => undefined, () => undefined)
  t.strictSame(calls, [[true, 10_000]])
})

t.test('a client without the internals of pg is closed by its documented method', async (t) => {
  let ended = 0
  const client = (): CorsPgClient | CorsPostgresJsClient => ({
    connect: async () => undefined,
    query: async () => ({ rows: [['1']] }),
    on: () => undefined,
    end: async () => { ended++; throw new Error('closed already') }
  })
  const connection = await postgresOrigins(client).connect()
  await connection.listen!(() => undefined, () => undefined)
  t.equal(await connection.version(), '1')
  connection.close()
  t.equal(ended, 2)
})
