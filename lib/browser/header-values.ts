/** Reading header lists. Names are compared without regard to case, values as they are. */
import type { HeaderLine } from '../../types/browser.ts'
import { isToken } from '../standard/headers.ts'

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20

function isHttpWhitespace (c: number): boolean {
  return c === SPACE || c === TAB || c === LF || c === CR
}

/**
 * Without leading and trailing white space: https://fetch.spec.whatwg.org/#concept-header-value-normalize
 * What stands beyond the ends is NaN, which is no white space.
 */
export function normalizeValue (value: string): string {
  let start = 0
  let end = value.length
  while (isHttpWhitespace(value.charCodeAt(start))) start++
  while (isHttpWhitespace(value.charCodeAt(end - 1))) end--
  return value.slice(start, end)
}

/** Whether a page can give the line to `fetch()`: https://fetch.spec.whatwg.org/#headers-validate */
export function isHeaderLine ([name, value]: HeaderLine): boolean {
  const normalized = normalizeValue(value)
  for (let i = 0; i < normalized.length; i++) {
    const c = normalized.charCodeAt(i)
    if (c === 0 || c === LF || c === CR || c > 0xff) return false
  }
  return isToken(name)
}

/** Of lists that nobody can change: many questions are asked of one answer, and it may be long. */
const INDEXES = new WeakMap<readonly HeaderLine[], ReadonlyMap<string, readonly string[]>>()

/** Names in lower case, in order of their first lines → their values, normalized, in order. */
function indexOf (headers: readonly HeaderLine[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    const values = index.get(lower)
    if (values === undefined) index.set(lower, [normalizeValue(value)])
    else values.push(normalizeValue(value))
  }
  return index
}

/** The same, made once; undefined for a list that may change. */
function keptIndexOf (headers: readonly HeaderLine[]): ReadonlyMap<string, readonly string[]> | undefined {
  let index = INDEXES.get(headers)
  if (index === undefined && Object.isFrozen(headers) && headers.every(line => Object.isFrozen(line))) INDEXES.set(headers, index = indexOf(headers))
  return index
}

/** The values of a name, one per line, normalized, in order. */
export function valuesOf (headers: readonly HeaderLine[], name: string): readonly string[] {
  const lower = name.toLowerCase()
  const index = keptIndexOf(headers)
  if (index !== undefined) return index.get(lower) ?? []
  return headers.filter(line => line[0].toLowerCase() === lower).map(line => normalizeValue(line[1]))
}

/** All lines of a name as one value, or undefined: https://fetch.spec.whatwg.org/#concept-header-list-get */
export function getValue (headers: readonly HeaderLine[], name: string): string | undefined {
  const values = valuesOf(headers, name)
  return values.length === 0 ? undefined : values.join(', ')
}

/** One line per name, in order of their first lines; names in lower case. */
export function joinLines (headers: readonly HeaderLine[]): HeaderLine[] {
  return [...keptIndexOf(headers) ?? indexOf(headers)].map(([name, values]) => [name, values.join(', ')])
}

/**
 * The elements of a list of tokens over all lines of a name, as they are; empty elements are left out.
 * Undefined where the name is absent, `malformed` where any element of any line is no token.
 * https://fetch.spec.whatwg.org/#extract-header-list-values
 */
export function extractTokens (headers: readonly HeaderLine[], name: string): string[] | 'malformed' | undefined {
  const value = getValue(headers, name)
  if (value === undefined) return undefined
  const elements = value.split(',').map(normalizeValue).filter(element => element !== '')
  return elements.every(isToken) ? elements : 'malformed'
}

/**
 * The elements of a value at its commas, those within double quotes excepted; quotes stay, white space goes.
 * https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
 */
export function splitValue (value: string): string[] {
  if (!value.includes('"')) return value.split(',').map(normalizeValue)
  const elements: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < value.length; i++) {
    const char = value[i]
    // Within quotes a backslash takes the next character with it.
    if (quoted && char === '\\') i++
    else if (char === '"') quoted = !quoted
    else if (char === ',' && !quoted) {
      elements.push(normalizeValue(value.slice(start, i)))
      start = i + 1
    }
  }
  elements.push(normalizeValue(value.slice(start)))
  return elements
}
