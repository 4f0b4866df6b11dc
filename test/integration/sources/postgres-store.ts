/** For tests: a table of origins on a real server, a source of it for each client package, and functions that change them. */
import pg from 'pg'
import postgres from 'postgres'
import { SourceLookup, type SourceEvent } from '../../../lib/lookup.ts'
import {
  postgresSchema, postgresWriter, type CorsPgClient, type CorsPostgresJsClient, type CorsPostgresTable
} from '../../../lib/sources.ts'
import type { CorsOriginSource, CorsOriginWriter, CorsSourceOptions } from '../../../types/source.ts'
import type { Address, PostgresServer } from './postgres-server.ts'

type AnyClient = CorsPgClient | CorsPostgresJsClient

/** A new client of each package. */
export const CLIENTS: ReadonlyArray<readonly [name: string, create: (address: Address, database?: string, user?: string) => AnyClient]> = [
  ['pg', (address, database = 'postgres', user = 'postgres') => new pg.Client({ ...address, user, database })],
  ['postgres.js', (address, database = 'postgres', user = 'postgres') => postgres({ ...address, user, database, max: 3, connect_timeout: 5, fetch_types: false })]
]

/** Tests wait for conditions, so no result depends on these times. */
export const POLLED: CorsSourceOptions = { pollInterval: 10, deadline: 60_000, maxStale: 120_000, startDeadline: 60_000 }

/** The version is read at the start and after messages only. */
export const PUSHED: CorsSourceOptions = { ...POLLED, pollInterval: 60_000 }

/** A server that does not respond is noticed soon. */
export const IMPATIENT: CorsSourceOptions = { pollInterval: 20, deadline: 300, maxStale: 400, startDeadline: 60_000 }

export interface Store extends CorsOriginWriter {
  readonly names: Required<CorsPostgresTable>
  /** The table in SQL. */
  readonly table: string
}

let count = 0

/** Creates a table in a schema of its own. It is not initialized. */
export async function createStore (server: PostgresServer, table = 'cors_origins', schema = `store_${++count}`): Promise<Store> {
  const names = { table, schema }
  const quoted = `"${schema.replaceAll('"', '""')}"`
  await server.sql(`CREATE SCHEMA ${quoted}; ${postgresSchema(names)}`)
  return { ...postgresWriter(server, names), names, table: `${quoted}."${table.replaceAll('"', '""')}"` }
}

/**
 * Follows a source until the test ends.
 *
 * @param keys  whether policies use it with keys
 */
export async function follow (
  t: { teardown (end: () => void): unknown }, source: CorsOriginSource, keys = true
): Promise<{ lookup: SourceLookup, events: SourceEvent[] }> {
  const events: SourceEvent[] = []
  const lookup = new SourceLookup(source, () => true, (event) => { events.push(event) })
  t.teardown(() => { lookup.close() })
  lookup.use({ keys, withoutKey: true })
  await lookup.start()
  return { lookup, events }
}

/** The same source without messages. */
export function deaf (source: CorsOriginSource): CorsOriginSource {
  return { ...source, connect: async () => Object.assign(await source.connect(), { listen: undefined, announce: undefined }) }
}
