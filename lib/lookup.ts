/**
 * Results from a source of origins: from memory where possible, and never older than `maxStale`.
 *
 * The read of the version is the guarantee, and messages only make changes visible sooner: a subscription can be dead for minutes
 * without an event. The age of a result is checked when it is given, not by a timer, because a process can be stopped.
 */
import type { CorsSourceResult } from '../types/decision.ts'
import type { CorsOriginSource, CorsSourceConnection, CorsSourceStatus } from '../types/source.ts'
import { MAX_ORIGIN_LENGTH, isSerializedOrigin } from './standard/origin.ts'
import { withDeadline } from './lookup/deadline.ts'
import type { ReportEvent } from './lookup/events.ts'
import { FollowedOrigins } from './lookup/followed-origins.ts'
import { Follower } from './lookup/follower.ts'
import { SnapshotLoader } from './lookup/loader.ts'
import { SourceMemory } from './lookup/memory.ts'
import { resolveSourceOptions, type ResolvedSourceOptions } from './lookup/options.ts'

export type { SourceEvent } from './lookup/events.ts'

/** The number of look-ups that wait for the store. A stopped store would otherwise collect them without limit. */
const MAX_PENDING = 64

/** The look-ups that wait on one connection, also those that no request waits for any more. */
interface Waiting {
  readonly connection: CorsSourceConnection | undefined
  count: number
}

export class SourceLookup {
  readonly source: CorsOriginSource
  readonly options: ResolvedSourceOptions
  readonly #memory = new SourceMemory()
  readonly #loader: SnapshotLoader
  readonly #origins: FollowedOrigins
  readonly #follower: Follower<CorsSourceConnection>
  /** Look-ups that others can wait for, by id. */
  readonly #shared = new Map<string, { readonly generation: number, readonly result: Promise<CorsSourceResult> }>()
  #waiting: Waiting = { connection: undefined, count: 0 }
  readonly #counts = { hits: 0, misses: 0, busy: 0, stale: 0, unavailable: 0 }

  /**
   * @param source          with valid options
   * @param acceptsPattern  whether a pattern with a wildcard is allowed, if the source can have patterns
   */
  constructor (source: CorsOriginSource, acceptsPattern: (pattern: string) => boolean, report: ReportEvent) {
    this.source = source
    this.options = resolveSourceOptions(source)
    this.#loader = new SnapshotLoader(this.options, this.#memory, this.options.patterns ? acceptsPattern : () => false, report)
    this.#origins = new FollowedOrigins(this.#memory, this.#loader, this.options.patterns, report)
    this.#follower = new Follower((signal) => source.connect(signal), this.options, this.#origins, report)
  }

  /** Connects, and follows the store until `close`. Resolves at the first proof. @throws the last failure, as `start` says */
  start (longest?: number): Promise<void> {
    return this.#follower.start(longest)
  }

