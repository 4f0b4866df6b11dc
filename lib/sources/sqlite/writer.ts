/** Changes of the origins in SQLite. */
import type { CorsOriginWriter } from '../../../types/source.ts'
import { assertKey, assertOrigins } from '../assert-origins.ts'
import { assertDatabase, type CorsSqliteDatabase } from './client.ts'
import { sqliteNames, newVersion, sqliteSchema, type CorsSqliteTable } from './create-tables.ts'

/** A name in the transaction of the caller, if there is one. */
const SAVEPOINT = 'cors_replace'

/**
 * Creates a writer for the table of `sqliteSchema`, which `replace` creates too. Each change is one transaction, or a part of the one
 * that the database is in. As everything in better-sqlite3 and node:sqlite, it blocks the process until it is done.
 *
 * @param database  of better-sqlite3 or node:sqlite; it stays open
 * @throws          CorsPolicyError for an invalid name; TypeError for another database
 */
export function sqliteWriter (database: CorsSqliteDatabase, options: CorsSqliteTable = {}): CorsOriginWriter {
  const { table, versionTable } = sqliteNames(options)
  assertDatabase(database, 'The first argument of sqliteWriter')

  function run (sql: string, ...values: string[]): boolean {
    return Number(database.prepare(sql).run(...values).changes) > 0
  }

  return {
    async allow (origin, key) {
      assertKey(key)
      assertOrigins([origin])
      return run(`INSERT INTO ${table} (origin, key) VALUES (?, ?) ON CONFLICT DO NOTHING`, origin, key ?? '')
    },
    async disallow (origin, key) {
      assertKey(key)
      const isChanged = run(`DELETE FROM ${table} WHERE origin = ? AND key = ?`, String(origin), key ?? '')
      // An origin that is spelled in another way would stay allowed. Invalid entries can be removed, however they came into the table.
      if (!isChanged) assertOrigins([origin])
      return isChanged
    },
    async replace (origins, key) {
      assertKey(key)
      assertOrigins(origins)
      const list = JSON.stringify(origins)
      database.exec(`SAVEPOINT ${SAVEPOINT}`)
      try {
        database.exec(sqliteSchema(options))
        run(`DELETE FROM ${table} WHERE key = ? AND origin NOT IN (SELECT value FROM json_each(?))`, key ?? '', list)
        run(`INSERT INTO ${table} (origin, key) SELECT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`, key ?? '', list)
        // An empty list changes no row of an empty table, but it is the first version.
        database.exec(`${newVersion(versionTable)} DO NOTHING`)
        database.exec(`RELEASE ${SAVEPOINT}`)
      } catch (error) {
        database.exec(`ROLLBACK TO ${SAVEPOINT}; RELEASE ${SAVEPOINT}`)
        throw error
      }
    },
    async list (key) {
      assertKey(key)
      const rows = database.prepare(`SELECT origin FROM ${table} WHERE key = ? ORDER BY origin`).all(key ?? '')
      return rows.map((row) => (row as { readonly origin: string }).origin)
    }
  }
}
