/** What nobody but user and server may know: the headers that the user gave, and the cookies that the server sets. */
import type { ServerResponse } from '../../types/browser.ts'
import { valuesOf } from '../browser/header-values.ts'

/** A text to look for. */
export interface Secret {
  /** In lower case. */
  readonly text: string
  /** Whether our own words may have it by chance, so that it is only taken out of what the server says. */
  readonly isShort: boolean
  /** Whether what the server says may have it by chance as a part of a longer word, which then stays. */
  readonly isWhole: boolean
}

/** Characters from which on nothing has a value by chance. */
const LONG = 8

/** Shorter values of the user are looked for as whole words, and shorter ones of cookies not at all beyond their own lines. */
const NOT_TINY = 4

/** How many words of cookies are looked for, how many characters they may have together, and of how many they are taken. */
const MOST_WORDS = 1000
const MOST_CHARACTERS = 32 * 1024
const MOST_READ = 256 * 1024

/** What every answer may say, and no report can do without. */
const PROTOCOL: ReadonlySet<string> = new Set(['true', 'null', '*', 'http', 'https', 'origin', 'vary', 'get', 'head', 'post', 'put', 'patch', 'delete', 'options'])

/** @param given  header lines of the user, as far as they are secret */
export function secretsOf (given: Readonly<Record<string, string>>, answers: Iterable<ServerResponse>): readonly Secret[] {
  const secrets = new Map<string, Secret>()
  const add = (value: string, isShort: boolean, isWhole: boolean): void => {
    for (const text of formsOf(value)) {
      const before = secrets.get(text)
      secrets.set(text, { text, isShort: isShort && (before?.isShort ?? true), isWhole: isWhole && (before?.isWhole ?? true) })
    }
  }
  for (const value of Object.entries(given).flatMap(([name, value]) => wordsOfHeader(name, value)).filter(isTelling)) add(value, value.length < LONG, value.length < NOT_TINY)
  for (const value of cookieWords(answers)) add(value, value.length < LONG, value.length < LONG)
  return [...secrets.values()]
}

/** Whether there is something to keep from others. */
function isTelling (value: string): boolean {
  return value !== '' && !PROTOCOL.has(value.toLowerCase())
}

function wordsOfHeader (name: string, value: string): readonly string[] {
  const words = wordsOf(value)
  if (!/^(?:proxy-)?authorization$/i.test(name)) return words
  // The name of a scheme is known to everybody.
  const [, scheme, credentials] = /^(\S+)\s+(\S.*)$/.exec(value) ?? []
  if (scheme === undefined) return words
  const decoded = /^basic$/i.test(scheme) ? Buffer.from(credentials!, 'base64').toString('latin1') : ''
  const colon = decoded.indexOf(':')
  return [value, ...wordsOf(credentials!), decoded, decoded.slice(0, Math.max(colon, 0)), decoded.slice(colon + 1)]
}

/** A value, its words, and what stands behind a "=" and in quotes: tokens, cookies. */
function wordsOf (value: string): readonly string[] {
  const words = value.split(/[\s;,]+/)
  const behind = words.map(word => word.slice(word.indexOf('=') + 1))
  return [value, ...words, ...behind, ...behind.map(word => word.replaceAll('"', ''))]
}

/** Words of cookies' values, as far as there is room for them. */
function cookieWords (answers: Iterable<ServerResponse>): ReadonlySet<string> {
  const words = new Set<string>()
  let [toRead, left] = [MOST_READ, MOST_CHARACTERS]
  for (const line of cookieLines(answers)) {
    const pair = line.split(';', 1)[0]!
    toRead -= pair.length
    if (toRead < 0) break
    for (const word of wordsOf(pair.slice(pair.indexOf('=') + 1))) {
      if (word.length < NOT_TINY || !isTelling(word) || words.has(word)) continue
      left -= word.length
      if (left < 0 || words.size === MOST_WORDS) return words
      words.add(word)
    }
  }
  return words
}

/** Each of them once. */
function * cookieLines (answers: Iterable<ServerResponse>): Iterable<string> {
  const lines = new Set<string>()
  for (const { headers } of answers) {
    for (const line of [...valuesOf(headers, 'set-cookie'), ...valuesOf(headers, 'set-cookie2')]) {
      if (lines.has(line)) continue
      lines.add(line)
      yield line
    }
  }
}

/** As it is, in URLs, and in base64 with the padding, without, and in that of URLs. A character is a byte, as headers have it. */
function formsOf (secret: string): readonly string[] {
  const base64 = Buffer.from(secret, 'latin1').toString('base64')
  return [secret, encodeURIComponent(secret), encodeURI(secret), base64, base64.replaceAll('=', ''), Buffer.from(secret, 'latin1').toString('base64url')].map(lowerCase)
}

/** Of ASCII alone, so that no text becomes longer. */
export function lowerCase (text: string): string {
  return text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase())
}
