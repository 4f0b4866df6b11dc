/** Origins in PostgreSQL, with both clients: what is found, and how changes are seen. */
import t from 'tap'
import { postgresOrigins } from '../../../lib/sources.ts'
import { PostgresServer } from './postgres-server.ts'
import { CLIENTS, POLLED, PUSHED, createStore, deaf, follow } from './postgres-store.ts'
import { until } from './waiting.ts'

const A = 'https://a.example'
const B = 'https://b.example'

const server = await PostgresServer.start(t)

for (const [client, create] of CLIENTS) {
  const createClient = () => create(server.address)

  for (const mode of ['snapshot', 'lookup'] as const) {
    t.test(`${client}, ${mode}: finds the origins of each key, and no others`, async (t) => {
      const store = await createStore(server)
      await store.replace([A])
      await store.replace([B], 'shop.example')
      const { lookup } = await follow(t, postgresOrigins(createClient, { ...PUSHED, ...store.names, mode }))
      await until(() => lookup.status().mode === mode)
      for (const [origin, key, expected] of [
        [A, undefined, 'listed'], [B, undefined, 'not-listed'], [A, 'shop.example', 'not-listed'], [B, 'shop.example', 'listed'],
        [A, '', 'not-listed'], [B, 'shop.example\0', 'not-listed'], [B, 'Shop.example', 'not-listed'], [B, 'ſhop.example', 'not-listed'], ['https://a.example.', undefined, 'not-listed']
      ] as const) {
        t.equal(await lookup.find(origin, key), expected, `${origin} of ${JSON.stringify(key)}`)
      }
      const { description, state } = lookup.status()
      t.strictSame({ description, state }, { description: `PostgreSQL table ${store.names.schema}.cors_origins`, state: 'current' })
      await until(() => lookup.status().push === 'working')
    })
  }

  t.test(`${client}: a change of one origin does not read the others again`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const source = postgresOrigins(createClient, { ...PUSHED, ...store.names, pollInterval: 300 })
    let loads = 0
    const { lookup } = await follow(t, {
      ...source,
      async connect () {
        const connection = await source.connect()
        const load = connection.load!.bind(connection)
        return Object.assign(connection, { load: () => { loads++; return load() } })
      }
    })
    await until(() => lookup.status().mode === 'snapshot' && lookup.status().push === 'working')
    let before = loads
    let isKept = false
    // A version that is read after a change and before its message makes all origins be read, so versions are read rarely.
    for (let attempts = 0; attempts < 20 && !isKept; attempts++) {
      before = loads
      await server.sql(`INSERT INTO ${store.table} VALUES ('${B}')`)
      await until(async () => await lookup.find(B, undefined) === 'listed')
      await server.sql(`DELETE FROM ${store.table} WHERE origin = '${B}'`)
      await until(async () => await lookup.find(B, undefined) === 'not-listed')
      const [row] = await server.sql(`SELECT version FROM "${store.names.schema}".cors_origins_version`)
      await until(() => lookup.status().version === row!['version'])
      isKept = loads === before && lookup.status().entries === 1
    }
    t.ok(isKept)
    t.equal(lookup.status().mode, 'snapshot')
    before = loads
    await store.replace([B, 'https://c.example', 'https://d.example'])
    await until(() => loads > before && lookup.find('https://d.example', undefined) === 'listed')
  })

  t.test(`${client}: sees each kind of change by its message`, async (t) => {
    const store = await createStore(server)
    await store.replace([A])
    const { lookup } = await follow(t, postgresOrigins(createClient, { ...PUSHED, ...store.names, mode: 'lookup' }))
    await until(() => lookup.status().push === 'working')
    const changes: readonly (readonly [change: string, expected: 'listed' | 'not-listed'])[] = [
      [`DELETE FROM ${store.table} WHERE origin = '${A}'`, 'not-listed'],
      [`INSERT INTO ${store.table} VALUES ('${A}')`, 'listed'],
      [`UPDATE ${store.table} SET origin = '${B}'`, 'not-listed'],
      [`UPDATE ${store.table} SET origin = '${A}'`, 'listed'],
      [`UPDATE ${store.table} SET key = 'x'`, 'not-listed'],
      [`UPDATE ${store.table} SET key = ''`, 'listed'],
      [`TRUNCATE ${store.table}`, 'not-listed'],
      [`INSERT INTO ${store.table} SELECT 'https://' || name FROM unnest(ARRAY['a.example', 'b.example']) AS name`, 'listed'],
      [`WITH gone AS (DELETE FROM ${store.table} RETURNING origin) INSERT INTO ${store.table} SELECT '${B}/x' FROM gone LIMIT 1`, 'not-listed'],
      [`INSERT INTO ${store.table} VALUES ('${A}') ON CONFLICT (origin, key) DO UPDATE SET key = 'x'`, 'listed'],
      [`MERGE INTO ${store.table} USING (SELECT) AS one ON origin = '${A}' WHEN MATCHED THEN DELETE`, 'not-listed']
    ]
    for (const [change, expected] of changes) {
      await server.sql(change)
      await until(async () => await lookup.find(A, undefined) === expected)
      t.pass(change)
    }
    t.equal(lookup.status().push, 'working')
  })

  for (const mode of ['snapshot', 'lookup'] as const) {
    t.test(`${client}, ${mode}: sees changes by the version alone`, async (t) => {
      const store = await createStore(server)
      await store.replace([A])
      const { lookup } = await follow(t, deaf(postgresOrigins(createClient, { ...POLLED, ...store.names, mode })))
      await until(async () => lookup.status().mode === mode && await lookup.find(A, undefined) === 'listed')
      await store.disallow(A)
      await store.allow(B)
      await until(async () => await lookup.find(A, undefined) === 'not-listed' && await lookup.find(B, undefined) === 'listed')
      await server.sql(`TRUNCATE ${store.table}`)
      await until(async () => await lookup.find(B, undefined) === 'not-listed')
      t.equal(lookup.status().push, 'none')
    })
  }
}
