/** Origins in SQLite: when the version changes, what is not read as a list, and databases that are replaced. */
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { CorsPolicyError } from '../../../lib/index.ts'
import { sqliteOrigins, sqliteSchema, sqliteWriter, type CorsSqliteDatabase } from '../../../lib/sources.ts'
import type { CorsSourceConnection, CorsSourceOptions } from '../../../types/source.ts'
import { started, until } from '../lookup/scripted-store.ts'
import { SQLITE_CLIENTS, type OpenSqlite } from './sqlite-clients.ts'

const A = 'https://a.example'
const B = 'https://b.example'

/** No test depends on these times. */
const PATIENT: CorsSourceOptions = { deadline: 60_000, maxStale: 600_000, pollInterval: 60_000 }

const folder = t.testdir({})
let count = 0

interface Store { readonly path: string, readonly database: CorsSqliteDatabase }

/** A database in a folder of its own, so that no other test causes events there. */
function newStore (t: Test, open: OpenSqlite, sql = 'PRAGMA journal_mode = WAL'): Store {
  const path = join(folder, String(++count), 'origins.db')
  mkdirSync(join(path, '..'))
  const database = open(path)
  t.teardown(() => { database.close() })
  database.prepare(sql).get()
  return { path, database }
}

async function filledStore (t: Test, open: OpenSqlite, origins: readonly string[] = [A]): Promise<Store> {
  const store = newStore(t, open)
  await sqliteWriter(store.database).replace(origins)
  return store
}

/** Replaces the file of a database as the documentation says, so that SQLite does not read the log of the old one into the new one. */
function replaceFile (path: string, next: string): void {
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true })
  copyFileSync(next, `${path}.new`)
  renameSync(`${path}.new`, path)
}

async function connectionTo (t: Test, open: () => CorsSqliteDatabase, options: CorsSourceOptions & { readonly table?: string } = PATIENT): Promise<CorsSourceConnection> {
  const connection = await sqliteOrigins(open, options).connect()
  t.teardown(() => { connection.close() })
  return connection
}

async function loaded (connection: CorsSourceConnection): Promise<unknown[]> {
  const origins: unknown[] = []
  for await (const list of connection.load!()) origins.push(...list)
  return origins
}

/** Statements, one after another, and whether the version changes with each. */
const STATEMENTS: readonly (readonly [sql: string, changes: boolean])[] = [
  [`INSERT INTO cors_origins (origin) VALUES ('${A}')`, true],
  [`INSERT OR IGNORE INTO cors_origins (origin) VALUES ('${A}')`, false],
  [`INSERT OR IGNORE INTO cors_origins (origin) VALUES ('${B}')`, true],
  [`REPLACE INTO cors_origins (origin) VALUES ('${B}')`, true],
  [`INSERT INTO cors_origins (origin, key) VALUES ('${A}', 'shop') ON CONFLICT DO NOTHING`, true],
  ['CREATE TABLE other (a)', true],
  ['INSERT INTO other VALUES (1)', false],
  ["UPDATE OR REPLACE cors_origins SET key = 'bank' WHERE key = 'shop'", true],
  ["UPDATE cors_origins SET key = 'bank' WHERE key = 'shop'", false],
  [`DELETE FROM cors_origins WHERE origin = '${A}'`, true],
  ['BEGIN; DELETE FROM cors_origins; ROLLBACK', false],
  ['DELETE FROM cors_origins', true],
  ['DELETE FROM cors_origins', false],
  ['DROP TRIGGER cors_origins_inserted', true],
  [`INSERT INTO cors_origins (origin) VALUES ('${A}')`, true],
  ['INSERT INTO other VALUES (2)', true],
  [sqliteSchema(), true],
  ['INSERT INTO other VALUES (2)', false],
  ['DROP TABLE cors_origins_version', true],
  ['INSERT INTO other VALUES (3)', true],
  [sqliteSchema() + "INSERT INTO cors_origins (origin) VALUES ('x')", true]
]

