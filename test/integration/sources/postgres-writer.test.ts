/** What changes origins in PostgreSQL: the writer with each client, any SQL, and the messages and versions of both. */
import t from 'tap'
import pg from 'pg'
import postgres from 'postgres'
import { postgresOrigins, postgresSchema, postgresWriter, type CorsPgQueryable, type CorsPostgresJsQueryable } from '../../../lib/sources.ts'
import { PostgresServer } from './postgres-server.ts'
import { PUSHED, createStore, follow, type Store } from './postgres-store.ts'
import { until } from './waiting.ts'

const A = 'https://a.example'
const B = 'https://b.example'
const C = 'https://c.example'

const server = await PostgresServer.start(t)

const settings = { ...server.address, user: 'postgres', database: 'postgres' }
const client = new pg.Client(settings)
await client.connect()
const pool = new pg.Pool(settings)
const pooled = await pool.connect()
const sql = postgres({ ...settings, onnotice: () => undefined })
const bare = postgres({ ...settings, fetch_types: false, prepare: false, transform: postgres.toPascal as never })
t.teardown(async () => {
  pooled.release()
  await Promise.all([client.end(), pool.end(), sql.end(), bare.end()])
})

async function versionOf ({ names: { schema, table } }: Store): Promise<unknown> {
  const [row] = await server.sql(`SELECT version FROM ${schema}.${table ?? 'cors_origins'}_version`)
  return row?.['version']
}

const KINDS: ReadonlyArray<readonly [name: string, client: CorsPgQueryable | CorsPostgresJsQueryable]> = [
  ['a client of pg', client], ['a pool of pg', pool], ['a client of a pool of pg', pooled], ['postgres.js', sql],
  ['postgres.js without types of lists, and with other names of columns', bare]
]

for (const [name, client] of KINDS) {
  t.test(`a writer on ${name}`, async (t) => {
    const store = await createStore(server)
    const writer = postgresWriter(client, store.names)
    t.equal(await writer.disallow(A), false)
    t.strictSame(await writer.list(), [])
    t.equal(await versionOf(store), undefined, 'not initialized')

    // Each row: the change, its result, and whether it is a change.
    const steps: readonly (readonly [string, () => Promise<unknown>, unknown, boolean])[] = [
      ['initializes', () => writer.replace([]), undefined, true],
      ['initializes again', () => writer.replace([]), undefined, false],
      ['allows', () => writer.allow(B), true, true],
      ['allows again', () => writer.allow(B), false, false],
      ['allows for a key', () => writer.allow(B, 'shop'), true, true],
      ['allows a second one', () => writer.allow(A), true, true],
      ['replaces', () => writer.replace([B, C, C]), undefined, true],
      ['replaces again', () => writer.replace([C, B]), undefined, false],
      ['replaces for a key', () => writer.replace([A], 'café " \\ 🌍'), undefined, true],
      ['disallows', () => writer.disallow(B), true, true],
      ['disallows again', () => writer.disallow(B), false, false],
      ['disallows what is not there', () => writer.disallow('https://d.example'), false, false]
    ]
    for (const [what, change, expected, isChange] of steps) {
      const before = await versionOf(store)
      t.equal(await change(), expected, what)
      t.equal(await versionOf(store) !== before, isChange, `${what}: the version`)
    }
    t.strictSame(await writer.list(), [C])
    t.strictSame(await writer.list('shop'), [B])
    t.strictSame(await writer.list('café " \\ 🌍'), [A])

    for (const [what, change] of [
      ['a path', () => writer.allow(`${A}/`)], ['a pattern', () => writer.allow('https://*.example')], ['one of a list', () => writer.replace([A, 'null'])],
      ['an empty key', () => writer.allow(A, '')], ['an empty key of a removal', () => writer.disallow(A, '')], ['a removal in another spelling', () => writer.disallow(`${C}/`)], ['an empty key of a list', () => writer.list('')],
      ['an empty key of a replacement', () => writer.replace([], '')]
    ] as const) {
      await t.rejects(change as () => Promise<unknown>, { name: 'CorsPolicyError' }, what)
    }
    t.strictSame(await writer.list(), [C])
    await server.sql(`INSERT INTO ${store.table} (origin) VALUES ('shop.example')`)
    t.equal(await writer.disallow('shop.example'), true, 'an invalid entry can be removed')
  })
}

t.test('a transaction is seen as a whole when it is committed, and never if it is rolled back', async (t) => {
  const store = await createStore(server)
  await store.replace([A])
  const { lookup } = await follow(t, postgresOrigins(() => new pg.Client(settings), { ...PUSHED, ...store.names, mode: 'lookup' }))
  await until(() => lookup.status().push === 'working')
  await client.query('BEGIN')
  const inTransaction = postgresWriter(client, store.names)
  await inTransaction.disallow(A)
  await inTransaction.allow(B)
  t.equal(await lookup.find(A, undefined), 'listed')
  t.equal(await lookup.find(B, undefined), 'not-listed')
  await client.query('COMMIT')
  await until(async () => await lookup.find(B, undefined) === 'listed')
  t.equal(await lookup.find(A, undefined), 'not-listed')
  const before = await versionOf(store)
  await sql.begin(async (transaction) => {
    await postgresWriter(transaction, store.names).disallow(B)
    throw new Error('rolled back')
  }).catch(() => undefined)
  t.equal(await versionOf(store), before)
})

