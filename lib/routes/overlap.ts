/** Patterns that may match the same URL, and such a URL. Whether it is one is for the router to say: expressions are only tried. */

/** A colon, which is written twice, or a parameter with its expression, in which parentheses may hold others. */
const SPECIAL = /::|:[^:(\-./]+(?:\(((?:[^()]|\([^()]*\))*)\))?/g

/** A part of a path without parameter and star; a colon is written twice. */
const TEXT = /^(?:[^:*]|::)*$/

/** A parameter that is a whole part. A star behind it is a part of its name. */
const PARAMETER = /^:[^:(\-.]+$/

/** Whether a part also matches all that follows. */
function endsInStar (part: string): boolean {
  return part.endsWith('*') && !PARAMETER.test(part)
}

/** What stands for a star, in each URL: also so much that no parameter does. */
const RESTS = ['1', 'a/a/a']

/** Makes up values that the expression of a parameter accepts; '' stands for no expression. */
export type Values = (expression: string) => readonly string[]

function partsOf (pattern: string): string[] {
  return pattern.replace(/^\*/, '/*').split('/')
}

/** With and without a slash at the end, which the router may ignore. */
function spellingsOf (pattern: string): string[][] {
  return [pattern, ...(pattern.endsWith('/') ? [pattern.slice(0, -1)] : [])].map(partsOf)
}

/** Makes up URLs that both patterns may match. */
export function sharedUrls (one: string, other: string, values: Values): string[] {
  const left = partsOf(one)
  const right = partsOf(other)
  const pairs = Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [left[i], right[i]].filter((part) => part !== undefined))
  return RESTS.map((rest, round) => pairs.map((parts) => {
    const texts = parts.map((part) => ({ rank: rankOf(part), text: textOf(part, rest, round, values) }))
    return texts.sort((a, b) => a.rank - b.rank || b.text.length - a.text.length)[0]!.text
  }).join('/'))
}

/** The more specific part comes first: what it matches, the other may match too. */
function rankOf (part: string): number {
  if (TEXT.test(part)) return 0
  if (part === '*') return 4
  if (PARAMETER.test(part)) return 3
  return endsInStar(part) ? 1 : 2
}

function textOf (part: string, rest: string, round: number, values: Values): string {
  return part.replaceAll(SPECIAL, (special: string, expression = '') => {
    if (special === '::') return ':'
    const known = values(expression)
    return known[round % known.length] ?? ''
  }).replace('*', rest)
}

/** Finds the patterns that may match the same URL as another, without comparing each with each. */
export class PatternIndex<T> {
  readonly #texts = new Map<string, PatternIndex<T>>()
  readonly #parameters = new Map<string, PatternIndex<T>>()
  readonly #values: T[] = []

  add (pattern: string, value: T): void {
    for (const parts of spellingsOf(pattern)) {
      let index: PatternIndex<T> = this
      for (const part of parts) index = index.#child(part)
      index.#values.push(value)
    }
  }

  #child (part: string): PatternIndex<T> {
    const children = TEXT.test(part) ? this.#texts : this.#parameters
    const key = part.toLowerCase()
    let child = children.get(key)
    if (child === undefined) children.set(key, child = new PatternIndex())
    return child
  }

  /** What was added for such patterns. */
  overlapping (pattern: string): Set<T> {
    return new Set(spellingsOf(pattern).flatMap((parts) => [...this.#search(parts, 0)]))
  }

  * #search (parts: readonly string[], at: number): Generator<T> {
    const part = parts[at]
    if (part === undefined) {
      yield * this.#values
      return
    }
    if (endsInStar(part)) {
      yield * this.#all()
      return
    }
    for (const [key, child] of this.#parameters) yield * endsInStar(key) ? child.#values : child.#search(parts, at + 1)
    const same = this.#texts.get(part.toLowerCase())
    const texts = TEXT.test(part) ? same === undefined ? [] : [same] : this.#texts.values()
    for (const child of texts) yield * child.#search(parts, at + 1)
  }

  * #all (): Generator<T> {
    yield * this.#values
    for (const children of [this.#texts, this.#parameters]) for (const child of children.values()) yield * child.#all()
  }
}
