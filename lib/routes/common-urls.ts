/** URLs that two patterns have in common. */

/** Stand for the values of parameters, one in each URL. */
const VALUES = ['1', 'a']

/** A parameter with its expression, in which parentheses may hold others. */
const PARAMETER = /:[^:(\-./]+(?:\((?:[^()]|\([^()]*\))*\))?/g

/** A part of a path without parameter and star; a colon is written twice. */
const TEXT = /^(?:[^:*]|::)*$/

/** Makes up URLs that both patterns may match. Whether they do is for the router to say: expressions may refuse the values. */
export function commonUrls (one: string, other: string): string[] {
  const left = one.split('/')
  const right = other.split('/')
  const length = Math.max(left.length, right.length)
  if (left.length !== right.length && !one.endsWith('*') && !other.endsWith('*')) return []
  const pairs = Array.from({ length }, (_, i) => [left[i], right[i]].filter((part) => part !== undefined))
  if (pairs.some(differ)) return []
  return VALUES.map((value) => pairs.map((parts) => textOf(parts, value)).join('/'))
}

function differ ([one, other]: readonly string[]): boolean {
  return one !== undefined && other !== undefined && TEXT.test(one) && TEXT.test(other) && one.toLowerCase() !== other.toLowerCase()
}

/** A text where there is one; else what has most parameters, and a star where there is nothing else. */
function textOf (parts: readonly string[], value: string): string {
  const texts = parts.map((part) => ({
    rank: TEXT.test(part) ? 0 : part.endsWith('*') ? 2 : 1,
    text: part.replaceAll(PARAMETER, value).replaceAll('::', ':').replace('*', value)
  }))
  return texts.sort((a, b) => a.rank - b.rank || b.text.length - a.text.length)[0]!.text
}
