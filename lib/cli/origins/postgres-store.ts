/** A server of PostgreSQL for the command `origins`. */
import { postgresSchema, postgresWriter, type CorsPgQueryable, type CorsPostgresJsQueryable } from '../../sources/postgres.ts'
import type { CorsOriginWriter } from '../../../types/source.ts'
import type { Io } from '../io.ts'
import { keysInPostgres } from './keys.ts'
import type { OpenOrigins, OpenStore, StoreOptions } from './open-store.ts'
import { loadFromProject } from './project-package.ts'

/** Milliseconds until a connection has failed. */
const CONNECT_TIMEOUT = 5000

interface Session {
  readonly client: CorsPgQueryable | CorsPostgresJsQueryable
  /** Runs statements without values. */
  run (sql: string): Promise<unknown>
  end (): Promise<unknown>
}

interface Pg {
  readonly Client: new (options: object) => CorsPgQueryable & {
    query (sql: string): Promise<unknown>
    connect (): Promise<unknown>
    on (event: 'error', listener: () => void): unknown
    end (): Promise<unknown>
  }
}

type PostgresJs = (url: string, options: object) => {
  unsafe (...query: Parameters<CorsPostgresJsQueryable['unsafe']>): ReturnType<CorsPostgresJsQueryable['unsafe']> & { simple (): Promise<unknown> }
  end (options: object): Promise<unknown>
}

/** The tables of a writer. */
export interface PostgresTables<Writer> {
  /** The SQL that creates them. */
  readonly schema: string
  writerOf (client: CorsPgQueryable | CorsPostgresJsQueryable): Writer
  /** Rejects if the tables are missing. */
  probe (writer: Writer): Promise<unknown>
}

export async function openPostgres (url: string, table: string | undefined, options: StoreOptions, io: Io): Promise<OpenOrigins> {
  const names = { ...(table !== undefined && { table }) }
  const { client, ...opened } = await openTables<CorsOriginWriter>(url, {
    schema: postgresSchema(names),
    writerOf: (client) => postgresWriter(client, names),
    probe: (writer) => writer.list()
  }, options, io)
  return { ...opened, keys: () => keysInPostgres(client, names) }
}

export async function openTables<Writer> (
  url: string, { schema, writerOf, probe }: PostgresTables<Writer>, { isNew }: StoreOptions, io: Io
): Promise<OpenStore<Writer> & Pick<Session, 'client'>> {
  const { name, exports } = loadFromProject(['pg', 'postgres'], 'PostgreSQL', io)
  const session = name === 'pg' ? await openPg(exports as Pg, url) : openPostgresJs(exports as PostgresJs, url)
  const writer = writerOf(session.client)
  try {
    if (isNew && !await probe(writer).then(() => true, () => false)) await session.run(schema)
  } catch (error) {
    await session.end()
    throw error
  }
  return { writer, client: session.client, close: () => session.end() }
}

async function openPg ({ Client }: Pg, url: string): Promise<Session> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT })
  // Without a listener, an error ends the process. A statement rejects, too.
  client.on('error', () => undefined)
  await client.connect()
  return { client, run: (sql) => client.query(sql), end: () => client.end() }
}

function openPostgresJs (postgres: PostgresJs, url: string): Session {
  const client = postgres(url, { max: 1, connect_timeout: CONNECT_TIMEOUT / 1000, fetch_types: false, onnotice: () => undefined })
  return { client, run: (sql) => client.unsafe(sql).simple(), end: () => client.end({ timeout: 1 }) }
}
