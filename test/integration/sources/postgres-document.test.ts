/** A policy document in PostgreSQL, with each client: how it is followed, what happens to it while PostgreSQL fails, and the writer. */
import t from 'tap'
import { CorsPolicyError } from '../../../lib/index.ts'
import {
  postgresDocument, postgresDocumentSchema, postgresDocumentWriter, type CorsPgQueryable, type CorsPostgresTable
} from '../../../lib/sources.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsVersionedDocumentWriter } from '../../../types/document-store.ts'
import { sample } from '../../unit/properties/seed.ts'
import { A, B, IMPATIENT, POLLED, PUSHED, application, documentOf, withoutMessages } from './following-application.ts'
import { PostgresServer } from './postgres-server.ts'
import { CLIENTS } from './postgres-store.ts'
import { inTime, until } from './waiting.ts'

let count = 0

interface Table {
  readonly names: Required<CorsPostgresTable>
  /** The table in SQL. */
  readonly table: string
  readonly writer: CorsVersionedDocumentWriter
}

async function createTable (server: PostgresServer, name = 'cors_documents', schema = `documents_${++count}`): Promise<Table> {
  const names = { table: name, schema }
  await server.sql(`CREATE SCHEMA "${schema}"; ${postgresDocumentSchema(names)}`)
  // Again, as a migration can.
  await server.sql(postgresDocumentSchema(names))
  return { names, table: `"${schema}"."${name.replaceAll('"', '""')}"`, writer: postgresDocumentWriter(server, names) }
}

const server = await PostgresServer.start(t)

