/** A database of SQLite, and whether its file is still the one at its path. */
import { promises as files } from 'node:fs'
import { assertDatabase, valueOf, type CorsSqliteDatabase } from './client.ts'

export interface OpenDatabase {
  readonly database: CorsSqliteDatabase
  /** Absolute. */
  readonly path: string
  /** Identifies the file of this database. */
  readonly identity: string
}

/** The number of times that a file can be replaced while it is opened. */
const ATTEMPTS = 5

/**
 * Opens a database for reading.
 *
 * @param open  returns a new database each time
 * @param path  the path of its file, if it is known
 * @throws      Error for a database that a writer can block, or that has no file
 */
export async function openDatabase (open: () => unknown, path = ''): Promise<OpenDatabase> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // Another file can be at the path as soon as this one is open.
    const before = await identityOf(path).catch(() => '')
    const database: unknown = await open()
    assertDatabase(database, 'The result of the function')
    try {
      const opened = fileOf(database)
      if (opened === path && await identityOf(path) === before) {
        prepareForReading(database, path)
        return { database, path, identity: before }
      }
      path = opened
    } catch (error) {
      closeQuietly(database)
      throw error
    }
    closeQuietly(database)
  }
  throw new Error(`The database ${path} is replaced too often.`)
}

/** Identifies the file at a path. @throws the error of the system */
export async function identityOf (path: string): Promise<string> {
  const { dev, ino } = await files.stat(path, { bigint: true })
  return `${dev}-${ino}`
}

export function closeQuietly (database: CorsSqliteDatabase): void {
  try {
    database.close()
  } catch {
    // better-sqlite3 and `node:sqlite` reject a second call.
  }
}

function fileOf (database: CorsSqliteDatabase): string {
  const list = database.prepare('PRAGMA database_list').all() as readonly { readonly name: string, readonly file: string | null }[]
  const { file } = list.find(({ name }) => name === 'main')!
  if (file) return file
  throw new Error('The database is in memory or temporary. A source needs a file.')
}

function prepareForReading (database: CorsSqliteDatabase, path: string): void {
  const mode = String(valueOf(database, 'PRAGMA journal_mode'))
  if (mode !== 'wal') {
    throw new Error(`The database ${path} has the journal mode "${mode}", in which a writer blocks this process. Run "PRAGMA journal_mode = WAL" once.`)
  }
  // Some packages ignore the option for reading only. A wait for a lock would block the process.
  database.exec('PRAGMA query_only = ON; PRAGMA busy_timeout = 0')
}
