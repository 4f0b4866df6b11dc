/** A large set of exact origins that grows in small steps. */
import { fnv1a } from '../standard/fnv1a.ts'

/** A single large `Set` copies all of its entries when it grows, which would stop the event loop. */
const PARTS = 256

/** A smaller set grows fast enough, and needs no hash of its own. */
const SMALL = 4096

export class OriginTable {
  #small: Set<string> | undefined = new Set()
  #parts: readonly Set<string>[] = []
  #size = 0

  get size (): number {
    return this.#small?.size ?? this.#size
  }

  has (origin: string): boolean {
    return (this.#small ?? this.#parts[partOf(origin)]!).has(origin)
  }

  * values (): Generator<string, void, undefined> {
    if (this.#small !== undefined) yield * this.#small
    for (const part of this.#parts) yield * part
  }

  add (origin: string): void {
    if (this.#small !== undefined) {
      this.#small.add(origin)
      if (this.#small.size > SMALL) this.#divide(this.#small)
      return
    }
    const part = this.#parts[partOf(origin)]!
    const before = part.size
    part.add(origin)
    this.#size += part.size - before
  }

  #divide (origins: ReadonlySet<string>): void {
    this.#parts = Array.from({ length: PARTS }, () => new Set<string>())
    this.#small = undefined
    for (const origin of origins) this.add(origin)
  }
}

function partOf (text: string): number {
  const hash = fnv1a(text)
  return (hash ^ hash >>> 16) & (PARTS - 1)
}