for (const [name, open] of SQLITE_CLIENTS) {
  t.test(`${name}: the version changes with each change of any program, and never has an earlier value`, async (t) => {
    const { path, database } = await filledStore(t, open, [])
    const connection = await connectionTo(t, () => open(path, true))
    const other = await connectionTo(t, () => open(path, true))
    const seen = [await connection.version()]
    t.equal(await other.version(), seen[0], 'the same for all instances')
    for (const [sql, changes] of STATEMENTS) {
      database.exec(sql)
      const version = await connection.version()
      t.equal(version !== seen.at(-1), changes, sql)
      if (!changes) continue
      t.notOk(seen.includes(version), sql)
      seen.push(version)
    }
  })

  t.test(`${name}: a table without a version is followed by the changes of the database`, async (t) => {
    const { path, database } = newStore(t, open)
    database.exec("CREATE TABLE mine (origin TEXT COLLATE NOCASE, key TEXT COLLATE NOCASE DEFAULT '', more BLOB)")
    const source = { ...PATIENT, table: 'mine' }
    const connection = await connectionTo(t, () => open(path, true), source)
    const versions = [await connection.version(), await (await connectionTo(t, () => open(path, true), source)).version()]
    for (const sql of [`INSERT INTO mine (origin) VALUES ('${A}'), ('${A.toUpperCase()}'), (x'00')`, 'CREATE TABLE other (a)']) {
      database.exec(sql)
      versions.push(await connection.version())
    }
    t.equal(new Set(versions).size, 4)
    t.strictSame([connection.has!(A, undefined), connection.has!('HTTPS://a.example', undefined)], [true, false])
    t.strictSame((await loaded(connection)).slice(0, 2), [A.toUpperCase(), A])
    database.exec('DROP TABLE mine')
    await t.rejects(loaded(connection), { message: /no such table/ })
  })

  t.test(`${name}: loads lists of a thousand, and the source follows changes by messages and by the version`, async (t) => {
    const origins = Array.from({ length: 2500 }, (_, i) => `https://${i}.example`)
    const { path, database } = await filledStore(t, open, origins)
    const connection = await connectionTo(t, () => open(path, true))
    t.strictSame((await loaded(connection)).sort(), [...origins].sort())
    for await (const list of connection.load!()) t.ok(list.length <= 1000)
    for (const options of [PATIENT, { ...PATIENT, pollInterval: 5 }]) {
      const source = sqliteOrigins(() => open(path, true), options)
      const { lookup, events } = await started(t, { ...source, connect: async () => Object.assign(await source.connect(), options === PATIENT ? {} : { listen: undefined }) })
      await until(() => lookup.status().mode === 'snapshot')
      for (const is of [true, false]) {
        t.equal(await sqliteWriter(database)[is ? 'allow' : 'disallow'](A), true)
        await until(() => lookup.find(A, undefined) === (is ? 'listed' : 'not-listed'))
      }
      t.strictSame(events, [])
    }
  })

  t.test(`${name}: a database that is replaced by rename is noticed, and its replacement`, async (t) => {
    for (const by of ['messages', 'the version']) {
      const { path } = await filledStore(t, open)
      const source = sqliteOrigins(() => open(path, true), by === 'messages' ? PATIENT : { ...PATIENT, pollInterval: 5 })
      const { lookup, events } = await started(t, { ...source, connect: async () => Object.assign(await source.connect(), by === 'messages' ? {} : { listen: undefined }) })
      for (const [origin, gone] of [[B, A], [A, B]] as const) {
        t.equal(await lookup.find(gone, undefined), 'listed')
        const next = newStore(t, open)
        await sqliteWriter(next.database).replace([origin])
        // All of it in one file.
        next.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
        replaceFile(path, next.path)
        await until(() => lookup.find(origin, undefined) === 'listed' && lookup.find(gone, undefined) === 'not-listed')
      }
      t.strictSame(events, [])
    }
  })

  t.test(`${name}: keys, and a source with patterns`, async (t) => {
    const { path, database } = await filledStore(t, open)
    await sqliteWriter(database).allow(B, "o'brien")
    const connection = await connectionTo(t, () => open(path, true))
    t.strictSame([connection.has!(B, "o'brien"), connection.has!(B, undefined), connection.has!(A, "o'brien")], [true, false, false])
    t.strictSame(await loaded(connection), [A])
    t.equal((await connectionTo(t, () => open(path, true), { ...PATIENT, patterns: true })).has, undefined)
  })

  t.test(`${name}: the connection only reads, and does not wait for locks`, async (t) => {
    const { path } = await filledStore(t, open)
    const opened: CorsSqliteDatabase[] = []
    await connectionTo(t, () => {
      opened.push(open(path))
      return opened.at(-1)!
    })
    t.throws(() => opened.at(-1)!.exec('DELETE FROM cors_origins'), { message: /readonly/ })
    t.match(opened.at(-1)!.prepare('PRAGMA busy_timeout').get(), { timeout: 0 })
    const connection = await connectionTo(t, () => Object.assign(open(path), { close () { throw new Error('It is closed already.') } }))
    connection.close()
    for (const closed of opened.slice(0, -1)) t.throws(() => closed.prepare('SELECT 1'), /not open/)
  })

  const REJECTED: readonly (readonly [title: string, make: (t: Test) => () => CorsSqliteDatabase, message: RegExp])[] = [
    ['a database that a writer blocks', (t) => { const { path } = newStore(t, open, 'PRAGMA journal_mode = DELETE'); return () => open(path) }, /has the journal mode "delete", in which a writer blocks this process\. Run "PRAGMA journal_mode = WAL" once\./],
    ['a database in memory', () => () => open(':memory:'), /is in memory or temporary/],
    ['a database without the table', (t) => { const { path } = newStore(t, open); return () => open(path) }, /no such table: cors_origins\. The command "origins import" initializes it\.$/],
    ['a table without the column `origin`', (t) => { const { path, database } = newStore(t, open); database.exec('CREATE TABLE cors_origins (a)'); return () => open(path) }, /no such column: t\.origin/],
    ['a table that has never been filled', (t) => { const { path, database } = newStore(t, open); database.exec(sqliteSchema()); return () => open(path) }, /has never been filled/],
    ['a database that is replaced whenever it is opened', (t) => {
      const { path } = newStore(t, open)
      return () => {
        const database = open(path)
        copyFileSync(path, `${path}.new`)
        renameSync(`${path}.new`, path)
        return database
      }
    }, /is replaced too often/],
    ['a function that throws', () => () => { throw new Error('no file') }, /no file/]
  ]
  for (const [title, make, message] of REJECTED) {
    t.test(`${name}: rejects ${title}`, async (t) => {
      const open = make(t)
      const opened: CorsSqliteDatabase[] = []
      await t.rejects(sqliteOrigins(() => {
        const database = open()
        opened.push(database)
        return database
      }).connect(), { message })
      for (const database of opened) t.throws(() => database.prepare('SELECT 1'), /not open/, 'it is closed')
    })
  }

  t.test(`${name}: a database that is deleted or replaced by another kind has no version`, async (t) => {
    const { path } = await filledStore(t, open)
    const connection = await connectionTo(t, () => open(path, true))
    rmSync(path)
    await t.rejects(connection.version(), { code: 'ENOENT' })
    const empty = newStore(t, open)
    replaceFile(path, empty.path)
    await t.rejects(connection.version(), { message: /no such table/ })
    await sqliteWriter(empty.database).replace([B])
    empty.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    replaceFile(path, empty.path)
    await connection.version()
    t.equal(connection.has!(B, undefined), true)
    connection.close()
    replaceFile(path, empty.path)
    await t.rejects(connection.version(), { message: /not open/ }, 'after the end')
  })

  t.test(`${name}: the writer`, async (t) => {
    const { database } = newStore(t, open)
    const writer = sqliteWriter(database, { table: 'my "own" table' })
    await t.rejects(writer.allow(A), { message: /no such table/ })
    await writer.replace([B, A, B])
    await writer.replace([B], 'shop')
    t.strictSame([await writer.list(), await writer.list('shop'), await writer.list('bank')], [[A, B], [B], []])
    t.strictSame([await writer.allow(A), await writer.allow(A, 'shop'), await writer.allow(A, 'shop')], [false, true, false])
    t.strictSame([await writer.disallow(A), await writer.disallow(A)], [true, false])
    t.strictSame([await writer.list(), await writer.list('shop')], [[B], [A, B]])
    await t.rejects(writer.disallow(`${B}/`), CorsPolicyError, 'another spelling of an origin that stays allowed')
    database.exec(`INSERT INTO "my ""own"" table" (origin) VALUES ('${B}/')`)
    t.equal(await writer.disallow(`${B}/`), true)
    for (const change of [writer.allow(`${A}/`), writer.replace(['*']), writer.allow(A, ''), writer.list(''), writer.disallow(A, ''), writer.replace([A], '')]) {
      await t.rejects(change as Promise<unknown>, CorsPolicyError)
    }

    // In a transaction of the caller.
    database.exec('BEGIN')
    await writer.replace([A])
    t.strictSame(await writer.list(), [A])
    database.exec('ROLLBACK')
    t.strictSame(await writer.list(), [B])
    database.exec('CREATE TRIGGER full BEFORE INSERT ON "my ""own"" table" BEGIN SELECT RAISE(ABORT, \'full\'); END')
    await t.rejects(writer.replace([A]), { message: /full/ })
    t.strictSame(await writer.list(), [B], 'as a whole or not at all')
    database.exec('BEGIN; ROLLBACK')
  })
}

t.test('other values are rejected', async (t) => {
  for (const open of [undefined, {}, 'origins.db']) t.throws(() => sqliteOrigins(open as () => CorsSqliteDatabase), CorsPolicyError)
  for (const table of ['', 7, 'main.origins', 'a\nb', 'a\0']) {
    for (const use of [sqliteSchema, (options: { table: string }) => sqliteOrigins(() => undefined as never, options)]) t.throws(() => use({ table: table as string }), CorsPolicyError)
  }
  // As the package sqlite3 does, whose methods return before their results.
  const late = { prepare: () => ({ all: () => late }), exec: () => late, close: () => late }
  for (const database of [undefined, null, {}, { prepare () {}, exec () {} }, late]) {
    t.throws(() => sqliteWriter(database as unknown as CorsSqliteDatabase), TypeError)
    await t.rejects(sqliteOrigins(() => database as unknown as CorsSqliteDatabase).connect(), { message: /^The result of the function must be a database of better-sqlite3 or node:sqlite, but it is / })
  }
})
