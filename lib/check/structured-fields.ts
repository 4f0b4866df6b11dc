/** Dictionaries of structured fields: https://www.rfc-editor.org/rfc/rfc9651.html#section-4.2.2 */

const KEY = /[a-z*][a-z\d_\-.*]*/y
const ITEM = /-?\d{1,15}(?:\.\d{1,3})?|[a-z*][\w!#$%&'*+\-.^`|~:/]*|"(?:[\x20!#-[\]-~]|\\["\\])*"|\?[01]|:[a-z\d+/=]*:/iy
const SPACES = / */y
const BLANKS = /[ \t]*/y

/** Returns the keys of a dictionary in order; undefined if the value is malformed. */
export function dictionaryKeys (value: string): readonly string[] | undefined {
  const text = value.trim()
  const keys: string[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  const takes = (char: string): boolean => {
    if (text[at] !== char) return false
    at++
    return true
  }
  const parameters = (): boolean => {
    while (takes(';')) {
      take(SPACES)
      if (take(KEY) === undefined || (takes('=') && take(ITEM) === undefined)) return false
    }
    return true
  }
  const innerList = (): boolean => {
    for (;;) {
      const isApart = take(SPACES) !== '' || text[at - 1] === '('
      if (takes(')')) return parameters()
      if (!isApart || take(ITEM) === undefined || !parameters()) return false
    }
  }
  const member = (): boolean => {
    if (!takes('=')) return parameters()
    return takes('(') ? innerList() : take(ITEM) !== undefined && parameters()
  }
  while (at < text.length) {
    const key = take(KEY)
    if (key === undefined || !member()) return undefined
    keys.push(key)
    take(BLANKS)
    if (at === text.length) return keys
    if (!takes(',')) return undefined
    take(BLANKS)
  }
  // A trailing comma is not allowed.
  return text === '' ? [] : undefined
}
