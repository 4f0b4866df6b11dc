/** What is known of a source, and since when. */
import type { CorsSourceChange } from '../../types/source.ts'
import { RecentKeys } from './recent-keys.ts'
import type { Snapshot } from './snapshot.ts'

/** The number of recent results of each kind that are kept at least. At most twice as many are. */
const RECENT = 10_000

/** The length of the longest key and origin of a recent result. A client chooses the host, and could fill the memory with long ones. */
const MAX_ID_LENGTH = 1024

/** If more origins than this have changed since the snapshot, all results in memory are dropped. */
const MAX_CHANGED = 1000

export class SourceMemory {
  /** Raised whenever a result that is on its way may be outdated. */
  generation = 0
  /** Raised whenever anything can have changed, so that a snapshot on its way is useless. */
  epoch = 0
  /** The version that the contents belong to. */
  version: string | undefined
  /** Versions before it, from which known changes have led to it. */
  readonly #passed = new Set<string>()
  snapshot: Snapshot | undefined
  /** Whether policies use the origins of a key. */
  hasKeys = false
  /** The time at which the store was known to have the version. */
  #provenAt = -Infinity
  /** Origins that have changed since the snapshot. */
  readonly #changed = new Set<string>()
  // Separate, because untrusted origins can fill the one and must not displace the other.
  readonly #allowed = new RecentKeys(RECENT)
  readonly #refused = new RecentKeys(RECENT)

  /** Milliseconds since the last proof. The clock of the system can jump, but this one does not. */
  get provenAgo (): number {
    return performance.now() - this.#provenAt
  }

  /** The number of origins that `origins` returns, or of results without a snapshot. */
  get size (): number {
    const { snapshot } = this
    if (snapshot === undefined) return this.#allowed.size + this.#refused.size
    let size = snapshot.size
    for (const origin of this.#changed) size += Number(this.#allowed.has(origin)) - Number(snapshot.has(origin))
    return size
  }

  /**
   * Whether the source has an origin; undefined if memory does not know.
   *
   * @param id  the key of the tenant and the origin; the origin alone without a key
   */
  recall (id: string, origin: string): boolean | undefined {
    if (this.snapshot !== undefined && id === origin && (this.#changed.size === 0 || !this.#changed.has(origin))) return this.snapshot.has(origin)
    if (this.#allowed.has(id)) return true
    return this.#refused.has(id) ? false : undefined
  }

  /** Returns the origins of the snapshot, with the changes of which memory has the result; undefined without a snapshot. */
  origins (): Iterable<string> | undefined {
    return this.snapshot === undefined ? undefined : this.#known(this.snapshot)
  }

  * #known (snapshot: Snapshot): Generator<string, void, undefined> {
    for (const origin of snapshot.origins()) if (!this.#changed.has(origin)) yield origin
    for (const origin of this.#changed) if (this.#allowed.has(origin)) yield origin
  }

  /** Keeps a result of the store, unless a change may have overtaken it. */
  keep (id: string, has: boolean, generation: number): void {
    if (generation !== this.generation || id.length > MAX_ID_LENGTH) return
    const recent = has ? this.#allowed : this.#refused
    recent.add(id)
  }

  /** The store had the version of the contents at this time. */
  prove (at: number): void {
    this.#provenAt = at
  }

  /** Whether the contents belong to this version, or to a later one: a message can overtake a read of the version. */
  hasReached (version: string): boolean {
    const isPassed = this.#passed.has(version)
    if (!isPassed && version !== this.version) return false
    // No version is read after a later one.
    for (const earlier of this.#passed) {
      if (earlier === version) break
      this.#passed.delete(earlier)
    }
    return true
  }

  /** The store has another version: nothing from before counts. */
  renew (version: string, snapshot: Snapshot | undefined): void {
    this.forget()
    this.version = version
    this.snapshot = snapshot
  }

  /**
   * Only this origin has changed, for any key.
   *
   * @param versions  those before and after the change, if all other contents belong to both
   */
  forgetOrigin (origin: string, versions: CorsSourceChange | undefined): void {
    this.generation++
    this.#changed.add(origin)
    if (this.#changed.size > MAX_CHANGED) return this.forget()
    if (this.version !== undefined && versions?.before === this.version) {
      this.#passed.add(this.version)
      this.version = versions.after
    }
    for (const recent of [this.#allowed, this.#refused]) {
      if (this.hasKeys) recent.clear()
      else recent.delete(origin)
    }
  }

  /** Anything can have changed. */
  forget (): void {
    this.epoch++
    this.snapshot = undefined
    this.#changed.clear()
    this.#passed.clear()
    this.forgetRecent()
  }

  /** Results of look-ups may be outdated. */
  forgetRecent (): void {
    this.generation++
    this.#allowed.clear()
    this.#refused.clear()
  }
}
