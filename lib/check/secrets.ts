/** The secrets that reports must not contain: headers of the user, and cookies of the server. */
import type { ServerResponse } from '../../types/browser.ts'
import { valuesOf } from '../browser/header-values.ts'

/** A text to redact. */
export interface Secret {
  /** In lower case. */
  readonly text: string
  /** Whether texts of the check may contain it by chance, so that it is redacted only in texts of the server. */
  readonly isShort: boolean
  /** Whether texts of the server may contain it by chance, so that it is redacted only as a whole word. */
  readonly isWhole: boolean
}

/** Minimum length of values that no text contains by chance. */
const LONG = 8

/** Shorter values of the user are redacted only as whole words; shorter values of cookies only in their own header lines. */
const NOT_TINY = 4

/** Maximum number of words from cookies, of their characters, and of the characters that are read. */
const MOST_WORDS = 1000
const MOST_CHARACTERS = 32 * 1024
const MOST_READ = 256 * 1024

/** Words of the protocol, which reports need to show. */
const PROTOCOL: ReadonlySet<string> = new Set(['true', 'null', '*', 'http', 'https', 'origin', 'vary', 'get', 'head', 'post', 'put', 'patch', 'delete', 'options'])

/** @param given  the secret headers of the user */
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

/** Whether a value can be secret. */
function isTelling (value: string): boolean {
  return value !== '' && !PROTOCOL.has(value.toLowerCase())
}

function wordsOfHeader (name: string, value: string): readonly string[] {
  const words = wordsOf(value)
  if (!/^(?:proxy-)?authorization$/i.test(name)) return words
  // The name of the authentication scheme is not secret.
  const [, scheme, credentials] = /^(\S+)\s+(\S.*)$/.exec(value) ?? []
  if (scheme === undefined) return words
  const decoded = /^basic$/i.test(scheme) ? Buffer.from(credentials!, 'base64').toString('latin1') : ''
  const colon = decoded.indexOf(':')
  return [value, ...wordsOf(credentials!), decoded, decoded.slice(0, Math.max(colon, 0)), decoded.slice(colon + 1)]
}

/** A value, its words, and the parts after "=" and within quotes, such as tokens and cookies. */
function wordsOf (value: string): readonly string[] {
  const words = value.split(/[\s;,]+/)
  const behind = words.map(word => word.slice(word.indexOf('=') + 1))
  return [value, ...words, ...behind, ...behind.map(word => word.replaceAll('"', ''))]
}

/** Words of the values of cookies, within the limits. */
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

/** The unique `Set-Cookie` values. */
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

/** The secret itself, URL-encoded, and as base64 with padding, without padding and as base64url. Each character is a byte. */
function formsOf (secret: string): readonly string[] {
  const base64 = Buffer.from(secret, 'latin1').toString('base64')
  return [secret, encodeURIComponent(secret), encodeURI(secret), base64, base64.replaceAll('=', ''), Buffer.from(secret, 'latin1').toString('base64url')].map(lowerCase)
}

/** Converts only ASCII letters, so that the length of the text does not change. */
export function lowerCase (text: string): string {
  return text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase())
}
