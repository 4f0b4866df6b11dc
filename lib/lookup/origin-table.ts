/** A large set of exact origins that grows in small steps. */

/** A single large `Set` copies all of its entries when it grows, which would stop the event loop. */
const PARTS = 256

export class OriginTable {
  readonly #parts: readonly Set<string>[] = Array.from({ length: PARTS }, () => new Set<string>())
  #size = 0

  get size (): number {
    return this.#size
  }

  has (origin: string): boolean {
    return this.#parts[partOf(origin)]!.has(origin)
  }

  * values (): Generator<string, void, undefined> {
    for (const part of this.#parts) yield * part
  }

  add (origin: string): void {
    const part = this.#parts[partOf(origin)]!
    const before = part.size
    part.add(origin)
    this.#size += part.size - before
  }
}

/** http://www.isthe.com/chongo/tech/comp/fnv/ */
function partOf (text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash ^ hash >>> 16) & (PARTS - 1)
}
