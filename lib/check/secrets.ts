/** The secrets that reports must not contain: headers of the user, and cookies of the server. */
import type { ServerResponse } from '../../types/browser.ts'
import { valuesOf } from '../browser/header-values.ts'
import { comparable, fullyDecoded } from './percent-decoding.ts'

/** A text to redact. */
export interface Secret {
  /** Ready for comparison. */
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
  for (const value of readingsOf(Object.entries(given).flatMap(([name, value]) => secretPartsOf(name, value)), 1)) add(value, value.length < LONG_LENGTH, value.length < MIN_LENGTH)
  for (const value of readingsOf(cookieWords(responses), MIN_LENGTH)) add(value, value.length < LONG_LENGTH, value.length < LONG_LENGTH)
  return [...secrets.values()]
}

/** The values that can be secret, as they are and percent-decoded, as servers decode cookies. */
function readingsOf (values: Iterable<string>, minLength: number): ReadonlySet<string> {
  const readings = [...values].flatMap(value => [value, fullyDecoded(value).text])
  return new Set(readings.filter(value => value.length >= minLength && canBeSecret(value)))
}

/** Whether a value can be secret. A space, also as "+", is not. */
function canBeSecret (value: string): boolean {
  return /[^\s+]/.test(value) && !PROTOCOL.has(value.toLowerCase())
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

/** The secret in each decoding: itself, and as base64 with padding, without padding and as base64url. The search decodes URLs. */
function formsOf (secret: string): ReadonlySet<string> {
  return new Set(decodingsOf(secret).flatMap(text => [text, ...base64Forms(text)]).map(comparable))
}

/**
 * The texts that a server may send for a secret, one character for each byte. The check sends each character as a byte. A server that
 * decodes the bytes as Latin-1 may send UTF-8, and one that decodes them as UTF-8 may send Latin-1. For bytes that are not UTF-8, it
 * sends replacement characters.
 */
function decodingsOf (secret: string): readonly string[] {
  if (isAscii(secret)) return [secret]
  const decoded = Buffer.from(secret, 'latin1').toString('utf8')
  return [secret, utf8Bytes(secret), decoded, utf8Bytes(decoded)].filter(isBytes)
}

function utf8Bytes (text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function base64Forms (text: string): readonly string[] {
  const bytes = Buffer.from(text, 'latin1')
  const base64 = bytes.toString('base64')
  return [base64, base64.replaceAll('=', ''), bytes.toString('base64url')]
}

/** Whether each character is a byte, as in all texts of servers. */
function isBytes (text: string): boolean {
  return /^[\0-\xff]*$/.test(text)
}

function isAscii (text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}
