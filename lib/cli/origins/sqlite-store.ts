/** A database of SQLite for the command `origins`. */
import { promises as files } from 'node:fs'
import { sqliteWriter, type CorsSqliteDatabase } from '../../sources/sqlite.ts'
import type { Io } from '../io.ts'
import { keysInSqlite } from './keys.ts'
import type { OpenOrigins, StoreOptions } from './open-store.ts'
import { loadFromProject } from './project-package.ts'

type DatabaseClass = new (path: string) => CorsSqliteDatabase

/** @param path  absolute */
export async function openSqlite (path: string, table: string | undefined, { isNew }: StoreOptions, io: Io): Promise<OpenOrigins> {
  // Opening it would create it.
  if (!isNew) await files.access(path)
  const { exports } = loadFromProject(['better-sqlite3', 'node:sqlite'], 'SQLite before Node 22.13', io)
  const Database = typeof exports === 'function' ? exports as DatabaseClass : (exports as { readonly DatabaseSync: DatabaseClass }).DatabaseSync
  const database = new Database(path)
  const close = (): unknown => database.close()
  try {
    database.prepare('PRAGMA busy_timeout = 5000').get()
    // A source needs this mode.
    if (isNew) database.prepare('PRAGMA journal_mode = WAL').get()
    const options = { ...(table !== undefined && { table }) }
    return { writer: sqliteWriter(database, options), keys: () => keysInSqlite(database, options), close }
  } catch (error) {
    close()
    throw error
  }
}
