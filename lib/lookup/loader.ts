/** Loads snapshots of a source, if it has them and if they are wanted. */
import type { CorsSourceConnection } from '../../types/source.ts'
import type { ReportEvent } from './events.ts'
import type { SourceMemory } from './memory.ts'
import type { ResolvedSourceOptions } from './options.ts'
import { TooManyOriginsError, loadSnapshot, type Snapshot } from './snapshot.ts'

export class SnapshotLoader {
  /** Whether policies use the origins without a key, which a snapshot has. */
  isWanted = true
  /** Raised when the rule for patterns changes: a snapshot that is being loaded does not count then. */
  judged = 0
  /** The number of entries of the last snapshot that are not valid origins. */
  invalidEntries = 0
  readonly #options: ResolvedSourceOptions
  readonly #memory: SourceMemory
  readonly #acceptsPattern: (pattern: string) => boolean
  readonly #report: ReportEvent
  #isLoading = false
  #isTooLarge = false
  /** Whether a failure has been reported since the last snapshot. */
  #hasFailed = false

  constructor (options: ResolvedSourceOptions, memory: SourceMemory, acceptsPattern: (pattern: string) => boolean, report: ReportEvent) {
    this.#options = options
    this.#memory = memory
    this.#acceptsPattern = acceptsPattern
    this.#report = report
  }

  /** Whether all origins of a connection that can look up each are kept in memory. */
  usesSnapshots ({ load }: CorsSourceConnection): boolean {
    return load !== undefined && !this.#isTooLarge && this.#options.mode !== 'lookup' && this.isWanted
  }

  /** Loads a snapshot aside. @returns undefined if it has become obsolete */
  async load (connection: CorsSourceConnection, isOutdated: () => boolean): Promise<Snapshot | undefined> {
    const { deadline, maxOrigins } = this.#options
    const { judged } = this
    const isObsolete = (): boolean => isOutdated() || judged !== this.judged
    const snapshot = await loadSnapshot(connection, { acceptsPattern: this.#acceptsPattern, maxOrigins, deadline, isObsolete })
    if (snapshot === undefined || judged !== this.judged) return undefined
    const { invalid, invalidExamples } = snapshot
    if (invalid > 0 && invalid !== this.invalidEntries) {
      this.#report({ kind: 'entries-invalid', count: invalid, examples: invalidExamples })
    }
    this.invalidEntries = invalid
    return snapshot
  }

  /**
   * Loads a snapshot into memory, while look-ups are used. Origins whose change is known are looked up anyway, so they can change
   * meanwhile. Failures are reported, and it is tried again later.
   */
  async loadBeside (connection: CorsSourceConnection, isCurrent: () => boolean): Promise<void> {
    if (this.#isLoading) return
    this.#isLoading = true
    const { epoch } = this.#memory
    const isObsolete = (): boolean => this.#memory.epoch !== epoch || !isCurrent()
    try {
      const snapshot = await this.load(connection, isObsolete)
      if (isObsolete()) return
      this.#memory.snapshot = snapshot
      this.#hasFailed = false
    } catch (error) {
      if (error instanceof TooManyOriginsError) {
        this.#isTooLarge = true
        this.#report({ kind: 'too-many-origins', error })
      } else if (isCurrent() && !this.#hasFailed) {
        this.#hasFailed = true
        this.#report({ kind: 'failed', error, wasRead: true })
      }
    } finally {
      this.#isLoading = false
    }
  }
}
