/** The SQL that creates the tables of a source. */
import { preview } from '../../errors.ts'
import { invalidValue } from '../invalid-value.ts'
import { hasControlCharacter, quotedName } from '../sql-names.ts'

/** Where the origins are. */
export interface CorsSqliteTable {
  /** The name of the table. Default: `cors_origins`. */
  readonly table?: string
}

/** Names in quotes, for SQL. */
export interface SqliteNames {
  readonly table: string
  readonly versionTable: string
  /** The names of the triggers that change the version. */
  readonly triggers: readonly string[]
  /** The table for people. */
  readonly shown: string
}

const EVENTS = [['INSERT', '_inserted'], ['UPDATE', '_updated'], ['DELETE', '_deleted']] as const

/** @throws CorsPolicyError for an invalid name */
export function sqliteNames ({ table = 'cors_origins' }: CorsSqliteTable): SqliteNames {
  if (typeof table !== 'string' || table === '' || table.includes('.') || hasControlCharacter(table)) {
    const message = `The name of the table must be a text without dots and control characters, but it is ${preview(table)}.`
    throw invalidValue('/table', table, message)
  }
  return {
    table: quotedName(table),
    versionTable: quotedName(`${table}_version`),
    triggers: EVENTS.map(([, suffix]) => quotedName(table + suffix)),
    shown: table
  }
}

/** A text in quotes, for SQL. */
export function literal (text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * Returns the SQL that creates the tables, for a migration. Running it again changes nothing. It needs SQLite 3.24 or newer.
 *
 * Any statement that changes origins gives the store a new version in its own transaction. The table of the version is empty until the
 * first change: without a version, the source rejects the store as not initialized, and does not take it for an empty list.
 *
 * @throws CorsPolicyError for an invalid name
 */
export function sqliteSchema (options: CorsSqliteTable = {}): string {
  const { table, versionTable, triggers } = sqliteNames(options)
  const created = EVENTS.map(([event], i) => `\
CREATE TRIGGER IF NOT EXISTS ${triggers[i]!} AFTER ${event} ON ${table} BEGIN
  ${newVersion(versionTable)} DO UPDATE SET version = excluded.version;
END;
`)
  return `\
CREATE TABLE IF NOT EXISTS ${table} (
  origin TEXT NOT NULL CHECK (typeof(origin) = 'text'),
  key TEXT NOT NULL DEFAULT '' CHECK (typeof(key) = 'text'),
  PRIMARY KEY (key, origin)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS ${versionTable} (
  is_only_row INTEGER PRIMARY KEY CHECK (is_only_row = 1),
  version TEXT NOT NULL
);

-- With INSERT OR REPLACE, an outer INSERT OR IGNORE would keep the old version.
${created.join('\n')}`
}

/** The beginning of a statement that gives the store its first version. */
export function newVersion (versionTable: string): string {
  return `INSERT INTO ${versionTable} (is_only_row, version) VALUES (1, lower(hex(randomblob(16)))) ON CONFLICT (is_only_row)`
}
