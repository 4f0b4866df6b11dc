/** The messages of a store about changes. They make changes visible sooner; the version shows them anyway. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CorsSourceChange, CorsSourceStatus } from '../../types/source.ts'
import { withDeadline } from './deadline.ts'
import type { ReportConnection } from './events.ts'

export interface SubscribedConnection {
  listen? (onChange: (entry?: string, versions?: CorsSourceChange) => void, onGap: () => void): Promise<void>
  announce? (): Promise<void>
}

/** What messages lead to. */
export interface Listener {
  /**
   * @param entry     what has changed, if it is only one entry
   * @param versions  those before and after the change
   */
  onChange (entry: unknown, versions: unknown): void
  onGap (): void
}

export class Subscription {
  state: CorsSourceStatus['push'] = 'none'
  #isActive = true
  readonly #connection: SubscribedConnection
  readonly #listener: Listener
  readonly #deadline: number
  readonly #report: ReportConnection

  constructor (connection: SubscribedConnection, listener: Listener, deadline: number, report: ReportConnection) {
    this.#connection = connection
    this.#listener = listener
    this.#deadline = deadline
    this.#report = report
  }

  /** Subscribes. Resolves when messages can arrive, or when the subscription has failed, which is only reported. */
  async start (): Promise<void> {
    const { listen, announce } = this.#connection
    if (listen === undefined) return
    const onChange = (entry: unknown, versions: unknown): void => {
      if (!this.#isActive) return
      this.state = 'working'
      this.#listener.onChange(entry, versions)
    }
    const onGap = (): void => {
      if (!this.#isActive) return
      // The subscription may be lost, and replaced by one that delivers nothing.
      if (this.state === 'working') this.state = 'untested'
      this.#listener.onGap()
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
