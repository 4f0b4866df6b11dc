/** The sources in memory, files and SQLite keep the contract. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileOrigins, fileWriter, memoryOrigins, memoryWriter, sqliteOrigins, sqliteSchema, sqliteWriter } from '../../../lib/sources.ts'
import { conforms } from './conformance.ts'
import { SQLITE_CLIENTS } from '../../unit/sources/sqlite-clients.ts'

const folder = t.testdir({ 'origins.txt': '#\n', 'origins.json': '[]' })

/** A slow machine only waits longer. */
const timeout = 60_000

t.test('memoryOrigins keeps the contract of sources', async (t) => {
  const source = memoryOrigins()
  await conforms(t, 'memory', { source, writer: memoryWriter(source), methods: ['has', 'listen'], timeout })
})

t.test('fileOrigins keeps the contract of sources', async (t) => {
  for (const extension of ['txt', 'json'] as const) {
    const path = join(folder, `origins.${extension}`)
    await conforms(t, extension, {
      source: fileOrigins(path),
      writer: fileWriter(path),
      methods: extension === 'json' ? ['has', 'load', 'listen'] : ['load', 'listen'],
      uninitialized: fileOrigins(join(folder, `nowhere.${extension}`), { deadline: 50 }),
      timeout
    })
  }
})

t.test('sqliteOrigins keeps the contract of sources', async (t) => {
  for (const [name, open] of SQLITE_CLIENTS) {
    const [path, empty] = ['origins', 'empty'].map((file) => join(folder, name.replace(':', '-'), `${file}.db`))
    mkdirSync(join(path!, '..'))
    const [database, other] = [open(path!), open(empty!)]
    for (const each of [database, other]) {
      t.teardown(() => { each.close() })
      each.prepare('PRAGMA journal_mode = WAL').get()
      each.exec(sqliteSchema())
    }
    await conforms(t, name, {
      source: sqliteOrigins(() => open(path!, true)),
      writer: sqliteWriter(database),
      methods: ['has', 'load', 'listen'],
      uninitialized: sqliteOrigins(() => open(empty!, true)),
      timeout
    })
  }
})
