/** The messages of a store about changes. They make changes visible sooner; the version shows them anyway. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CorsSourceConnection, CorsSourceStatus } from '../../types/source.ts'
import { withDeadline } from './deadline.ts'
import type { ReportEvent } from './events.ts'
import type { SourceMemory } from './memory.ts'

export class Subscription {
  state: CorsSourceStatus['push'] = 'none'
  #isActive = true
  readonly #connection: CorsSourceConnection
  readonly #memory: SourceMemory
  readonly #deadline: number
  readonly #report: ReportEvent
  readonly #onMessage: () => void

  /** @param onMessage  called after each message, when memory has forgotten what it is about */
  constructor (connection: CorsSourceConnection, memory: SourceMemory, deadline: number, report: ReportEvent, onMessage: () => void) {
    this.#connection = connection
    this.#memory = memory
    this.#deadline = deadline
    this.#report = report
    this.#onMessage = onMessage
  }

  /** Subscribes. Resolves when messages can arrive, or when the subscription has failed, which is only reported. */
  async start (): Promise<void> {
    const { listen, announce, has } = this.#connection
    if (listen === undefined) return
    const onChange = (origin: unknown): void => {
      if (!this.#isActive) return
      this.state = 'working'
      // Without look-ups, what memory holds counts until the new snapshot or until it is stale.
      if (has === undefined) this.#memory.generation++
      else if (typeof origin === 'string') this.#memory.forgetOrigin(origin)
      else this.#memory.forget()
      this.#onMessage()
    }
    const onGap = (): void => {
      if (!this.#isActive) return
      this.#memory.generation++
      this.#onMessage()
    }
    try {
      await withDeadline(() => listen.call(this.#connection, onChange, onGap), 'Subscribing', this.#deadline)
    } catch (error) {
      this.#report({ kind: 'push-failed', error })
      return
    }
    if (this.state === 'none') this.state = 'untested'
    if (announce !== undefined) void this.#test(announce)
  }

  /** Ignores later messages. */
  end (): void {
    this.#isActive = false
    this.state = 'none'
  }

  /** Some set-ups accept a subscription and deliver nothing, such as a pool that shares sessions. */
  async #test (announce: () => Promise<void>): Promise<void> {
    try {
      await withDeadline(() => announce.call(this.#connection), 'A test message', this.#deadline)
    } catch {
      // A user with read access only cannot send it.
      return
    }
    await pause(this.#deadline, undefined, { ref: false })
    if (this.state !== 'untested') return
    this.state = 'silent'
    this.#report({ kind: 'push-silent' })
  }
}