  /** How policies use the source: with keys of tenants, and without. Can change while the source is followed. */
  use ({ keys, withoutKey }: { readonly keys: boolean, readonly withoutKey: boolean }): void {
    // A change is forgotten for all keys only while there are keys.
    if (keys !== this.#memory.hasKeys) this.#memory.forgetRecent()
    this.#memory.hasKeys = keys
    this.#loader.isWanted = withoutKey
    this.#origins.reportKeys()
  }

  /** Reads the source again, after the rule for patterns has changed. What was read before does not count any more. */
  reload (): void {
    if (!this.options.patterns) return
    this.#loader.judged++
    this.#memory.forget()
    this.#memory.version = undefined
    this.#follower.pollSoon()
  }

  close (): void {
    this.#follower.close()
  }

  /**
   * Finds whether the source has an origin. The result is synchronous if it comes from memory. Never throws, and never rejects.
   *
   * @param key  the key of a tenant; undefined for origins without a key
   */
  find (origin: string, key: string | undefined): CorsSourceResult | Promise<CorsSourceResult> {
    const memory = this.#memory
    if (memory.provenAgo > this.options.maxStale) return this.#blocked(memory.version === undefined ? 'unavailable' : 'stale')
    // No store has a longer one, so hashing it would waste time.
    if (origin.length > MAX_ORIGIN_LENGTH) return 'not-listed'
    // The first space marks an id with a key, and the last one ends the key.
    if (key === undefined ? origin.startsWith(' ') : origin.includes(' ')) return 'not-listed'
    const id = key === undefined ? origin : ` ${key} ${origin}`
    const known = memory.recall(id, origin)
    if (known !== undefined) {
      this.#counts.hits++
      return known ? 'listed' : 'not-listed'
    }
    if (!isSerializedOrigin(origin)) return 'not-listed'
    const shared = this.#shared.get(id)
    // An older one may have been overtaken by a change.
    if (shared?.generation === memory.generation) return shared.result
    return this.#lookUp(id, origin, key)
  }

  /** Whether memory has the origin, among those without a key. Never reads the store, and counts nothing. */
  remembers (origin: string): boolean {
    return this.#memory.recall(origin, origin) === true
  }

  /** Returns all origins without a key, if memory has them. */
  origins (): Iterable<string> | undefined {
    return this.#memory.origins()
  }

  status (): CorsSourceStatus {
    const { version, snapshot, provenAgo, size } = this.#memory
    const { subscription, lastFailure } = this.#follower
    const { invalidEntries } = this.#loader
    const { hits, misses, ...blocked } = this.#counts
    const isCurrent = provenAgo <= this.options.maxStale
    return {
      state: isCurrent ? 'current' : version === undefined ? 'unavailable' : 'stale',
      description: this.source.description,
      mode: snapshot === undefined ? 'lookup' : 'snapshot',
      version,
      provenAgo: Number.isFinite(provenAgo) ? provenAgo : undefined,
      entries: size,
      invalidEntries,
      push: subscription?.state ?? 'none',
      hits,
      misses,
      blocked,
      lastFailure
    }
  }

  #blocked (reason: 'busy' | 'stale' | 'unavailable'): CorsSourceResult {
    this.#counts[reason]++
    return reason
  }

  #lookUp (id: string, origin: string, key: string | undefined): CorsSourceResult | Promise<CorsSourceResult> {
    const { connection } = this.#follower
    if (connection?.has === undefined) return this.#blocked('unavailable')
    if (this.#waiting.connection !== connection) this.#waiting = { connection, count: 0 }
    if (this.#waiting.count >= MAX_PENDING) return this.#blocked('busy')
    const { generation } = this.#memory
    let has: boolean | Promise<boolean>
    try {
      has = connection.has(origin, key)
    } catch {
      return this.#blocked('unavailable')
    }
    if (typeof has === 'boolean') return this.#settled(id, has, generation)
    const result = this.#wait(id, has, generation)
    this.#shared.set(id, { generation, result })
    return result
  }

  async #wait (id: string, has: Promise<boolean>, generation: number): Promise<CorsSourceResult> {
    const waiting = this.#waiting
    waiting.count++
    const onSettled = (): void => { waiting.count-- }
    Promise.resolve(has).then(onSettled, onSettled)
    const sentAt = performance.now()
    let result: CorsSourceResult
    try {
      const value = await withDeadline(() => has, 'A look-up', this.options.deadline)
      // If the process was blocked, the response was sent long before it is read.
      const isLate = performance.now() - sentAt > this.options.maxStale
      result = isLate ? this.#blocked('stale') : this.#settled(id, value, generation)
    } catch {
      result = this.#blocked('unavailable')
    }
    if (this.#shared.get(id)?.generation === generation) this.#shared.delete(id)
    return result
  }

  #settled (id: string, has: boolean, generation: number): CorsSourceResult {
    this.#counts.misses++
    this.#memory.keep(id, has === true, generation)
    return has === true ? 'listed' : 'not-listed'
  }
}
