/** Reads header lists. Names are compared case-insensitively. */
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
 * Removes leading and trailing white space: https://fetch.spec.whatwg.org/#concept-header-value-normalize
 * The loops end because `charCodeAt` returns NaN beyond the ends.
 */
export function normalizeValue (value: string): string {
  let start = 0
  let end = value.length
  while (isHttpWhitespace(value.charCodeAt(start))) start++
  while (isHttpWhitespace(value.charCodeAt(end - 1))) end--
  return value.slice(start, end)
}

/** Whether a page can pass the line to `fetch()`: https://fetch.spec.whatwg.org/#headers-validate */
export function isHeaderLine ([name, value]: HeaderLine): boolean {
  const normalized = normalizeValue(value)
  for (let i = 0; i < normalized.length; i++) {
    const c = normalized.charCodeAt(i)
    if (c === 0 || c === LF || c === CR || c > 0xff) return false
  }
  return isToken(name)
}

/** Cache for frozen lists, because a long response may be read many times. */
const INDEXES = new WeakMap<readonly HeaderLine[], ReadonlyMap<string, readonly string[]>>()

/** Maps names (lower case, in order of their first lines) to their normalized values in order. */
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

/** The cached index. Undefined for a list that is not frozen. */
function cachedIndexOf (headers: readonly HeaderLine[]): ReadonlyMap<string, readonly string[]> | undefined {
  let index = INDEXES.get(headers)
  if (index === undefined && Object.isFrozen(headers) && headers.every(line => Object.isFrozen(line))) {
    INDEXES.set(headers, index = indexOf(headers))
  }
  return index
}

/** The normalized values of a name, one per line, in order. */
export function valuesOf (headers: readonly HeaderLine[], name: string): readonly string[] {
  const lower = name.toLowerCase()
  const index = cachedIndexOf(headers)
  if (index !== undefined) return index.get(lower) ?? []
  return headers.filter(line => line[0].toLowerCase() === lower).map(line => normalizeValue(line[1]))
}

/** All lines of a name as one value. Otherwise undefined: https://fetch.spec.whatwg.org/#concept-header-list-get */
export function getValue (headers: readonly HeaderLine[], name: string): string | undefined {
  const values = valuesOf(headers, name)
  return values.length === 0 ? undefined : values.join(', ')
}

/** Joins the lines of each name. Names are lower case, in order of their first lines. */
export function joinLines (headers: readonly HeaderLine[]): HeaderLine[] {
  return [...cachedIndexOf(headers) ?? indexOf(headers)].map(([name, values]) => [name, values.join(', ')])
}

/** The elements of a list, without empty ones. */
export function listElements (value: string): string[] {
  return value.split(',').map(normalizeValue).filter(element => element !== '')
}

/**
 * The elements of a list of tokens over all lines of a name. Empty elements are skipped.
 * Undefined if the name is absent. `malformed` if any element is not a token.
 * https://fetch.spec.whatwg.org/#extract-header-list-values
 */
export function extractTokens (headers: readonly HeaderLine[], name: string): string[] | 'malformed' | undefined {
  const value = getValue(headers, name)
  if (value === undefined) return undefined
  const elements = listElements(value)
  return elements.every(isToken) ? elements : 'malformed'
}

/**
 * Splits a value at its commas, except in double quotes. Keeps quotes and removes white space.
 * https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
 */
export function splitValue (value: string): string[] {
  const elements: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < value.length; i++) {
    const char = value[i]
    // In quotes, a backslash escapes the next character.
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

/** Whether the response allows credentials: https://fetch.spec.whatwg.org/#http-access-control-allow-credentials */
export function responseAllowsCredentials (headers: readonly HeaderLine[]): boolean {
  return getValue(headers, 'access-control-allow-credentials') === 'true'
}

/** Whether `Access-Control-Allow-Origin` is exactly this value: https://fetch.spec.whatwg.org/#http-access-control-allow-origin */
export function responseAllowsOrigin (headers: readonly HeaderLine[], origin: string): boolean {
  return getValue(headers, 'access-control-allow-origin') === origin
}
