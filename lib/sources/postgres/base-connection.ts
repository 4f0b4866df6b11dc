/** What connections for origins and for documents have in common: a session for statements, and one for messages about changes. */
import { withDeadline } from '../../lookup/deadline.ts'
import type { NamedChange } from '../change-message.ts'
import type { PostgresSession, Rows } from './client.ts'
import type { Sessions } from './sessions.ts'
import { Subscriber } from './subscriber.ts'

export class PostgresBaseConnection {
  readonly sessions: Sessions
  readonly #channel: string
  readonly #deadline: number
  readonly #reader: PostgresSession
  readonly #subscriber: Subscriber
  #onGap: (() => void) | undefined

  /** @param deadline  milliseconds for each new session */
  constructor (channel: string, deadline: number, sessions: Sessions) {
    this.sessions = sessions
    this.#channel = channel
    this.#deadline = deadline
    this.#reader = sessions.add(() => this.#onGap?.())
    this.#subscriber = new Subscriber(sessions, channel, deadline)
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

  /** Runs a statement. */
  run (text: string, values: readonly string[] = []): Promise<Rows> {
    return this.#reader.run(text, values)
  }

  /** Renews a lost subscription; to be called regularly. */
  maintain (): void {
    void this.#subscriber.renew()
  }

  async listen (onChange: (...change: NamedChange) => void, onGap: () => void): Promise<void> {
    this.#onGap = onGap
    await this.#subscriber.start(onChange, onGap)
  }

  /** Sends a test message. */
  async announce (): Promise<void> {
    await this.#reader.run('SELECT pg_notify($1, $2)', [this.#channel, this.#subscriber.test])
  }

  close (): void {
    this.sessions.close()
  }
}
