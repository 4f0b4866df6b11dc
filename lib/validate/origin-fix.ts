/** The origin pattern that was probably meant. */
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import { isOriginPattern } from './origin-grammar.ts'

/**
 * Computes the pattern that a text with a scheme stands for, by the parser of URLs, with its wildcards carried over.
 * Undefined where there is none, and where it is what was given.
 * https://url.spec.whatwg.org/#concept-url-origin
 */
export function correctedOrigin (text: string, given = text): string | undefined {
  const [, scheme = '', wildcard = '', rest = ''] = /^([^:]*):\/\/(\*\.)?(.*)$/s.exec(text) ?? []
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

/**
 * Computes the pattern that a host, with a port or a path or not, stands for: https, but http for the own machine.
 */
export function originOfHost (text: string): string | undefined {
  const https = correctedOrigin(`https://${text}`, text)
  if (https === undefined) return undefined
  const host = new URL(https.replace('*.', '').replace(':*', '')).hostname
  if (!isLoopback(host) && !isLocalhostName(host)) return https
  return correctedOrigin(`http://${text}`, text)
}

function valid (pattern: string, given: string): string | undefined {
  return pattern !== given && isOriginPattern(pattern) ? pattern : undefined
}

function urlOrigin (text: string): string | undefined {
  // The parser drops these inside a text, where dropping them is a guess.
  if (/[\t\n\r]/.test(text)) return undefined
  try {
    return new URL(text).origin
  } catch {
    return undefined
  }
}
