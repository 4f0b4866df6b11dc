/** The part of better-sqlite3 and node:sqlite that is used here. It is the same in both, so no code depends on which one it is. */
import { preview } from '../../errors.ts'

/** A database of better-sqlite3 (`new Database(…)`) or of node:sqlite (`new DatabaseSync(…)`). */
export interface CorsSqliteDatabase {
  /** Prepares a statement. */
  prepare (sql: string): CorsSqliteStatement
  /** Runs statements without parameters. */
  exec (sql: string): unknown
  /** Closes the database. */
  close (): unknown
}

/** A prepared statement of these packages. */
export interface CorsSqliteStatement {
  /** Returns the first row. */
  get (...values: string[]): unknown
  /** Returns all rows. */
  all (...values: string[]): unknown[]
  /** Runs a statement that changes rows. */
  run (...values: string[]): {
    /** The number of changed rows. */
    readonly changes: number | bigint
  }
}

/** @throws TypeError for another value than a database of these packages */
export function assertDatabase (database: unknown, what: string): asserts database is CorsSqliteDatabase {
  const { prepare, exec, close } = (database ?? {}) as Readonly<Record<string, unknown>>
  // The package sqlite3 has methods of the same names, which return their results later.
  if ([prepare, exec, close].every((method) => typeof method === 'function') && hasResults(database as CorsSqliteDatabase)) return
  throw new TypeError(`${what} must be a database of better-sqlite3 or node:sqlite, but it is ${preview(database)}.`)
}

function hasResults (database: CorsSqliteDatabase): boolean {
  return Array.isArray(database.prepare('PRAGMA database_list').all())
}

/** Returns the first value of the first row; undefined without a row. */
export function valueOf (database: CorsSqliteDatabase, sql: string): unknown {
  const row = database.prepare(sql).get()
  return row === undefined ? undefined : Object.values(row as object)[0]
}
