/** Finds the origin pattern that an invalid one probably stands for. */
import { isLocalhostName, isLoopback, MAX_ORIGIN_LENGTH, parseOrigin } from '../standard/origin.ts'
import { isOriginPattern } from './origin-grammar.ts'
import { urlOrigin } from './origin-url.ts'

/**
 * Computes the pattern that a text with a scheme stands for. Uses the URL parser, and keeps the wildcards.
 * Undefined if the result is invalid.
 * https://url.spec.whatwg.org/#concept-url-origin
 */
export function correctedOrigin (text: string): string | undefined {
  const [, scheme = '', behind = ''] = /^([^:]*):\/\/(.*)$/s.exec(text) ?? []
  if (behind.includes(STAR)) return undefined
  const rest = behind.replace(/^[/\\]+/, '')
  const authorityEnd = rest.search(/[/?#\\]/)
  const authority = authorityEnd === -1 ? rest : rest.slice(0, authorityEnd)
  const anyPort = authority.endsWith(':*')
  const exact = (anyPort ? authority.slice(0, -2) : authority).replaceAll('*', STAR)
  const origin = /^https?$/i.test(scheme)
    ? urlOrigin(`${scheme}://${exact}`)
    : `${scheme}://${exact}`.toLowerCase()
  // Punycode moves the letters of a label, so no label that the star stands for would fit.
  if (origin === undefined || PUNYCODE_WITH_STAR.test(origin)) return undefined
  const pattern = `${origin.replaceAll(STAR, '*')}${anyPort ? ':*' : ''}`
  return isOriginPattern(pattern) ? pattern : undefined
}

/** Stands for a star in the URL parser: that of Chromium writes "%2A" for one. */
const STAR = 'x0star0x'

const PUNYCODE_WITH_STAR = /[/.]xn--[^./]*x0star0x/

/** Words for everything or nothing, and schemes: never meant as hosts. */
const NO_HOSTS: ReadonlySet<string> = new Set(['true', 'false', 'none', 'self', 'same-origin', 'same-site', 'any', 'all', 'http', 'https'])

/**
 * Computes the pattern that a text without a complete scheme stands for: a host with an optional port, path and incomplete
 * "://". The default scheme is https, but http for loopback hosts.
 */
export function originOfHost (text: string): string | undefined {
  const before = /^(?:https?(?::|\/\/:?)|:)?\/*/i.exec(text)![0]
  const rest = text.slice(before.length)
  const insecure = /^http[:/]/i.test(before)
  const isNamed = insecure || /^https/i.test(before)
  // Without a scheme, a text with "@" is an email address, and a number is a port, although the URL parser makes an address of it.
  if (!isNamed && (NO_HOSTS.has(rest.toLowerCase()) || rest.includes('@') || /^\d+(?:[/?#\\]|$)/.test(rest))) return undefined
  const host = isBareIPv6(rest) ? `[${rest}]` : rest
  const origin = correctedOrigin(`${insecure ? 'http' : 'https'}://${host}`)
  if (origin === undefined || isNamed) return origin
  const name = parseOrigin(origin.replace(':*', '').replace('*', 'a'))!.host
  return isLoopback(name) || isLocalhostName(name) ? correctedOrigin(`http://${host}`) : origin
}

/**
 * Computes the pattern that any text stands for, with or without surrounding white space and quotes; the text itself if it is
 * a pattern. Never `null`, which requires a flag.
 */
export function suggestOrigin (text: string): string | undefined {
  // After this check, texts are short, so no regular expression takes long.
  if (text.length > 2 * MAX_ORIGIN_LENGTH) return undefined
  const bare = withoutQuotes(text.trim())
  if (bare === 'null') return undefined
  if (isOriginPattern(bare)) return bare
  const meant = bare.indexOf('://') > 0 ? correctedOrigin(bare) : originOfHost(bare)
  // A caller of this function does not warn that an unescaped star widens access.
  return meant?.includes('*') === true && !bare.includes('*') ? undefined : meant
}

/** Removes surrounding quotes, angle brackets and the brackets of a JSON list. */
export function withoutQuotes (text: string): string {
  return text.replace(/^\[?["'`<]/, '').replace(/["'`>]\]?$/, '')
}

/** Whether a host with an optional port is an IPv6 address without its brackets. */
export function isBareIPv6 (text: string): boolean {
  return text.split(':').length > 2 && /^[\da-f:.]+$/i.test(text)
}