t.test('messages name the origin if only one has changed', async (t) => {
  const store = await createStore(server, 'told')
  const messages: string[] = []
  const { unlisten } = await sql.listen('told_changed', (message) => { messages.push(message) })
  t.teardown(unlisten)
  let version: unknown
  const long = `https://${Array.from({ length: 40 }, (_, i) => `${i}`.repeat(60)).join('.')}.example`
  for (const [change, expected] of [
    [`INSERT INTO ${store.table} VALUES ('${A}')`, [A]],
    [`INSERT INTO ${store.table} VALUES ('${A}') ON CONFLICT DO NOTHING`, []],
    [`INSERT INTO ${store.table} VALUES ('${A}', 'x'), ('${A}', 'y')`, [A]],
    [`INSERT INTO ${store.table} VALUES ('${B}'), ('${C}')`, ['']],
    [`UPDATE ${store.table} SET key = 'z' WHERE origin = '${B}'`, [B]],
    [`UPDATE ${store.table} SET origin = 'https://d.example' WHERE origin = '${B}'`, ['']],
    [`DELETE FROM ${store.table} WHERE origin = '${C}'`, [C]],
    [`DELETE FROM ${store.table} WHERE false`, []],
    [`DELETE FROM ${store.table}`, ['']],
    [`TRUNCATE ${store.table}`, ['']],
    // The index does not accept so long a text.
    [`ALTER TABLE ${store.table} DROP CONSTRAINT told_pkey; INSERT INTO ${store.table} VALUES ('${long.repeat(4)}')`, ['']]
  ] as const) {
    messages.length = 0
    await server.sql(change)
    await server.sql("NOTIFY told_changed, 'end'")
    await until(() => messages.at(-1) === 'end')
    const changes = messages.slice(0, -1).map((message) => message.split(' '))
    t.strictSame(changes.map(([origin]) => origin), expected, change.slice(0, 100))
    for (const [, before, after] of changes) {
      if (after !== undefined) t.strictSame([before, after], [version, await versionOf(store)], 'with the versions before and after')
    }
    version = await versionOf(store)
  }
})

t.test('changes at a time follow each other: each message begins with the version that the one before has made', async (t) => {
  const store = await createStore(server, 'chained')
  await store.replace([])
  const messages: string[] = []
  const { unlisten } = await sql.listen('chained_changed', (message) => { messages.push(message) })
  t.teardown(unlisten)
  const writer = postgresWriter(pool, store.names)
  await Promise.all(Array.from({ length: 40 }, (_, i) => writer.allow(`https://${i}.example`)))
  await until(() => messages.length === 40)
  const versions = messages.map((message) => message.split(' ').slice(1))
  t.strictSame(versions.slice(1).map(([before]) => before), versions.slice(0, -1).map(([, after]) => after))
  t.equal(versions.at(-1)![1], await versionOf(store))
})

t.test('of two replacements at a time, one counts as a whole', async (t) => {
  const store = await createStore(server)
  const lists = [[A, B], [C]]
  for (let i = 0; i < 50; i++) {
    await store.replace([])
    await Promise.all(lists.map((list) => postgresWriter(pool, store.names).replace(list)))
    const left = await store.list()
    if (!lists.some((list) => list.join() === left.join())) t.fail(`both lists: ${left}`)
  }
  t.pass('50 times')
})

t.test('the SQL can be run again, and keeps what is there', async (t) => {
  const store = await createStore(server)
  await store.replace([A])
  const before = await versionOf(store)
  await server.sql(postgresSchema(store.names))
  t.strictSame(await store.list(), [A])
  t.equal(await versionOf(store), before)
  await server.connected((client) => client.query(`SET search_path = ${store.names.schema}; ${postgresSchema()}; INSERT INTO cors_origins VALUES ('${B}')`))
  t.strictSame(await store.list(), [A, B])
  t.not(await versionOf(store), before)
})

t.test('users need few rights: to read, and to write', async (t) => {
  const store = await createStore(server)
  const { schema } = store.names
  await server.sql(`
    CREATE USER reader; CREATE USER writer; GRANT USAGE ON SCHEMA ${schema} TO reader, writer;
    GRANT SELECT ON ${schema}.cors_origins, ${schema}.cors_origins_version TO reader;
    GRANT SELECT, INSERT, DELETE ON ${schema}.cors_origins TO writer;
    GRANT SELECT, INSERT, UPDATE ON ${schema}.cors_origins_version TO writer`)
  const writing = new pg.Client({ ...settings, user: 'writer' })
  await writing.connect()
  t.teardown(() => writing.end())
  const writer = postgresWriter(writing, store.names)
  await writer.replace([A])
  t.equal(await writer.allow(B), true)
  t.equal(await writer.disallow(B), true)
  const { lookup } = await follow(t, postgresOrigins(() => new pg.Client({ ...settings, user: 'reader' }), { ...PUSHED, ...store.names }))
  await until(() => lookup.status().push === 'working')
  await until(() => lookup.status().mode === 'snapshot')
  t.equal(await lookup.find(A, undefined), 'listed')
  const reading = new pg.Client({ ...settings, user: 'reader' })
  await reading.connect()
  t.teardown(() => reading.end())
  await t.rejects(postgresWriter(reading, store.names).allow(C), { message: /permission denied/ })
  await t.rejects(postgresWriter(reading, store.names).replace([]), { message: /permission denied/ })
})
