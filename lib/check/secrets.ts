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
const LONG_LENGTH = 8

/** Shorter values of the user are redacted only as whole words; shorter values of cookies only in their own header lines. */
const MIN_LENGTH = 4

/** Maximum number of words from cookies, of their characters, and of the characters that are read. */
const MAX_WORDS = 1000
const MAX_CHARACTERS = 32 * 1024
const MAX_READ = 256 * 1024

/** Words of the protocol, which reports need to show. */
const PROTOCOL: ReadonlySet<string> = new Set(['true', 'null', '*', 'http', 'https', 'origin', 'vary', 'get', 'head', 'post', 'put', 'patch', 'delete', 'options'])

/** @param given  the secret headers of the user */
export function secretsOf (given: Readonly<Record<string, string>>, responses: Iterable<ServerResponse>): readonly Secret[] {
  const secrets = new Map<string, Secret>()
  const add = (value: string, isShort: boolean, isWhole: boolean): void => {
    for (const text of formsOf(value)) {
      const before = secrets.get(text)
      secrets.set(text, { text, isShort: isShort && (before?.isShort ?? true), isWhole: isWhole && (before?.isWhole ?? true) })
    }
  }
  for (const value of Object.entries(given).flatMap(([name, value]) => secretPartsOf(name, value)).filter(canBeSecret)) add(value, value.length < LONG_LENGTH, value.length < MIN_LENGTH)
  for (const value of cookieWords(responses)) add(value, value.length < LONG_LENGTH, value.length < LONG_LENGTH)
  return [...secrets.values()]
}

/** Whether a value can be secret. */
function canBeSecret (value: string): boolean {
  return value !== '' && !PROTOCOL.has(value.toLowerCase())
}

function secretPartsOf (name: string, value: string): readonly string[] {
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
  const afterEquals = words.map(word => word.slice(word.indexOf('=') + 1))
  return [value, ...words, ...afterEquals, ...afterEquals.map(word => word.replaceAll('"', ''))]
}

/** Words of the values of cookies, within the limits. */
function cookieWords (responses: Iterable<ServerResponse>): ReadonlySet<string> {
  const words = new Set<string>()
  let [toRead, left] = [MAX_READ, MAX_CHARACTERS]
  for (const line of cookieLines(responses)) {
    const pair = line.split(';', 1)[0]!
    toRead -= pair.length
    if (toRead < 0) break
    for (const word of wordsOf(pair.slice(pair.indexOf('=') + 1))) {
      if (word.length < MIN_LENGTH || !canBeSecret(word) || words.has(word)) continue
      left -= word.length
      if (left < 0 || words.size === MAX_WORDS) return words
      words.add(word)
    }
  }
  return words
}

/** The unique `Set-Cookie` values. */
function * cookieLines (responses: Iterable<ServerResponse>): Iterable<string> {
  const lines = new Set<string>()
  for (const { headers } of responses) {
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
