/** Patterns of one label with a "*" inside → a set with lookups in bounded time, independent of the number of patterns. */
import { MAX_LABEL_LENGTH } from '../standard/origin.ts'

/** A tree of texts, character by character. */
interface Tree {
  readonly next: Map<number, Tree>
  /** At the end of a text before the "*": the texts after it, from the last character to the first. */
  after: Tree | undefined
  /** At the end of a text after the "*": the whole pattern. */
  pattern: string | undefined
}

/** Walks at most two trees, which are as deep as a label is long. */
export class LabelPatterns {
  readonly #before = tree()

  /** @param pattern  what the lookups return for this label */
  add (before: string, after: string, pattern: string): void {
    let node = this.#before
    for (let i = 0; i < before.length; i++) node = grown(node, before.charCodeAt(i))
    node.after ??= tree()
    node = node.after
    for (let i = after.length - 1; i >= 0; i--) node = grown(node, after.charCodeAt(i))
    node.pattern ??= pattern
  }

  /** Returns a pattern that covers the label from `start` to `end`. One or more of `[a-z0-9-]` stand for the "*". */
  find (text: string, start: number, end: number): string | undefined {
    if (end - start > MAX_LABEL_LENGTH || text.charCodeAt(start) === HYPHEN || text.charCodeAt(end - 1) === HYPHEN) return undefined
    let node: Tree | undefined = this.#before
    for (let i = start; node !== undefined && i < end; i++) {
      const found = node.after === undefined ? undefined : findEnding(node.after, text, i, i + 1, end)
      if (found !== undefined) return found
      node = node.next.get(text.charCodeAt(i))
    }
    return undefined
  }

  /** Whether a pattern has a longer text before its "*" that begins with this one. */
  hasLongerBefore (before: string): boolean {
    let node: Tree | undefined = this.#before
    for (let i = 0; node !== undefined && i < before.length; i++) node = node.next.get(before.charCodeAt(i))
    return node !== undefined && node.next.size > 0
  }

  /** Returns a pattern that covers all labels of a pattern with these texts around its "*": that pattern itself only as the last. */
  findCover (before: string, after: string): string | undefined {
    const text = before + after
    let node: Tree | undefined = this.#before
    for (let i = 0; node !== undefined && i <= before.length; i++) {
      const found = node.after === undefined ? undefined : findEnding(node.after, text, i, before.length, text.length)
      if (found !== undefined) return found
      node = node.next.get(before.charCodeAt(i))
    }
    return undefined
  }
}

const HYPHEN = 0x2d

function tree (): Tree {
  return { next: new Map(), after: undefined, pattern: undefined }
}

function grown (node: Tree, char: number): Tree {
  let child = node.next.get(char)
  if (child === undefined) node.next.set(char, child = tree())
  return child
}

/**
 * Finds a text of the tree at the end of a label, so that only `[a-z0-9-]` is left between `start` and that text.
 *
 * @param least  the first index at which the text of the tree can start
 */
function findEnding (after: Tree, text: string, start: number, least: number, end: number): string | undefined {
  let firstOther = start
  while (firstOther < end && isInStar(text.charCodeAt(firstOther))) firstOther++
  let node: Tree | undefined = after
  for (let i = end; node !== undefined && i >= least; i--) {
    if (node.pattern !== undefined && i <= firstOther) return node.pattern
    node = node.next.get(text.charCodeAt(i - 1))
  }
  return undefined
}

function isInStar (c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === HYPHEN
}
