/** Finds many words in a text in one pass (Aho–Corasick): https://doi.org/10.1145/360825.360855 */

/** Size of the alphabet: each character is a byte. */
const BYTES = 256

/** A part of a text, from `start` to before `end`. */
export interface WordSpan {
  readonly start: number
  readonly end: number
}

/**
 * A trie of the words in which each node also links to the node of its longest suffix. The time of a search is linear in the length
 * of the text, so that an attacker who chooses words and text cannot make it slow.
 */
export class WordSearch {
  /** Maps node and character to the next node: a hash table with open addressing. */
  readonly #keys: Int32Array
  readonly #nodes: Int32Array
  /** Random, so that an attacker cannot choose words whose keys collide in the table. */
  readonly #mix = Math.random() * 2 ** 32 | 1
  /** Maps a node to its parent, and to the character between them. */
  readonly #before: Int32Array
  readonly #char: Uint8Array
  /** Maps a node to its depth. */
  readonly #depth: Int32Array
  /** Maps a node to the index of the word that ends there, or to -1. */
  readonly #word: Int32Array
  /** Maps a node to its longest suffix in the trie, and to its longest suffix that is a word, or the root. */
  readonly #suffix: Int32Array
  readonly #ending: Int32Array
  #count = 1

  /** @param words  unique and not empty */
  constructor (words: readonly string[]) {
    const most = words.reduce((sum, { length }) => sum + length, 1)
    const numbers = (length: number): Int32Array => new Int32Array(length)
    this.#keys = numbers(2 ** Math.ceil(Math.log2(2 * most))).fill(-1)
    this.#nodes = numbers(this.#keys.length)
    this.#before = numbers(most)
    this.#char = new Uint8Array(most)
    this.#depth = numbers(most)
    this.#word = numbers(most).fill(-1)
    this.#suffix = numbers(most)
    this.#ending = numbers(most)
    for (const [number, word] of words.entries()) this.#word[this.#grow(word)] = number
    // The link of a node depends on those of shorter suffixes.
    for (const node of numbers(this.#count).map((_, node) => node).subarray(1).sort((a, b) => this.#depth[a]! - this.#depth[b]!)) this.#link(node)
  }

  /**
   * Finds the parts of a text that are words, in order. Overlapping parts are merged.
   *
   * @param isWanted  called for the words that end at a position, the longest first, until it returns true
   * @returns         the parts, and how many characters at the end of the text may be the beginning of a word
   */
  find (text: string, isWanted: (word: number, span: WordSpan) => boolean): { readonly spans: readonly WordSpan[], readonly open: number } {
    const spans: WordSpan[] = []
    let node = 0
    for (let i = 0; i < text.length; i++) {
      node = this.#step(node, text.charCodeAt(i))
      for (let at = this.#word[node] === -1 ? this.#ending[node]! : node; at !== 0; at = this.#ending[at]!) {
        const span = { start: i + 1 - this.#depth[at]!, end: i + 1 }
        if (!isWanted(this.#word[at]!, span)) continue
        join(spans, span)
        break
      }
    }
    return { spans, open: this.#depth[node]! }
  }

  /** Adds the missing nodes of a word, and returns the last one. */
  #grow (word: string): number {
    let node = 0
    for (let i = 0; i < word.length; i++) {
      const char = word.charCodeAt(i)
      const slot = this.#slotOf(node, char)
      if (this.#keys[slot] === -1) {
        const added = this.#count++
        this.#keys[slot] = node * BYTES + char
        this.#nodes[slot] = added
        this.#before[added] = node
        this.#char[added] = char
        this.#depth[added] = this.#depth[node]! + 1
      }
      node = this.#nodes[slot]!
    }
    return node
  }

  #link (node: number): void {
    const before = this.#before[node]!
    const suffix = before === 0 ? 0 : this.#step(this.#suffix[before]!, this.#char[node]!)
    this.#suffix[node] = suffix
    this.#ending[node] = this.#word[suffix] === -1 ? this.#ending[suffix]! : suffix
  }

  #step (node: number, char: number): number {
    if (char >= BYTES) return 0
    let at = node
    let slot = this.#slotOf(at, char)
    while (this.#keys[slot] === -1 && at !== 0) {
      at = this.#suffix[at]!
      slot = this.#slotOf(at, char)
    }
    return this.#keys[slot] === -1 ? 0 : this.#nodes[slot]!
  }

  /** The slot in the table for the next node, even if there is none. */
  #slotOf (node: number, char: number): number {
    const key = node * BYTES + char
    const last = this.#keys.length - 1
    let slot = Math.imul(key, this.#mix) >>> 7 & last
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = slot + 1 & last
    return slot
  }
}

/** Appends a span, and merges it with those that it overlaps. */
function join (spans: WordSpan[], { start, end }: WordSpan): void {
  let from = start
  while (spans.length > 0 && spans.at(-1)!.end > from) from = Math.min(from, spans.pop()!.start)
  spans.push({ start: from, end })
}
