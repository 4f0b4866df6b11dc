/** Collects what a conversion finds out. */
import type { CorsMigrationChange, CorsMigrationNote } from '../../types/migration.ts'
import { withAffected, type Affects } from './affected-requests.ts'
import type { NoteKind } from './setup.ts'

export type ChangeKind = 'opens' | 'widerOffers' | 'closes'

/** The lists of a report, each without repetitions. */
export class Findings {
  readonly #lists = new Map<string, Map<string, CorsMigrationNote>>()

  note (kind: NoteKind, id: string, message: string): void {
    this.#add(kind, { id, message })
  }

  /**
   * @param request  what is missing: GET, no header, without credentials
   * @param affects  which requests it is about
   */
  change (
    kind: ChangeKind, id: string, message: string, request: { readonly origin: string, readonly method?: string, readonly header?: string, readonly credentials?: boolean }, affects: Affects
  ): void {
    const { origin, method = 'GET', header = null, credentials = false } = request
    this.#add(kind, withAffected({ id, message, request: { origin, method, header, credentials } }, affects))
  }

  notes (kind: NoteKind): readonly CorsMigrationNote[] {
    return this.#listOf(kind)
  }

  changes (kind: ChangeKind): readonly CorsMigrationChange[] {
    return this.#listOf(kind) as readonly CorsMigrationChange[]
  }

  #listOf (kind: string): readonly CorsMigrationNote[] {
    return [...this.#lists.get(kind)?.values() ?? []]
  }

  #add (kind: string, entry: CorsMigrationNote): void {
    let list = this.#lists.get(kind)
    if (list === undefined) this.#lists.set(kind, list = new Map())
    list.set(entry.id + entry.message, entry)
  }
}

/** Joins names for a sentence. */
export function listText (names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}
