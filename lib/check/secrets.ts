/** What nobody but user and server may know → out of the findings. Probes see all of it, and reports nothing. */
import type { CheckExchange, CheckFinding, CheckOptions } from '../../types/check.ts'
import { REDACTED, redactSetCookie } from './set-cookie.ts'

/** Shorter ones are words, and taking them out of texts would only say what they are. */
const SHORTEST = 8

/** The values of cookies that the server sets, and whatever it sends back of what the user gave. */
export function withoutSecrets (
  findings: readonly CheckFinding[], exchanges: readonly CheckExchange[], { headers = {} }: CheckOptions
): readonly CheckFinding[] {
  const cookies = exchanges.flatMap(({ answer }) => answer?.headers ?? []).filter(([name]) => isCookie(name)).map(([, value]) => value.split(';', 1)[0]!)
  const given = Object.values(headers)
  const secrets = [...given, ...[...given, ...cookies].flatMap(partsOf)].filter(text => text.length >= SHORTEST)
  // The longest first: one may be a part of another.
  const sorted = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length)
  return findings.map(finding => {
    // The rest is our own.
    const { subject, message, expected, seen, exchanges: shownBy } = finding
    return { ...finding, ...redacted({ subject, message, expected, seen, exchanges: shownBy }, sorted) as object }
  })
}

/** The words of a value, and what stands behind a "=": tokens, cookies. */
function partsOf (value: string): readonly string[] {
  return value.split(/[\s;,]+/).flatMap(word => [word, word.slice(word.indexOf('=') + 1)])
}

/** As it is, in URLs, and in base64 with the padding, without, and in that of URLs; in lower case. A character is a byte, as headers have it. */
function formsOf (secret: string): readonly string[] {
  const base64 = Buffer.from(secret, 'latin1').toString('base64')
  return [secret, encodeURIComponent(secret), encodeURI(secret), base64, base64.replaceAll('=', ''), Buffer.from(secret, 'latin1').toString('base64url')].map(lowerCase)
}

/** Of ASCII alone, so that no text becomes longer. */
function lowerCase (text: string): string {
  return text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase())
}

/** A text without what secrets there are in it, in any case. */
function withoutThem (text: string, secrets: readonly string[]): string {
  const lower = lowerCase(text)
  return secrets.filter(secret => lower.includes(secret)).reduce(without, text)
}

function without (text: string, secret: string): string {
  const parts: string[] = []
  const lower = lowerCase(text)
  let from = 0
  for (let at = lower.indexOf(secret); at !== -1; at = lower.indexOf(secret, from)) {
    parts.push(text.slice(from, at))
    from = at + secret.length
  }
  return [...parts, text.slice(from)].join(REDACTED)
}

/** The same data with other texts in it. */
function redacted (value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return withoutCookie(withoutThem(value, secrets))
  if (isCookieLine(value)) return [value[0], redactSetCookie(value[1])]
  if (Array.isArray(value)) return value.map(item => redacted(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, secrets)]))
}

function isCookie (name: string): boolean {
  return /^set-cookie2?$/i.test(name)
}

function isCookieLine (value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isCookie(value[0]) && typeof value[1] === 'string'
}

/** A line of a text that shows an answer. */
function withoutCookie (text: string): string {
  return text.replace(/^(set-cookie2?:)(.*)$/i, (_line, name: string, value: string) => `${name}${redactSetCookie(value)}`)
}
