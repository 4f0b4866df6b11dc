/** Origins in a table of PostgreSQL. */
import { resolveSourceOptions } from '../lookup/options.ts'
import type { CorsOriginSource, CorsSourceConnection, CorsSourceOptions } from '../../types/source.ts'
import { assertCreatesClients } from './invalid-value.ts'
import type { CorsPgClient, CorsPostgresJsClient } from './postgres/client.ts'
import { PostgresConnection } from './postgres/connection.ts'
import { postgresNames, type CorsPostgresTable } from './postgres/names.ts'
import { sessionOf } from './postgres/session.ts'
import { Sessions } from './postgres/sessions.ts'

export { postgresSchema } from './postgres/create-tables.ts'
export { postgresWriter } from './postgres/writer.ts'
export type { CorsPostgresTable } from './postgres/names.ts'
export type { CorsPgClient, CorsPgQueryable, CorsPostgresJsClient, CorsPostgresJsQuery, CorsPostgresJsQueryable } from './postgres/client.ts'

/**
 * Creates a source for a table that `postgresSchema` has created.
 *
 * A source with `patterns` always keeps a snapshot, and has no keys, because a look-up finds exact origins only.
 *
 * @param createClient  returns a new client that is not connected: `() => new pg.Client(…)` or `() => postgres(…)`. A source uses
 *                      two clients, a third one while it loads, and new ones after a failure
 * @throws              CorsPolicyError for an invalid name, or if `createClient` is not a function
 */
export function postgresOrigins (createClient: () => CorsPgClient | CorsPostgresJsClient, options: CorsPostgresTable & CorsSourceOptions = {}): CorsOriginSource {
  const names = postgresNames(options)
  assertCreatesClients(createClient, '() => new pg.Client(…)')
  const { table, schema, ...rest } = options
  const { deadline, patterns } = resolveSourceOptions(rest)
  return {
    description: `PostgreSQL table ${names.shown}`,
    addsWith: 'postgresWriter(…).allow',
    ...rest,
    async connect (): Promise<CorsSourceConnection> {
      const connection = new PostgresConnection(names, deadline, new Sessions((onLost) => sessionOf(createClient(), onLost)))
      await connection.open()
      return patterns ? Object.assign(connection, { has: undefined }) : connection
    }
  }
}
