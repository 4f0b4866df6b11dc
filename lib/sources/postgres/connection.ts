/** A connection to PostgreSQL: a session for versions and look-ups, one for messages, and one for each snapshot. */
import type { CorsSourceConnection } from '../../../types/source.ts'
import { withDeadline } from '../../lookup/deadline.ts'
import type { PostgresSession } from './client.ts'
import { GroupedLookUps, type WantedOrigin } from './look-ups.ts'
import type { PostgresNames } from './names.ts'
import type { Sessions } from './sessions.ts'
import { Subscriber } from './subscriber.ts'

/** The number of origins in a list of `load`. */
const LIST_SIZE = 1000

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNDEFINED_TABLE = '42P01'

export class PostgresConnection implements CorsSourceConnection {
  readonly #names: PostgresNames
  readonly #findText: string
  readonly #deadline: number
  readonly #sessions: Sessions
  readonly #reader: PostgresSession
  readonly #lookUps = new GroupedLookUps((wanted) => this.#find(wanted))
  readonly #subscriber: Subscriber
  #loader: PostgresSession | undefined
  #onGap: (() => void) | undefined

  /** @param deadline  milliseconds for each new session */
  constructor (names: PostgresNames, deadline: number, sessions: Sessions) {
    this.#names = names
    // As JSON, because not every client is set up to send lists.
    this.#findText = 'SELECT wanted.position::text ' +
      'FROM ROWS FROM (json_array_elements_text($1::text::json), json_array_elements_text($2::text::json)) WITH ORDINALITY AS wanted (origin, key, position) ' +
      `JOIN ${names.table} USING (origin, key)`
    this.#deadline = deadline
    this.#sessions = sessions
    this.#reader = sessions.add(() => this.#onGap?.())
    this.#subscriber = new Subscriber(sessions, names.channel, deadline)
  }

  /** Connects. */
  async open (): Promise<void> {
    try {
      await withDeadline(async () => {
        await this.#reader.open()
        // pgbouncer accepts connections while the server is down.
        await this.#reader.run('SELECT 1', [])
      }, 'Connecting', this.#deadline)
    } catch (error) {
      this.close()
      throw error
    }
  }

  async version (): Promise<string> {
    void this.#subscriber.renew()
    const { versionTable, shown } = this.#names
    try {
      const [row] = await this.#reader.run(`SELECT version::text FROM ${versionTable}`, [])
      if (row !== undefined) return row[0] as string
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== UNDEFINED_TABLE) throw error
      throw new Error(`The table ${JSON.stringify(shown)} does not exist, or it has no version. Run the SQL of postgresSchema() in this database.`, { cause: error })
    }
    throw new Error(`The table ${JSON.stringify(shown)} was never filled. Add origins to it, or use \`replace([])\` of postgresWriter() if it has to be empty.`)
  }

  has (origin: string, key: string | undefined): boolean | Promise<boolean> {
    // In the table, '' stands for no key, and no text in PostgreSQL has a NUL.
    if (key === '' || key?.includes('\0') === true) return false
    return this.#lookUps.has(origin, key ?? '')
  }

  async * load (): AsyncGenerator<string[]> {
    // An earlier one can still wait for a lock.
    if (this.#loader !== undefined) this.#sessions.end(this.#loader)
    const session = this.#loader = this.#sessions.add()
    try {
      await session.open()
      for await (const rows of session.lists(`SELECT origin FROM ${this.#names.table} WHERE key = ''`, LIST_SIZE)) {
        yield rows.map(([origin]) => origin as string)
      }
    } finally {
      this.#sessions.end(session)
    }
  }

  async listen (onChange: (origin?: string) => void, onGap: () => void): Promise<void> {
    this.#onGap = onGap
    await this.#subscriber.start(onChange, onGap)
  }

  async announce (): Promise<void> {
    await this.#reader.run('SELECT pg_notify($1, $2)', [this.#names.channel, this.#subscriber.test])
  }

  close (): void {
    this.#sessions.close()
  }

  async #find (wanted: readonly WantedOrigin[]): Promise<ReadonlySet<number>> {
    const values = [wanted.map(({ origin }) => origin), wanted.map(({ key }) => key)]
    const rows = await this.#reader.run(this.#findText, values.map((list) => JSON.stringify(list)))
    return new Set(rows.map(([position]) => Number(position) - 1))
  }
}
