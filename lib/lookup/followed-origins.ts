/** The origins of a source in memory, while the source is followed. */
import type { CorsSourceChange, CorsSourceConnection } from '../../types/source.ts'
import type { ReportEvent } from './events.ts'
import type { FollowedContent } from './follower.ts'
import type { SnapshotLoader } from './loader.ts'
import type { SourceMemory } from './memory.ts'

export class FollowedOrigins implements FollowedContent<CorsSourceConnection> {
  readonly #memory: SourceMemory
  readonly #loader: SnapshotLoader
  readonly #canHavePatterns: boolean
  readonly #report: ReportEvent
  #lacksKeys = false
  #hasReportedKeys = false

  constructor (memory: SourceMemory, loader: SnapshotLoader, canHavePatterns: boolean, report: ReportEvent) {
    this.#memory = memory
    this.#loader = loader
    this.#canHavePatterns = canHavePatterns
    this.#report = report
  }

  assertUsable (connection: CorsSourceConnection): void {
    const { has, load, version, close } = Object(connection) as Partial<CorsSourceConnection>
    if (typeof version !== 'function' || typeof close !== 'function') {
      throw new TypeError('`connect` must resolve to a connection with the methods `version` and `close`.')
    }
    if (has === undefined && load === undefined) throw new TypeError('The connection has neither `has` nor `load`.')
    this.#lacksKeys = has === undefined
    this.reportKeys()
  }

  /** Reports once that policies use keys, which the connection cannot look up. */
  reportKeys (): void {
    if (!this.#lacksKeys || !this.#memory.hasKeys || this.#hasReportedKeys) return
    this.#hasReportedKeys = true
    this.#report({ kind: 'keys-not-supported' })
  }

  onChange (origin: unknown, versions: unknown, { has }: CorsSourceConnection): void {
    // Without look-ups, what memory holds counts until the new snapshot or until it is stale.
    if (has === undefined) this.#memory.generation++
    // A pattern concerns many origins, and a look-up does not find an origin that only a pattern covers. A new snapshot has both.
    else if (typeof origin !== 'string' || this.#canHavePatterns) this.#memory.forget()
    else this.#memory.forgetOrigin(origin, versions as CorsSourceChange | undefined)
  }

  onGap (): void {
    this.#memory.generation++
  }

  async take (version: string, connection: CorsSourceConnection, isCurrent: () => boolean, isFirst: boolean): Promise<void> {
    const memory = this.#memory
    const isNew = !memory.hasReached(version)
    if (connection.has !== undefined) {
      if (isNew) memory.renew(version, undefined)
      else if (isFirst) memory.forgetRecent()
      if (memory.snapshot === undefined && this.#loader.usesSnapshots(connection)) {
        void this.#loader.loadBeside(connection, isCurrent)
      }
    } else if (isNew) {
      const snapshot = await this.#loader.load(connection, () => !isCurrent())
      if (snapshot !== undefined) memory.renew(version, snapshot)
    }
  }

  prove (at: number): void {
    this.#memory.prove(at)
  }
}
