/** Changes of the origins in PostgreSQL. */
import type { CorsOriginWriter } from '../../../types/source.ts'
import { assertKey, assertOrigins } from '../assert-origins.ts'
import type { CorsPgQueryable, CorsPostgresJsQueryable } from './client.ts'
import { postgresNames, type CorsPostgresTable } from './names.ts'
import { assertQueryable, runOn } from './session.ts'

/**
 * Creates a writer for the table of `postgresSchema`. Each change is one statement, so it happens as a whole or not at all.
 *
 * @param client  a client or a pool of the package pg, or `postgres(…)`; also a client in a transaction, or a transaction of `postgres`
 * @throws        CorsPolicyError for an invalid name; TypeError for another client
 */
export function postgresWriter (client: CorsPgQueryable | CorsPostgresJsQueryable, options: CorsPostgresTable = {}): CorsOriginWriter {
  const { table, replace } = postgresNames(options)
  assertQueryable(client)
  return {
    async allow (origin, key) {
      assertKey(key)
      assertOrigins([origin])
      const rows = await runOn(client, `INSERT INTO ${table} (origin, key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`, [origin, key ?? ''])
      return rows.length > 0
    },
    async disallow (origin, key) {
      assertKey(key)
      const rows = await runOn(client, `DELETE FROM ${table} WHERE origin = $1 AND key = $2 RETURNING 1`, [String(origin), key ?? ''])
      // An origin that is spelled in another way would stay allowed. Invalid entries can be removed, however they came into the table.
      if (rows.length === 0) assertOrigins([origin])
      return rows.length > 0
    },
    async replace (origins, key) {
      assertKey(key)
      assertOrigins(origins)
      // As JSON, because not every client is set up to send lists.
      const text = `SELECT ${replace}(ARRAY(SELECT json_array_elements_text($1::text::json)), $2)`
      await runOn(client, text, [JSON.stringify(origins), key ?? ''])
    },
    async list (key) {
      assertKey(key)
      const rows = await runOn(client, `SELECT origin FROM ${table} WHERE key = $1 ORDER BY origin`, [key ?? ''])
      return rows.map(([origin]) => origin as string)
    }
  }
}
