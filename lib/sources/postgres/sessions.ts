/** The sessions of one connection, which end with it. */
import type { PostgresSession } from './client.ts'

export class Sessions {
  readonly #create: (onLost: () => void) => PostgresSession
  readonly #open = new Set<PostgresSession>()
  #isClosed = false

  /** @param create  creates a session with a new client; `onLost` is called when the session has ended */
  constructor (create: (onLost: () => void) => PostgresSession) {
    this.#create = create
  }

  /** Creates a session. `onLost` is called when it has ended by itself. */
  add (onLost?: () => void): PostgresSession {
    if (this.#isClosed) throw new Error('The connection is closed.')
    const session = this.#create(() => { if (this.#open.delete(session)) onLost?.() })
    this.#open.add(session)
    return session
  }

  /** Ends a session at once. */
  end (session: PostgresSession): void {
    if (this.#open.delete(session)) session.close()
  }

  close (): void {
    this.#isClosed = true
    for (const session of this.#open) this.end(session)
  }
}
