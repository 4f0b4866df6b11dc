/**
 * Follows a store: connects, subscribes, and reads the version again and again. A connection that fails or is late is thrown
 * away, because a new one is usable long before a broken one has noticed its state.
 */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { CorsSourceOptions } from '../../types/source.ts'
import { withDeadline } from './deadline.ts'
import type { ReportConnection } from './events.ts'
import { Subscription, type SubscribedConnection } from './subscription.ts'

/** Milliseconds until the first new attempt after a failure. Doubled up to the poll interval. */
const FIRST_RETRY = 50

export interface FollowedConnection extends SubscribedConnection {
  version (): Promise<string>
  close (): void
}

/** What is known of a store, and how it changes. */
export interface FollowedContent<Connection> {
  /** @throws TypeError for a connection that lacks a method */
  assertUsable (connection: Connection): void
  /** A message: anything has changed, or only this entry, which has made one version into another. */
  onChange (entry: unknown, versions: unknown, connection: Connection): void
  /** Messages may have been missed. */
  onGap (): void
  /**
   * Takes the version of now: reads what a new one requires.
   *
   * @param isCurrent  whether the connection is still in use
   * @param isFirst    whether it is the first version of the connection, which can lead to another server than the one before
   */
  take (version: string, connection: Connection, isCurrent: () => boolean, isFirst: boolean): void | Promise<void>
  /** The store has had the version that was taken last, at this time. */
  prove (at: number): void
}

export type FollowerOptions = Required<Pick<CorsSourceOptions, 'pollInterval' | 'deadline' | 'start' | 'startDeadline'>>

export class Follower<Connection extends FollowedConnection> {
  /** The connection in use, once its version was read: before, it can lead to a server with older contents than memory has. */
  connection: Connection | undefined
  subscription: Subscription | undefined
  lastFailure: string | undefined
  readonly #connect: (signal: AbortSignal) => Promise<Connection>
  readonly #options: FollowerOptions
  readonly #content: FollowedContent<Connection>
  readonly #report: ReportConnection
  #isClosed = false
  /** Ends what the current connection does. */
  #end: (() => void) | undefined
  /** Whether the version must be read without a pause. */
  #isUrgent = false
  /** Ends the pause before the next read of the version. */
  #wake: (() => void) | undefined
  /** Called after each attempt during the start. */
  #onAttempt: ((error: unknown) => void) | undefined

  constructor (connect: (signal: AbortSignal) => Promise<Connection>, options: FollowerOptions, content: FollowedContent<Connection>, report: ReportConnection) {
    this.#connect = connect
    this.#options = options
    this.#content = content
    this.#report = report
  }

  /**
   * Begins. Resolves at the first proof; later failures are only reported.
   *
   * @param longest  the maximum of `startDeadline`
   * @throws the last failure, as `start` says
   */
  async start (longest = Infinity): Promise<void> {
    const { start, startDeadline } = this.#options
    let last: unknown = new Error('The store has not responded.')
    const isProven = await new Promise<boolean>((resolve) => {
      // Unlike other timers, this one keeps the process alive: it must not end before it has said why.
      const timer = setTimeout(() => { resolve(false) }, Math.min(startDeadline, longest))
      this.#onAttempt = (error) => {
        if (error !== undefined) last = error
        if (error !== undefined && start === 'fail') return
        clearTimeout(timer)
        resolve(error === undefined)
      }
      void this.#run()
    })
    this.#onAttempt = undefined
    if (isProven || start === 'closed') return
    this.close()
    throw last
  }

  close (): void {
    this.#isClosed = true
    this.#wake?.()
    this.#end?.()
  }

  async #run (): Promise<void> {
    let failures = 0
    let wasRead = false
    while (!this.#isClosed) {
      try {
        await this.#follow(() => {
          failures = 0
          wasRead = true
        })
      } catch (error) {
        if (this.#isClosed) return
        // The next connection reads the version first, whatever happens to it. Without a pause, a store that is down would get no rest.
        this.#isUrgent = false
        if (this.lastFailure === undefined) this.#report({ kind: 'failed', error, wasRead })
        this.lastFailure = error instanceof Error ? error.message : String(error)
        this.#onAttempt?.(error)
        await this.#pause(Math.min(FIRST_RETRY * 2 ** failures++, this.#options.pollInterval))
      }
    }
  }

  /** Uses one connection until it fails. */
  async #follow (onProof: () => void): Promise<void> {
    const { deadline, pollInterval } = this.#options
    const connection = await this.#newConnection()
    const subscription = new Subscription(connection, {
      onChange: (entry, versions) => {
        this.#content.onChange(entry, versions, connection)
        this.pollSoon()
      },
      onGap: () => {
        this.#content.onGap()
        this.pollSoon()
      }
    }, deadline, this.#report)
    let isInUse = true
    const isCurrent = (): boolean => isInUse && !this.#isClosed
    this.#end = () => { closeQuietly(connection) }
    try {
      if (this.#isClosed) return
      this.#content.assertUsable(connection)
      this.subscription = subscription
      await subscription.start()
      while (!this.#isClosed) {
        await this.#poll(connection, isCurrent)
        if (this.#isClosed) return
        this.connection = connection
        onProof()
        if (this.lastFailure !== undefined) this.#report({ kind: 'recovered' })
        this.lastFailure = undefined
        this.#onAttempt?.(undefined)
        await this.#pause(pollInterval)
      }
    } finally {
      isInUse = false
      subscription.end()
      this.connection = undefined
      closeQuietly(connection)
    }
  }

  async #newConnection (): Promise<Connection> {
    const giveUp = new AbortController()
    this.#end = () => { giveUp.abort() }
    try {
      return await withDeadline(() => this.#connect(giveUp.signal), 'Connecting', this.#options.deadline, closeQuietly)
    } catch (error) {
      giveUp.abort()
      throw error
    }
  }

  async #pause (milliseconds: number): Promise<void> {
    // Without a turn, a store in memory that reports a change at each read would let nothing else run.
    if (this.#isUrgent || this.#isClosed) return nextTurn()
    const waking = new AbortController()
    this.#wake = () => { waking.abort() }
    await pause(milliseconds, undefined, { signal: waking.signal, ref: false }).catch(() => undefined)
    this.#wake = undefined
  }

  /** Reads the version now, and does not wait for the next poll. */
  pollSoon (): void {
    this.#isUrgent = true
    this.#wake?.()
  }

  /** Reads the version, and what a new one requires. What was read before the change is never proven by a later time. */
  async #poll (connection: Connection, isCurrent: () => boolean): Promise<void> {
    this.#isUrgent = false
    const sentAt = performance.now()
    const version: unknown = await withDeadline(() => connection.version(), 'Reading the version', this.#options.deadline)
    if (typeof version !== 'string' || version === '') throw new TypeError('The store has no version. It is not initialized.')
    await this.#content.take(version, connection, isCurrent, this.connection === undefined)
    this.#content.prove(sentAt)
  }
}

/** Other code provides the connection. Its failure to close changes nothing here, also if `close` returns a promise of its own. */
function closeQuietly (connection: FollowedConnection): void {
  void (async (): Promise<unknown> => connection.close())().catch(() => undefined)
}
