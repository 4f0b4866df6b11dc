/** A bounded set of recently used keys. */

/**
 * Keeps between `size` and `2 × size` of the keys that were used last. Two generations instead of an order by use: a look-up moves
 * nothing, and a full generation is dropped as a whole.
 */
export class RecentKeys {
  readonly #size: number
  #young = new Set<string>()
  #old = new Set<string>()

  constructor (size: number) {
    this.#size = size
  }

  get size (): number {
    return this.#young.size + this.#old.size
  }

  has (key: string): boolean {
    if (this.#young.has(key)) return true
    if (!this.#old.has(key)) return false
    this.#old.delete(key)
    this.add(key)
    return true
  }

  add (key: string): void {
    if (this.#young.size >= this.#size) {
      this.#old = this.#young
      this.#young = new Set()
    }
    this.#young.add(key)
  }

  delete (key: string): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }

  clear (): void {
    this.#young.clear()
    this.#old.clear()
  }
}
