/**
 * Follows a source: connects, subscribes, reads the version again and again, and loads. A connection that fails or is late is thrown
 * away, because a new one is usable long before a broken one has noticed its state.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { CorsOriginSource, CorsSourceConnection, CorsSourceStatus } from '../../types/source.ts'
import { withDeadline } from './deadline.ts'
import type { SourceMemory } from './memory.ts'
import type { ResolvedSourceOptions } from './options.ts'
import { TooManyOriginsError, loadSnapshot, type Snapshot } from './snapshot.ts'

/** What an operator must know. */
export type SourceEvent =
  /** The store cannot be read. Told once until it can be read again. */
  | { readonly kind: 'failed', readonly error: unknown }
  | { readonly kind: 'recovered' }
  /** Changes are seen at the next read of the version only: there is no subscription, or no message arrives. */
  | { readonly kind: 'push-failed', readonly error: unknown }
  | { readonly kind: 'push-silent' }
  /** Entries of the store that are not valid origins. */
  | { readonly kind: 'entries-invalid', readonly count: number, readonly examples: readonly unknown[] }
  /** The snapshot would be too large, so look-ups are used. */
  | { readonly kind: 'too-many-origins', readonly error: unknown }

/** Milliseconds until the first new attempt after a failure. Doubled up to the poll interval. */
const FIRST_RETRY = 50

export class Follower {
  connection: CorsSourceConnection | undefined
  push: CorsSourceStatus['push'] = 'none'
  invalidEntries = 0
  lastFailure: string | undefined
  /** Whether policies ask for origins without a key, which a snapshot answers. */
  wantsSnapshot = true
  readonly #source: CorsOriginSource
  readonly #options: ResolvedSourceOptions
  readonly #memory: SourceMemory
  readonly #acceptsPattern: (pattern: string) => boolean
  readonly #report: (event: SourceEvent) => void
  readonly #closing = new AbortController()
  /** Ends the pause before the next read of the version. */
  #wake: (() => void) | undefined
  #isWanted = false
  #isLoading = false
  #isTooLarge = false
  #onAttempt: ((error: unknown) => void) | undefined

  constructor (
    source: CorsOriginSource, options: ResolvedSourceOptions, memory: SourceMemory,
    acceptsPattern: (pattern: string) => boolean, report: (event: SourceEvent) => void
  ) {
    this.#source = source
    this.#options = options
    this.#memory = memory
    this.#acceptsPattern = acceptsPattern
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
    this.#closing.abort()
    this.#wake?.()
    if (this.connection !== undefined) closeQuietly(this.connection)
  }

  get #isClosed (): boolean {
    return this.#closing.signal.aborted
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
    try {
      if (this.#isClosed) return
      if (connection.has === undefined && connection.load === undefined) throw new TypeError('The connection has neither `has` nor `load`.')
      this.connection = connection
      await this.#subscribe(connection)
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
      if (this.connection === connection) this.connection = undefined
      closeQuietly(connection)
    }
  }

  async #pause (milliseconds: number): Promise<void> {
    if (this.#isWanted || this.#isClosed) return
    const waking = new AbortController()
    this.#wake = () => { waking.abort() }
    await pause(milliseconds, undefined, { signal: waking.signal, ref: false }).catch(() => undefined)
    this.#wake = undefined
  }

  /** Reads the version, and what a new one demands. What was read before the change is never proven by a later time. */
  async #poll (connection: CorsSourceConnection): Promise<void> {
    this.#isWanted = false
    const memory = this.#memory
    const sentAt = performance.now()
    const version: unknown = await withDeadline(() => connection.version(), 'Reading the version', this.#options.deadline)
    if (typeof version !== 'string' || version === '') throw new TypeError('The store has no version. It is not initialized.')
    if (!this.#loads(connection)) {
      if (version !== memory.version) memory.renew(version, undefined)
    } else if (connection.has !== undefined) {
      if (version !== memory.version) memory.renew(version, undefined)
      if (memory.snapshot === undefined) void this.#loadBeside(connection, version)
    } else if (version !== memory.version) {
      memory.renew(version, await this.#load(connection, () => this.#isClosed))
    }
    memory.prove(sentAt)
  }

  /** Whether all origins are kept in memory. */
  #loads ({ load, has }: CorsSourceConnection): boolean {
    if (load === undefined || (has !== undefined && this.#isTooLarge)) return false
    return has === undefined || (this.#options.mode !== 'lookup' && this.wantsSnapshot)
  }

  /** Loads while look-ups give the answers. */
  async #loadBeside (connection: CorsSourceConnection, version: string): Promise<void> {
    if (this.#isLoading) return
    this.#isLoading = true
    const memory = this.#memory
    const isObsolete = (): boolean => memory.version !== version || this.connection !== connection
    try {
      const snapshot = await this.#load(connection, isObsolete)
      if (!isObsolete()) memory.snapshot = snapshot
    } catch (error) {
      if (error instanceof TooManyOriginsError) {
        this.#isTooLarge = true
        this.#report({ kind: 'too-many-origins', error })
      } else if (this.connection === connection) {
        this.lastFailure = (error as Error).message
        this.#report({ kind: 'failed', error })
      }
    } finally {
      this.#isLoading = false
    }
  }

  async #load (connection: CorsSourceConnection, isObsolete: () => boolean): Promise<Snapshot | undefined> {
    const { deadline, maxOrigins } = this.#options
    const snapshot = await loadSnapshot(connection, { acceptsPattern: this.#acceptsPattern, maxOrigins, deadline, isObsolete })
    if (snapshot !== undefined) {
      const { invalid, invalidExamples } = snapshot
      if (invalid > 0 && invalid !== this.invalidEntries) this.#report({ kind: 'entries-invalid', count: invalid, examples: invalidExamples })
      this.invalidEntries = invalid
    }
    return snapshot
  }

  /** Without a subscription, changes are seen at the next read of the version. */
  async #subscribe (connection: CorsSourceConnection): Promise<void> {
    this.push = 'none'
    if (connection.listen === undefined) return
    const onMessage = (origin: unknown): void => {
      if (this.connection !== connection) return
      this.push = 'working'
      if (typeof origin === 'string' && connection.has !== undefined) this.#memory.forgetOrigin(origin)
      else if (connection.has !== undefined) this.#memory.forget()
      else this.#memory.generation++
      this.#pollNow()
    }
    const onGap = (): void => {
      if (this.connection !== connection) return
      this.#memory.generation++
      this.#pollNow()
    }
    try {
      await withDeadline(() => connection.listen!(onMessage, onGap), 'Subscribing', this.#options.deadline)
    } catch (error) {
      this.#report({ kind: 'push-failed', error })
      return
    }
    this.push = 'untested'
    if (connection.announce !== undefined) void this.#test(connection)
  }

  /** Some set-ups accept a subscription and deliver nothing, such as a pool that shares sessions. */
  async #test (connection: CorsSourceConnection): Promise<void> {
    const { deadline } = this.#options
    try {
      await withDeadline(() => connection.announce!(), 'A test message', deadline)
    } catch {
      // A user who may only read cannot send it.
      return
    }
    await pause(deadline, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined)
    if (this.#isClosed || this.connection !== connection || this.push !== 'untested') return
    this.push = 'silent'
    this.#report({ kind: 'push-silent' })
  }

  #pollNow (): void {
    this.#isWanted = true
    this.#wake?.()
  }
}

/** Other code provides the connection. Its failure to close changes nothing here. */
function closeQuietly (connection: CorsSourceConnection): void {
  try {
    connection.close()
  } catch {}
}
