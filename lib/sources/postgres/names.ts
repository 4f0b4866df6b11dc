/** The table of a source and what belongs to it, as SQL names. */
import { preview } from '../../errors.ts'
import { invalidValue } from '../invalid-value.ts'
import { hasControlCharacter, quotedName } from '../sql-names.ts'

/** Where the origins are. */
export interface CorsPostgresTable {
  /** The name of the table, as PostgreSQL stores it, so in its letter case and without quotes. Default: `cors_origins`. */
  readonly table?: string
  /** The schema of the table. Default: the first schema of the `search_path` that has the table. */
  readonly schema?: string
}

/** Names in quotes, for SQL. */
export interface PostgresNames {
  readonly table: string
  readonly versionTable: string
  /** The trigger function that changes the version. */
  readonly changed: string
  /** The function that replaces all origins of a key. */
  readonly replace: string
  /** The channel of messages, without quotes. Schemas do not separate channels. */
  readonly channel: string
  /** The table for people. */
  readonly shown: string
}

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS: longer names are cut without an error. */
const MAX_BYTES = 63

/** Names of a table of documents in quotes, for SQL. */
export interface PostgresDocumentNames extends Pick<PostgresNames, 'table' | 'changed' | 'channel' | 'shown'> {
  /** The function that adds a version. */
  readonly publish: string
}

const SUFFIXES = { version: '_version', changed: '_changed', replace: '_replace', publish: '_publish' } as const

const LONGEST_SUFFIX = Math.max(...Object.values(SUFFIXES).map(({ length }) => length))

/**
 * Returns the names that belong to a table.
 *
 * @throws CorsPolicyError for a name that PostgreSQL cannot have, or that looks like two names
 */
export function postgresNames ({ table = 'cors_origins', schema }: CorsPostgresTable): PostgresNames {
  const name = namesOf(table, schema)
  return {
    table: name(''),
    versionTable: name(SUFFIXES.version),
    changed: name(SUFFIXES.changed),
    replace: name(SUFFIXES.replace),
    channel: table + SUFFIXES.changed,
    shown: schema === undefined ? table : `${schema}.${table}`
  }
}

/** Returns the names that belong to a table of documents. @throws the same */
export function postgresDocumentNames ({ table = 'cors_documents', schema }: CorsPostgresTable): PostgresDocumentNames {
  const name = namesOf(table, schema)
  return {
    table: name(''),
    changed: name(SUFFIXES.changed),
    publish: name(SUFFIXES.publish),
    channel: table + SUFFIXES.changed,
    shown: schema === undefined ? table : `${schema}.${table}`
  }
}

function namesOf (table: string, schema: string | undefined): (suffix: string) => string {
  assertName('/table', table, MAX_BYTES - LONGEST_SUFFIX)
  if (schema !== undefined) assertName('/schema', schema, MAX_BYTES)
  const quotedSchema = schema === undefined ? '' : `${quotedName(schema)}.`
  return (suffix) => `${quotedSchema}${quotedName(table + suffix)}`
}

function assertName (path: string, name: unknown, maxBytes: number): void {
  if (typeof name !== 'string' || name === '') throw invalidValue(path, name, `The name must be a text that is not empty, but it is ${preview(name)}.`)
  if (hasControlCharacter(name)) throw invalidValue(path, name, `The name ${preview(name)} has a control character. Use another name.`)
  if (name.includes('.')) {
    throw invalidValue(path, name, `The name ${preview(name)} has a dot. Use two options for a table in a schema: { schema: "app", table: "cors_origins" }.`)
  }
  if (Buffer.byteLength(name) > maxBytes) {
    throw invalidValue(path, name, `The name ${preview(name)} is too long. It can have ${maxBytes} bytes, because PostgreSQL cuts longer names.`)
  }
}
