/** Finds patterns that can match the same URL, and example URLs. The router must check the URLs, because the values are only examples. */

/** An escaped colon ("::"), or a parameter with its regular expression, which can have nested parentheses. */
const SPECIAL = /::|:[^:(\-./]+(?:\(((?:[^()]|\([^()]*\))*)\))?/g

/** A segment without parameters and wildcards; "::" is a colon. */
const TEXT = /^(?:[^:*]|::)*$/

/** A parameter that is a whole segment. */
const PARAMETER = /^:[^:(\-.]+$/

/** Whether a segment also matches all segments after it. A star in the name of a parameter is part of the name. */
function endsInStar (part: string): boolean {
  return part.replaceAll(SPECIAL, '').endsWith('*')
}

/** Values for a wildcard, one for each URL. The second one cannot match a parameter. */
const RESTS = ['1', 'a/a/a']

/** Returns example values for the regular expression of a parameter; '' stands for no expression. */
export type Values = (expression: string) => readonly string[]

function partsOf (pattern: string): string[] {
  return pattern.replace(/^\*/, '/*').split('/')
}

/** Returns the segments with and without a trailing slash, which the router may ignore. */
function spellingsOf (pattern: string): string[][] {
  return [pattern, ...(pattern.endsWith('/') ? [pattern.slice(0, -1)] : [])].map(partsOf)
}

/** Returns example URLs that both patterns may match. */
export function sharedUrls (one: string, other: string, values: Values): string[] {
  const left = partsOf(one)
  const right = partsOf(other)
  const pairs = Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [left[i], right[i]].filter((part) => part !== undefined))
  return RESTS.map((rest, round) => pairs.map((parts) => {
    const texts = parts.map((part) => ({ rank: rankOf(part), text: textOf(part, rest, round, values) }))
    return texts.sort((a, b) => a.rank - b.rank || b.text.length - a.text.length)[0]!.text
  }).join('/'))
}

/** Ranks a segment: the lower, the more specific. A less specific segment may match the same text. */
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

/** Finds the patterns that may match the same URL as another pattern, without comparing all pairs. */
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

  /** Returns the values of all such patterns. */
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
