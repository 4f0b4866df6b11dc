/**
 * Answers from a source of origins: from memory where possible, and never older than `maxStale`.
 *
 * The read of the version is the guarantee, and messages only make changes visible sooner: a subscription can be dead for minutes
 * without an event. The age of an answer is checked when it is given, not by a timer, because a process can be stopped.
 */
import type { CorsOriginSource, CorsSourceStatus } from '../types/source.ts'
import { isSerializedOrigin } from './standard/origin.ts'
import { withDeadline } from './lookup/deadline.ts'
import { Follower, type SourceEvent } from './lookup/follower.ts'
import { SourceMemory } from './lookup/memory.ts'
import { resolveSourceOptions, type ResolvedSourceOptions } from './lookup/options.ts'

export type { SourceEvent } from './lookup/follower.ts'

/** Whether the source has an origin, or why it cannot say. */
export type SourceAnswer = 'allowed' | 'refused' | 'stale' | 'unavailable' | 'busy'

/** The number of look-ups that wait for the store. A stopped store would otherwise collect them without limit. */
const MAX_PENDING = 64

export class SourceLookup {
  readonly source: CorsOriginSource
  readonly options: ResolvedSourceOptions
  readonly #memory = new SourceMemory()
  readonly #follower: Follower
  /** Look-ups that others can wait for, by id. */
  readonly #shared = new Map<string, { readonly generation: number, readonly answer: Promise<SourceAnswer> }>()
  #pending = 0
  readonly #counts = { hits: 0, misses: 0, busy: 0, stale: 0, unavailable: 0 }

  /**
   * @param source          with valid options
   * @param acceptsPattern  whether a pattern with a wildcard is allowed, if the source can have patterns
   */
  constructor (source: CorsOriginSource, acceptsPattern: (pattern: string) => boolean, report: (event: SourceEvent) => void) {
    this.source = source
    this.options = resolveSourceOptions(source)
    this.#follower = new Follower(source, this.options, this.#memory, this.options.patterns ? acceptsPattern : () => false, report)
  }

  /** Connects, and follows the store until `close`. Resolves at the first proof. @throws the last failure, as `start` says */
  start (uses: { readonly keys: boolean, readonly withoutKey: boolean }): Promise<void> {
    this.#memory.hasKeys = uses.keys
    this.#follower.wantsSnapshot = uses.withoutKey
    return this.#follower.start()
  }

  close (): void {
    this.#follower.close()
  }

  /**
   * Asks whether the source has an origin. The answer is synchronous if it comes from memory. Never throws, and never rejects.
   *
   * @param key  the key of a tenant; undefined for origins without a key
   */
  ask (origin: string, key: string | undefined): SourceAnswer | Promise<SourceAnswer> {
    const memory = this.#memory
    if (memory.provenAgo > this.options.maxStale) return this.#blocked(memory.version === undefined ? 'unavailable' : 'stale')
    // An origin contains no space, so the last space ends the key.
    const id = key === undefined ? origin : `${key} ${origin}`
    const known = memory.recall(id, origin)
    if (known !== undefined) {
      this.#counts.hits++
      return known ? 'allowed' : 'refused'
    }
    if (!isSerializedOrigin(origin)) return 'refused'
    const shared = this.#shared.get(id)
    // An older one may have been overtaken by a change.
    if (shared?.generation === memory.generation) return shared.answer
    return this.#pending < MAX_PENDING ? this.#lookUp(id, origin, key) : this.#blocked('busy')
  }

  status (): CorsSourceStatus {
    const { version, snapshot, provenAgo, size } = this.#memory
    const { push, invalidEntries, lastFailure } = this.#follower
    const { hits, misses, ...refused } = this.#counts
    const isCurrent = provenAgo <= this.options.maxStale
    return {
      state: isCurrent ? 'current' : version === undefined ? 'unavailable' : 'stale',
      description: this.source.description,
      mode: snapshot === undefined ? 'lookup' : 'snapshot',
      version,
      provenAgo: Number.isFinite(provenAgo) ? provenAgo : undefined,
      entries: size,
      invalidEntries,
      push,
      hits,
      misses,
      refused,
      lastFailure
    }
  }

  #blocked (answer: 'busy' | 'stale' | 'unavailable'): SourceAnswer {
    this.#counts[answer]++
    return answer
  }

  #lookUp (id: string, origin: string, key: string | undefined): SourceAnswer | Promise<SourceAnswer> {
    const { connection } = this.#follower
    if (connection?.has === undefined) return this.#blocked('unavailable')
    const { generation } = this.#memory
    let result: boolean | Promise<boolean>
    try {
      result = connection.has(origin, key)
    } catch {
      return this.#blocked('unavailable')
    }
    if (typeof result === 'boolean') return this.#answered(id, result, generation)
    const answer = this.#wait(id, result, generation)
    this.#shared.set(id, { generation, answer })
    return answer
  }

  async #wait (id: string, result: Promise<boolean>, generation: number): Promise<SourceAnswer> {
    this.#pending++
    try {
      return this.#answered(id, await withDeadline(() => result, 'A look-up', this.options.deadline), generation)
    } catch {
      return this.#blocked('unavailable')
    } finally {
      this.#pending--
      if (this.#shared.get(id)?.generation === generation) this.#shared.delete(id)
    }
  }

  #answered (id: string, has: boolean, generation: number): SourceAnswer {
    this.#counts.misses++
    this.#memory.keep(id, has === true, generation)
    return has === true ? 'allowed' : 'refused'
  }
}
