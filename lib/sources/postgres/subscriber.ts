/** Messages about changes, on a session of their own. */
import { randomUUID } from 'node:crypto'
import { withDeadline } from '../../lookup/deadline.ts'
import { parseChange, type NamedChange } from '../change-message.ts'
import type { PostgresSession } from './client.ts'
import type { Sessions } from './sessions.ts'

/** The beginning of messages that test whether messages arrive. An origin contains no space. */
const TEST = 'test '

export class Subscriber {
  /** A message that only this subscriber reports. */
  readonly test = TEST + randomUUID()
  readonly #sessions: Sessions
  readonly #channel: string
  readonly #deadline: number
  #session: PostgresSession
  #isLost = false
  #isRenewing = false
  #onChange: ((...change: NamedChange) => void) | undefined
  #onGap: (() => void) | undefined

  /** @param deadline  milliseconds for a subscription */
  constructor (sessions: Sessions, channel: string, deadline: number) {
    this.#sessions = sessions
    this.#channel = channel
    this.#deadline = deadline
    this.#session = this.#newSession()
  }

  async start (onChange: (...change: NamedChange) => void, onGap: () => void): Promise<void> {
    this.#onChange = onChange
    this.#onGap = onGap
    try {
      await this.#subscribe()
    } catch (error) {
      this.#isLost = true
      throw error
    }
  }

  /** Subscribes again with a new client if the subscription was lost. Otherwise, it does nothing. Never rejects. */
  async renew (): Promise<void> {
    if (!this.#isLost || this.#isRenewing) return
    this.#isRenewing = true
    try {
      this.#session = this.#newSession()
      this.#isLost = false
      await this.#subscribe()
      this.#onGap?.()
    } catch {
      this.#isLost = true
    }
    this.#isRenewing = false
  }

  async #subscribe (): Promise<void> {
    const session = this.#session
    try {
      await withDeadline(async () => {
        await session.open()
        await session.listen(this.#channel, (message) => { this.#read(message) }, () => this.#onGap?.())
      }, 'Subscribing', this.#deadline)
    } catch (error) {
      this.#sessions.end(session)
      throw error
    }
  }

  #newSession (): PostgresSession {
    return this.#sessions.add(() => {
      this.#isLost = true
      this.#onGap?.()
    })
  }

  #read (message: string): void {
    // The own test stands for an origin that no store has. The test of another instance proves nothing.
    if (message === this.test) this.#onChange?.(message)
    else if (!message.startsWith(TEST)) this.#onChange?.(...parseChange(message))
  }
}
