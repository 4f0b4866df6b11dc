/** A connection to PostgreSQL: a session for versions and look-ups, one for messages, and one for each snapshot. */
import type { CorsSourceConnection } from '../../../types/source.ts'
import type { NamedChange } from '../change-message.ts'
import { IMPORT } from '../initialize.ts'
import type { PostgresSession } from './client.ts'
import { PostgresBaseConnection } from './base-connection.ts'
import { GroupedLookUps, type WantedOrigin } from './look-ups.ts'
import type { PostgresNames } from './names.ts'
import type { Sessions } from './sessions.ts'

/** The number of origins in a list of `load`. */
const LIST_SIZE = 1000

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNDEFINED_TABLE = '42P01'

export class PostgresConnection implements CorsSourceConnection {
  readonly #names: PostgresNames
  readonly #findText: string
  readonly #base: PostgresBaseConnection
  readonly #lookUps = new GroupedLookUps((wanted) => this.#find(wanted))
  #loader: PostgresSession | undefined

  /** @param deadline  milliseconds for each new session */
  constructor (names: PostgresNames, deadline: number, sessions: Sessions) {
    this.#names = names
    // As JSON, because not every client is set up to send lists.
    this.#findText = 'SELECT wanted.position::text ' +
      'FROM ROWS FROM (json_array_elements_text($1::text::json), json_array_elements_text($2::text::json)) WITH ORDINALITY AS wanted (origin, key, position) ' +
      `JOIN ${names.table} USING (origin, key)`
    this.#base = new PostgresBaseConnection(names.channel, deadline, sessions)
  }

  /** Connects. */
  async open (): Promise<void> {
    await this.#base.open()
  }

  async version (): Promise<string> {
    this.#base.maintain()
    const { versionTable, shown } = this.#names
    try {
      const [row] = await this.#base.run(`SELECT version::text FROM ${versionTable}`)
      if (row !== undefined) return row[0] as string
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== UNDEFINED_TABLE) throw error
      throw new Error(`The table ${JSON.stringify(shown)} does not exist, or it has no version. Run the SQL of postgresSchema() in this database. ${IMPORT}, too.`, { cause: error })
    }
    throw new Error(`The table ${JSON.stringify(shown)} was never filled. ${IMPORT}, even with an empty list, and so does \`replace\` of postgresWriter.`)
  }

  has (origin: string, key: string | undefined): boolean | Promise<boolean> {
    // In the table, '' stands for no key, and no text in PostgreSQL has a NUL.
    if (key === '' || key?.includes('\0') === true) return false
    return this.#lookUps.has(origin, key ?? '')
  }

  async * load (): AsyncGenerator<string[]> {
    // An earlier one can still wait for a lock.
    if (this.#loader !== undefined) this.#base.sessions.end(this.#loader)
    const session = this.#loader = this.#base.sessions.add()
    try {
      await session.open()
      for await (const rows of session.lists(`SELECT origin FROM ${this.#names.table} WHERE key = ''`, LIST_SIZE)) {
        yield rows.map(([origin]) => origin as string)
      }
    } finally {
      this.#base.sessions.end(session)
    }
  }

  async listen (onChange: (...change: NamedChange) => void, onGap: () => void): Promise<void> {
    await this.#base.listen(onChange, onGap)
  }

  async announce (): Promise<void> {
    await this.#base.announce()
  }

  close (): void {
    this.#base.close()
  }

  async #find (wanted: readonly WantedOrigin[]): Promise<ReadonlySet<number>> {
    const values = [wanted.map(({ origin }) => origin), wanted.map(({ key }) => key)]
    const rows = await this.#base.run(this.#findText, values.map((list) => JSON.stringify(list)))
    return new Set(rows.map(([position]) => Number(position) - 1))
  }
}