t.test('an application follows a document on one server', async (t) => {
  for (const [name, create] of CLIENTS) {
    t.test(`${name}: it is followed by messages and by its version`, async (t) => {
      const { names, writer } = await createTable(server, name === 'pg' ? 'cors_documents' : 'Odd "name"')
      t.match(await writer.publish(documentOf(A), 'first'), { version: 1, isNew: true, previous: undefined })
      const pushed = await application(t, postgresDocument(() => create(server.address), { ...names, ...PUSHED }))
      const polled = await application(t, withoutMessages(postgresDocument(() => create(server.address), { ...names, ...POLLED })))
      t.match(pushed.status(), { description: `PostgreSQL table ${names.schema}.${names.table}`, state: 'current', version: /^1\.[-0-9a-f]{36}$/ })
      await until(() => pushed.status().push === 'working')
      for (const origin of [B, A]) {
        const { digest, previous } = await writer.publish(documentOf(origin))
        t.strictSame(previous, documentOf(origin === A ? B : A))
        for (const { has, app } of [pushed, polled]) {
          await has(origin)
          t.equal(app.cors.status().registrations[0]!.digest, digest)
        }
      }
    })

    t.test(`${name}: the writer keeps versions`, async (t) => {
      const { names, table } = await createTable(server)
      const client = create(server.address)
      if ('connect' in client) await client.connect()
      t.teardown(() => client.end())
      const writer = postgresDocumentWriter(client as CorsPgQueryable, names)
      await t.rejects(writer.read(), { message: `The table "${names.schema}.cors_documents" has no document. The command "document publish" publishes one, and so does postgresDocumentWriter.` })
      t.strictSame(await writer.history(), [])
      await writer.publish(documentOf(A), 'first')
      await writer.publish(documentOf(B))
      t.match(await writer.publish(documentOf(B), 'again'), { version: 2, isNew: false, previous: documentOf(B) }, 'the same document is not a version')
      t.strictSame(await writer.read(), documentOf(B))
      t.match(await writer.rollBack(1), { version: 3, isNew: true, previous: documentOf(B) })
      t.strictSame(await writer.read(), documentOf(A))
      const history = await writer.history()
      t.strictSame(history.map(({ version, note }) => [version, note]), [[3, 'roll back to version 1'], [2, ''], [1, 'first']])
      t.equal(history[0]!.digest, history[2]!.digest)
      for (const { at } of history) t.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000)
      await t.rejects(writer.rollBack(7), { message: 'PostgreSQL has no version 7 of the document. `history` lists the versions.' })
      await t.rejects(writer.rollBack(0), { code: 'FST_CORS_POLICY_INVALID' })
      await t.rejects(writer.publish(documentOf(B), 7 as never), { code: 'FST_CORS_POLICY_INVALID' })
      const error: unknown = await writer.publish({ origins: [`${A}/`], credentials: 1 } as unknown as CorsPolicyDocument).catch((error: unknown) => error)
      t.ok(error instanceof CorsPolicyError)
      t.strictSame((error as CorsPolicyError).issues.map(({ path }) => path), ['/origins/0', '/credentials'])
      t.equal((await writer.history()).length, 3, 'an invalid document changes nothing')
      await server.sql(`UPDATE ${table} SET version = version + 200`)
      await writer.publish(documentOf(B))
      t.strictSame((await writer.history()).map(({ version }) => version), [204, 203, 202, 201])
      await server.sql(`UPDATE ${table} SET version = version - 150 WHERE version = 201`)
      await writer.publish(documentOf(A))
      t.strictSame((await writer.history()).map(({ version }) => version), [205, 204, 203, 202], 'the last 100 versions are kept')
    })
  }

  const [, create] = CLIENTS[0]!

  t.test('two writers at a time publish two versions', async (t) => {
    const { names } = await createTable(server)
    // Each statement on a connection of its own.
    const query: CorsPgQueryable['query'] = (config) => server.connected((client) => client.query<unknown[]>(config))
    const writer = postgresDocumentWriter({ query }, names)
    const published = await Promise.all(Array.from({ length: 10 }, (_, i) => writer.publish({ origins: [`https://${i}.example`] })))
    t.strictSame(published.map(({ version }) => version!).sort((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  t.test('any change of the table is followed', async (t) => {
    const { names, table, writer } = await createTable(server)
    await writer.publish(documentOf(A))
    const { has, status, log } = await application(t, postgresDocument(() => create(server.address), { ...names, ...PUSHED }))
    await until(() => status().push === 'working')
    await server.sql(`UPDATE ${table} SET document = replace(document, '${A}', '${B}')`)
    await has(B)
    await server.sql(`INSERT INTO ${table} (version, document, digest) VALUES (2, '{ "origins": ["${A}/"] }', '')`)
    await until(() => status().rejected === 1)
    t.match(status().lastRejected, { version: /^2\./, issues: [{ id: 'origin-has-path', path: '/origins/0' }] })
    await server.sql(`DELETE FROM ${table} WHERE version = 2; UPDATE ${table} SET document = replace(document, '${B}', '${A}')`)
    await has(A)
    t.equal(log.filter((line) => line.includes('A new CORS policy was rejected.')).length, 1)
    await server.sql(`TRUNCATE ${table}`)
    await until(() => /has no document/.test(status().lastFailure ?? ''))
    await has(A)
    await writer.publish(documentOf(B))
    await has(B)
  })

  t.test('names, clients and tables are checked', async (t) => {
    for (const options of [{ table: '' }, { table: 'a.b' }, { table: 'x'.repeat(60) }, { schema: 7 as never }]) {
      t.throws(() => postgresDocumentSchema(options), { code: 'FST_CORS_POLICY_INVALID' })
      t.throws(() => postgresDocument(() => create(server.address), options), { code: 'FST_CORS_POLICY_INVALID' })
      t.throws(() => postgresDocumentWriter({ query: async () => ({ rows: [] }) }, options), { code: 'FST_CORS_POLICY_INVALID' })
    }
    t.throws(() => postgresDocument({} as never), { message: /The first argument must be a function/ })
    t.throws(() => postgresDocumentWriter({} as never), { message: /^The client must be/ })
    t.match(postgresDocument(() => create(server.address)), { description: 'PostgreSQL table cors_documents' })
    const connection = await postgresDocument(() => create(server.address), PUSHED).connect()
    t.teardown(() => { connection.close() })
    await t.rejects(connection.version(), { message: 'The table "cors_documents" does not exist. Run the SQL of postgresDocumentSchema() in this database.' })
    const missing = postgresDocument(() => create(server.address, 'nothing'))
    await t.rejects(inTime(() => missing.connect()), { message: /database "nothing" does not exist/ }, 'with the default deadline')
  })

  t.test('a table that cannot be read is a failure of the store', async (t) => {
    const { names, table, writer } = await createTable(server)
    await writer.publish(documentOf(A))
    const { has, status } = await application(t, postgresDocument(() => create(server.address), { ...names, ...POLLED }))
    await server.sql(`ALTER TABLE ${table} RENAME COLUMN document TO other`)
    await server.sql(`UPDATE ${table} SET note = 'new'`)
    await until(() => /column "document" does not exist/.test(status().lastFailure ?? ''))
    await has(A)
  })
})

for (const [name, create] of sample(CLIENTS, 2)) {
  t.test(`${name}: while PostgreSQL fails, the last good policy stays in force`, async (t) => {
    const { names, writer } = await createTable(server)
    await writer.publish(documentOf(A))
    const { status, has } = await application(t, postgresDocument(() => create(server.address), { ...names, ...IMPATIENT }))
    server.freeze()
    await until(() => status().state === 'stale')
    await has(A)
    server.thaw()
    await until(() => status().state === 'current')
    await server.kill()
    await until(() => status().lastFailure !== undefined)
    await has(A)
    await server.restart()
    await writer.publish(documentOf(B))
    await has(B)
    await until(() => status().lastFailure === undefined)
  })
}
