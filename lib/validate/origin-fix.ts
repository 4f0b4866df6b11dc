/** The origin pattern that was probably meant. */
import { isLocalhostName, isLoopback, MAX_ORIGIN_LENGTH, parseOrigin } from '../standard/origin.ts'
import { isOriginPattern } from './origin-grammar.ts'
import { urlOrigin } from './origin-url.ts'

/**
 * Computes the pattern that a text with a scheme stands for, by the parser of URLs, with its wildcards carried over.
 * Undefined where there is none, and where it is what was given.
 * https://url.spec.whatwg.org/#concept-url-origin
 */
export function correctedOrigin (text: string, given = text): string | undefined {
  const [, scheme = '', behind = ''] = /^([^:]*):\/\/(.*)$/s.exec(text) ?? []
  const wildcard = /^[/\\]*\*\./.test(behind) ? '*.' : ''
  const rest = behind.replace(/^[/\\]+/, '').slice(wildcard.length)
  const authorityEnd = rest.search(/[/?#\\]/)
  const authority = authorityEnd === -1 ? rest : rest.slice(0, authorityEnd)
  const anyPort = authority.endsWith(':*')
  const exact = anyPort ? authority.slice(0, -2) : authority
  const origin = /^https?$/i.test(scheme)
    ? urlOrigin(`${scheme}://${exact}`)
    : `${scheme}://${exact}`.toLowerCase()
  if (origin === undefined) return undefined
  const at = origin.indexOf('://') + 3
  return valid(`${origin.slice(0, at)}${wildcard}${origin.slice(at)}${anyPort ? ':*' : ''}`, given)
}

/** What people write for everything or nothing, and schemes alone: no host that anyone means. */
const NO_HOSTS: ReadonlySet<string> = new Set(['true', 'false', 'none', 'self', 'any', 'all', 'http', 'https'])

/**
 * Computes the pattern that a text without a scheme stands for: a host, with a port or a path or not, with half of "://"
 * before it or not. Its scheme is https where none is named, but http for the own machine.
 */
export function originOfHost (text: string): string | undefined {
  const before = /^(?:https?(?::|\/\/:?)|:)?\/*/i.exec(text)![0]
  const rest = text.slice(before.length)
  const insecure = /^http[:/]/i.test(before)
  const isNamed = insecure || /^https/i.test(before)
  // Without a scheme it is an address of mail.
  if (!isNamed && (NO_HOSTS.has(rest.toLowerCase()) || rest.includes('@'))) return undefined
  const host = isBareIPv6(rest) ? `[${rest}]` : rest
  const origin = correctedOrigin(`${insecure ? 'http' : 'https'}://${host}`, text)
  if (origin === undefined || isNamed) return origin
  const name = parseOrigin(origin.replace('*.', '').replace(':*', ''))!.host
  return isLoopback(name) || isLocalhostName(name) ? correctedOrigin(`http://${host}`, text) : origin
}

/**
 * Computes the pattern that any text stands for, white space and quotes around it or not; that text itself if it is one.
 * Never `null`, which takes a flag.
 */
export function suggestOrigin (text: string): string | undefined {
  // Behind this line texts are short, so that no expression can take long over one.
  if (text.length > 2 * MAX_ORIGIN_LENGTH) return undefined
  const bare = withoutQuotes(text.trim())
  if (bare === 'null') return undefined
  if (isOriginPattern(bare)) return bare
  const meant = bare.indexOf('://') > 0 ? correctedOrigin(bare) : originOfHost(bare)
  // Here is no room to say that a star which was none before widens access.
  return meant?.includes('*') === true && !bare.includes('*') ? undefined : meant
}

/** The same text without quotes, angle brackets or the brackets of a JSON list around it. */
export function withoutQuotes (text: string): string {
  return text.replace(/^\[?["'`<]/, '').replace(/["'`>]\]?$/, '')
}

/** Whether a text, otherwise a host and a port, is an IPv6 address without its brackets. */
export function isBareIPv6 (text: string): boolean {
  return text.split(':').length > 2 && /^[\da-f:.]+$/i.test(text)
}

function valid (pattern: string, given: string): string | undefined {
  return pattern !== given && isOriginPattern(pattern) ? pattern : undefined
}
