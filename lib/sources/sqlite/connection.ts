/** A connection to a table of SQLite. It opens the database again when another file is at its path. */
import { randomUUID } from 'node:crypto'
import { ChangeWatch } from '../change-watch.ts'
import { LIST_SIZE } from '../file/format.ts'
import { IMPORT, withImport } from '../initialize.ts'
import { valueOf, type CorsSqliteDatabase, type CorsSqliteStatement } from './client.ts'
import { closeQuietly, identityOf, openDatabase, type OpenDatabase } from './database-file.ts'
import { literal, type SqliteNames } from './create-tables.ts'

interface Statements {
  readonly has: CorsSqliteStatement
  readonly page: CorsSqliteStatement
  /** Returns the version of the table; undefined if its changes are not counted. */
  tableVersion (): string | undefined
}

export class SqliteConnection {
  readonly #open: () => unknown
  readonly #names: SqliteNames
  #opened!: OpenDatabase & { readonly statements: Statements, readonly id: string }
  #watch: ChangeWatch | undefined
  #isClosed = false

  constructor (open: () => unknown, names: SqliteNames) {
    this.#open = open
    this.#names = names
  }

  /** @throws the error of the database; an Error if it is not initialized */
  async open (): Promise<void> {
    await this.#reopen('')
    try {
      this.#readVersion()
    } catch (error) {
      this.close()
      throw error
    }
  }

  async version (): Promise<string> {
    const { path, identity } = this.#opened
    if (await identityOf(path) !== identity) await this.#reopen(path)
    return this.#readVersion()
  }

  has (origin: string, key: string | undefined): boolean {
    return this.#opened.statements.has.get(origin, key ?? '') !== undefined
  }

  async * load (): AsyncGenerator<string[]> {
    // Short statements: one for all rows would stop the process, and would keep the log of changes from being cleared.
    for (let last = ''; ;) {
      const rows = this.#opened.statements.page.all(last) as readonly { readonly origin: string }[]
      yield rows.map(({ origin }) => origin)
      if (rows.length < LIST_SIZE) return
      last = rows.at(-1)!.origin
    }
  }

  async listen (onChange: () => void, onGap: () => void): Promise<void> {
    // Commits change the log beside the database.
    this.#watch = new ChangeWatch(`${this.#opened.path}-wal`, () => this.version(), this.#readVersion(), { onChange, onGap })
  }

  close (): void {
    this.#isClosed = true
    this.#watch?.end()
    closeQuietly(this.#opened.database)
  }

  async #reopen (path: string): Promise<void> {
    const opened = await openDatabase(this.#open, path)
    const old: OpenDatabase | undefined = this.#opened
    try {
      this.#opened = { ...opened, statements: prepare(opened.database, this.#names), id: randomUUID() }
    } catch (error) {
      closeQuietly(opened.database)
      throw /no such table/.test((error as Error).message) ? withImport(error) : error
    }
    if (old !== undefined) closeQuietly(old.database)
    // The caller has closed the old one.
    if (this.#isClosed) closeQuietly(opened.database)
  }

  #readVersion (): string {
    const { database, statements, identity, id } = this.#opened
    const version = statements.tableVersion()
    // The version of a database counts the changes that a connection has seen.
    return version === undefined ? `${id}-${String(valueOf(database, 'PRAGMA data_version'))}` : `${identity}-${version}`
  }
}

function prepare (database: CorsSqliteDatabase, names: SqliteNames): Statements {
  const { table, versionTable, shown } = names
  let schemaVersion: string | undefined
  let hasVersion = false
  return {
    has: database.prepare(`SELECT 1 FROM ${table} AS t WHERE t.origin = ? COLLATE BINARY AND t.key = ? COLLATE BINARY`),
    page: database.prepare(`\
      SELECT t.origin FROM ${table} AS t WHERE t.key = '' AND t.origin > ? COLLATE BINARY ORDER BY t.origin COLLATE BINARY LIMIT ${LIST_SIZE}`),
    tableVersion: () => {
      const current = String(valueOf(database, 'PRAGMA schema_version'))
      if (current !== schemaVersion) hasVersion = hasVersionTable(database, names)
      schemaVersion = current
      if (!hasVersion) return undefined
      const version = valueOf(database, `SELECT version FROM ${versionTable}`)
      if (version !== undefined) return `${current}-${String(version)}`
      throw new Error(`The table ${shown} has never been filled. ${IMPORT}, even with an empty list, and so does \`replace\` of sqliteWriter.`)
    }
  }
}

/** Whether each change of the origins gives them a new version. Triggers can be removed while large lists are loaded. */
function hasVersionTable (database: CorsSqliteDatabase, { versionTable, triggers }: SqliteNames): boolean {
  const needed = [versionTable, ...triggers]
  const list = needed.map((name) => literal(name.slice(1, -1).replaceAll('""', '"'))).join(', ')
  return Number(valueOf(database, `SELECT count(*) FROM sqlite_master WHERE name IN (${list})`)) === needed.length
}
