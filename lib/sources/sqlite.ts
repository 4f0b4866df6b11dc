/** Origins in a table of SQLite. */
import type { CorsOriginSource, CorsSourceConnection, CorsSourceOptions } from '../../types/source.ts'
import { CorsPolicyError, preview } from '../errors.ts'
import { resolveSourceOptions } from '../lookup/options.ts'
import type { CorsSqliteDatabase } from './sqlite/client.ts'
import { SqliteConnection } from './sqlite/connection.ts'
import { sqliteNames, type CorsSqliteTable } from './sqlite/create-tables.ts'

export { sqliteSchema } from './sqlite/create-tables.ts'
export { sqliteWriter } from './sqlite/writer.ts'
export type { CorsSqliteDatabase, CorsSqliteStatement } from './sqlite/client.ts'
export type { CorsSqliteTable } from './sqlite/create-tables.ts'

/**
 * Creates a source for a table of SQLite in a file, such as the one of `sqliteSchema`. The database must be in the journal mode WAL.
 *
 * A source with `patterns` always keeps a snapshot, and has no keys, because a look-up finds exact origins only.
 *
 * @param open  returns a new database for reading: `() => new Database(path, { readonly: true })` of better-sqlite3, or
 *              `() => new DatabaseSync(path, { readOnly: true })` of node:sqlite
 * @throws      CorsPolicyError for an invalid name, or if `open` is not a function
 */
export function sqliteOrigins (
  open: () => CorsSqliteDatabase | Promise<CorsSqliteDatabase>, options: CorsSqliteTable & CorsSourceOptions = {}
): CorsOriginSource {
  const names = sqliteNames(options)
  if (typeof open !== 'function') {
    const message = `The first argument must be a function that returns a new database, but it is ${preview(open)}.`
    throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id: 'wrong-type', path: '', value: open, message }])
  }
  const { table, ...rest } = options
  const { patterns } = resolveSourceOptions(rest)
  return {
    description: `SQLite table ${names.shown}`,
    addsWith: 'sqliteWriter(…).allow',
    ...rest,
    async connect (): Promise<CorsSourceConnection> {
      const connection = new SqliteConnection(open, names)
      await connection.open()
      return patterns ? Object.assign(connection, { has: undefined }) : connection
    }
  }
}
