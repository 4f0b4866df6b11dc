/** A sequence of changes, and what the store has after each. */
import type { CorsOriginWriter } from '../../types/source.ts'

/** Keys that a store must not confuse: by letter case, spaces, Unicode normalization, or as patterns. */
export const KEYS = ['shop', 'Shop', 'shop ', 'shop.example:8080', 'sho_', 'sho%', 'sho*', "o'shop", 'key:shop', '\u00e9', 'e\u0301'] as const

export const A = 'https://a.conformance.example'
export const B = 'https://b.conformance.example'

export interface Change {
  /** For messages of a check. */
  readonly title: string
  run (writer: CorsOriginWriter): Promise<unknown>
  readonly key: string | undefined
  /** The origins of the key after the change. */
  readonly after: readonly string[]
}

/** Changes of the origins of one key, or of those without a key. The last contents are the same as the first. */
export function changesOf (key?: string): readonly Change[] {
  const where = key === undefined ? '' : ' of a key'
  return [
    { title: `\`allow\`${where}`, run: (writer) => writer.allow(A, key), key, after: [A] },
    { title: `\`disallow\`${where}`, run: (writer) => writer.disallow(A, key), key, after: [] },
    { title: `\`allow\`${where}`, run: (writer) => writer.allow(A, key), key, after: [A] },
    { title: `\`replace\`${where}`, run: (writer) => writer.replace([A, B], key), key, after: [A, B] },
    { title: `\`replace\`${where}`, run: (writer) => writer.replace([B], key), key, after: [B] },
    { title: `\`replace\`${where}`, run: (writer) => writer.replace([], key), key, after: [] }
  ]
}

/** All changes that a store can have. */
export function allChanges (hasKeys: boolean): readonly Change[] {
  return [...changesOf(), ...(hasKeys ? changesOf(KEYS[0]) : [])]
}
