/**
 * Follows a source: connects, subscribes, reads the version again and again, and loads. A connection that fails or is late is thrown
 * away, because a new one is usable long before a broken one has noticed its state.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { CorsOriginSource, CorsSourceConnection } from '../../types/source.ts'
import { withDeadline } from './deadline.ts'
import type { ReportEvent } from './events.ts'
import type { SnapshotLoader } from './loader.ts'
import type { SourceMemory } from './memory.ts'
import type { ResolvedSourceOptions } from './options.ts'
import { Subscription } from './subscription.ts'

/** Milliseconds until the first new attempt after a failure. Doubled up to the poll interval. */
const FIRST_RETRY = 50

export class Follower {
  connection: CorsSourceConnection | undefined
  subscription: Subscription | undefined
  lastFailure: string | undefined
  readonly #source: CorsOriginSource
  readonly #options: ResolvedSourceOptions
  readonly #memory: SourceMemory
  readonly #loader: SnapshotLoader
  readonly #report: ReportEvent
  #isClosed = false
  /** Whether the version must be read without a pause. */
  #isUrgent = false
  /** Ends the pause before the next read of the version. */
  #wake: (() => void) | undefined
  /** Called after each attempt during the start. */
  #onAttempt: ((error: unknown) => void) | undefined

  constructor (
    source: CorsOriginSource, options: ResolvedSourceOptions, memory: SourceMemory, loader: SnapshotLoader, report: ReportEvent
  ) {
    this.#source = source
    this.#options = options
    this.#memory = memory
    this.#loader = loader
    this.#report = report
  }

  /** Begins. Resolves at the first proof; later failures are only reported. @throws the last failure, as `start` says */
  async start (): Promise<void> {
    const { start, startDeadline } = this.#options
    let last: unknown = new Error('The store has not responded.')
    const isProven = await new Promise<boolean>((resolve) => {
      // Unlike other timers, this one keeps the process alive: it must not end before it has said why.
      const timer = setTimeout(() => { resolve(false) }, startDeadline)
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
    if (this.connection !== undefined) closeQuietly(this.connection)
  }

  async #run (): Promise<void> {
    let failures = 0
    while (!this.#isClosed) {
      try {
        await this.#follow(() => { failures = 0 })
      } catch (error) {
        if (this.#isClosed) return
        if (this.lastFailure === undefined) this.#report({ kind: 'failed', error })
        this.lastFailure = error instanceof Error ? error.message : String(error)
        this.#onAttempt?.(error)
        await this.#pause(Math.min(FIRST_RETRY * 2 ** failures++, this.#options.pollInterval))
      }
    }
  }

  /** Uses one connection until it fails. */
  async #follow (onProof: () => void): Promise<void> {
    const { deadline, pollInterval } = this.#options
    const connection = await withDeadline(() => this.#source.connect(), 'Connecting', deadline, closeQuietly)
    const subscription = new Subscription(connection, this.#memory, deadline, this.#report, () => { this.#pollSoon() })
    try {
      if (this.#isClosed) return
      if (connection.has === undefined && connection.load === undefined) throw new TypeError('The connection has neither `has` nor `load`.')
      this.connection = connection
      this.subscription = subscription
      await subscription.start()
      for (;;) {
        await this.#poll(connection)
        if (this.#isClosed) return
        onProof()
        if (this.lastFailure !== undefined) this.#report({ kind: 'recovered' })
        this.lastFailure = undefined
        this.#onAttempt?.(undefined)
        await this.#pause(pollInterval)
      }
    } finally {
      subscription.end()
      this.connection = undefined
      closeQuietly(connection)
    }
  }

  async #pause (milliseconds: number): Promise<void> {
    if (this.#isUrgent || this.#isClosed) return
    const waking = new AbortController()
    this.#wake = () => { waking.abort() }
    await pause(milliseconds, undefined, { signal: waking.signal, ref: false }).catch(() => undefined)
    this.#wake = undefined
  }

  #pollSoon (): void {
    this.#isUrgent = true
    this.#wake?.()
  }

  /** Reads the version, and what a new one requires. What was read before the change is never proven by a later time. */
  async #poll (connection: CorsSourceConnection): Promise<void> {
    this.#isUrgent = false
    const memory = this.#memory
    const sentAt = performance.now()
    const version: unknown = await withDeadline(() => connection.version(), 'Reading the version', this.#options.deadline)
    if (typeof version !== 'string' || version === '') throw new TypeError('The store has no version. It is not initialized.')
    const isNew = version !== memory.version
    if (connection.has !== undefined) {
      if (isNew) memory.renew(version, undefined)
      if (memory.snapshot === undefined && this.#loader.usesSnapshots(connection)) {
        void this.#loader.loadBeside(connection, version, () => this.connection === connection)
      }
    } else if (isNew) {
      memory.renew(version, await this.#loader.load(connection, () => this.#isClosed))
    }
    memory.prove(sentAt)
  }
}

/** Other code provides the connection. Its failure to close changes nothing here. */
function closeQuietly (connection: CorsSourceConnection): void {
  try {
    connection.close()
  } catch {}
}
