/** A policy document in PostgreSQL. */
import type {
  CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreOptions, CorsVersionedDocumentWriter
} from '../../../types/document-store.ts'
import { assertCreatesClients } from '../invalid-value.ts'
import type { CorsPgClient, CorsPgQueryable, CorsPostgresJsClient, CorsPostgresJsQueryable } from '../postgres/client.ts'
import { PostgresBaseConnection } from '../postgres/base-connection.ts'
import { postgresDocumentNames, type CorsPostgresTable, type PostgresDocumentNames } from '../postgres/names.ts'
import { assertQueryable, runOn, sessionOf } from '../postgres/session.ts'
import { Sessions } from '../postgres/sessions.ts'
import { assertNote, assertVersion, documentIn, newDocument, publicationOf, storedDocument } from './stored-text.ts'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNDEFINED_TABLE = '42P01'

/**
 * Creates a store of the document in a table that `postgresDocumentSchema` has created, for the option `policy`.
 *
 * @param createClient  returns a new client that is not connected: `() => new pg.Client(…)` or `() => postgres(…)`. A store uses two
 *                      clients, and new ones after a failure
 * @throws              CorsPolicyError for an invalid name, or if `createClient` is not a function
 */
export function postgresDocument (
  createClient: () => CorsPgClient | CorsPostgresJsClient, options: CorsPostgresTable & CorsDocumentStoreOptions = {}
): CorsDocumentStore {
  const names = postgresDocumentNames(options)
  assertCreatesClients(createClient, '() => new pg.Client(…)')
  const { table: _, schema: __, ...rest } = options
  return { description: `PostgreSQL table ${names.shown}`, ...rest, connect: () => connect(createClient, names, options.deadline ?? 1000) }
}

async function connect (
  createClient: () => unknown, names: PostgresDocumentNames, deadline: number
): Promise<CorsDocumentConnection> {
  const connection = new PostgresBaseConnection(names.channel, deadline, new Sessions((onLost) => sessionOf(createClient(), onLost)))
  await connection.open()
  const newest = async (columns: string): Promise<readonly string[]> => {
    try {
      const [row] = await connection.run(`SELECT ${columns} FROM ${names.table} ORDER BY version DESC LIMIT 1`)
      if (row !== undefined) return row as readonly string[]
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== UNDEFINED_TABLE) throw error
      throw new Error(`The table ${JSON.stringify(names.shown)} does not exist. Run the SQL of postgresDocumentSchema() in this database.`, { cause: error })
    }
    throw empty(names)
  }
  return {
    async version () {
      connection.maintain()
      const [version] = await newest("version || '.' || id")
      return version!
    },
    async read () {
      const [version, text] = await newest("version || '.' || id, document")
      return storedDocument(version!, text!)
    },
    listen: (onChange, onGap) => connection.listen(() => { onChange() }, onGap),
    announce: () => connection.announce(),
    close () { connection.close() }
  }
}

/**
 * Creates a writer for the table of `postgresDocumentSchema`. Each change is one statement, so it happens as a whole or not at all.
 *
 * @param client  a client or a pool of the package pg, or `postgres(…)`; also a client in a transaction, or a transaction of `postgres`
 * @throws        CorsPolicyError for an invalid name; TypeError for another client
 */
export function postgresDocumentWriter (client: CorsPgQueryable | CorsPostgresJsQueryable, options: CorsPostgresTable = {}): CorsVersionedDocumentWriter {
  const names = postgresDocumentNames(options)
  assertQueryable(client)
  const writer: CorsVersionedDocumentWriter = {
    async publish (input, note = '') {
      assertNote(note)
      const next = newDocument(input)
      const text = `SELECT number::text, is_new::text, document_before FROM ${names.publish}($1, $2, $3)`
      const [row] = await runOn(client, text, [next.text, next.digest, note])
      const [number, isNew, before] = row as readonly [string, string, string | null]
      return publicationOf(next, Number(number), isNew === 'true', before ?? undefined)
    },
    async read () {
      const [row] = await runOn(client, `SELECT document FROM ${names.table} ORDER BY version DESC LIMIT 1`, [])
      if (row === undefined) throw empty(names)
      return documentIn(row[0] as string, `PostgreSQL table ${names.shown}`)
    },
    async history () {
      const text = `SELECT version::text, (extract(epoch FROM at) * 1000)::bigint::text, digest, note FROM ${names.table} ORDER BY version DESC`
      const rows = await runOn(client, text, []) as readonly (readonly [string, string, string, string])[]
      return rows.map(([version, at, digest, note]) => ({ version: Number(version), at: new Date(Number(at)).toISOString(), digest, note }))
    },
    async rollBack (version, note = `roll back to version ${version}`) {
      assertVersion(version)
      const [row] = await runOn(client, `SELECT document FROM ${names.table} WHERE version = $1`, [String(version)])
      if (row === undefined) throw new Error(`PostgreSQL has no version ${version} of the document. \`history\` lists the versions.`)
      return await writer.publish(documentIn(row[0] as string, `version ${version}`), note)
    }
  }
  return writer
}

function empty ({ shown }: PostgresDocumentNames): Error {
  return new Error(`The table ${JSON.stringify(shown)} has no document. The command "document publish" publishes one, and so does postgresDocumentWriter.`)
}
