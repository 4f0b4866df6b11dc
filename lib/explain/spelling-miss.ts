/** Handles texts that are not serialized origins: finds what browsers send instead and whether it is allowed. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import { parseUrl } from '../browser/url.ts'
import { diagnose } from '../validate/origin-diagnosis.ts'
import { correctedOrigin, originOfHost } from '../validate/origin-fix.ts'

/** Issue → what the text has that serialized origins do not have. */
const EXTRAS: ReadonlyMap<string, string> = new Map([
  ['origin-has-path', 'a path (even "/" is a path)'],
  ['origin-has-query', 'a query'],
  ['origin-has-fragment', 'a fragment'],
  ['origin-has-userinfo', 'user info'],
  ['origin-has-upper-case', 'upper-case letters'],
  ['origin-has-default-port', 'the default port of its scheme'],
  ['origin-has-non-ascii-host', 'non-ASCII characters in its host'],
  ['origin-has-non-canonical-ip', 'an IP address in a non-canonical form'],
  ['origin-has-white-space', 'white space']
])

/** The number of origins in one text that are looked up. */
const MAX_PARTS = 8

/**
 * Finds the intended origin, if it is allowed. Otherwise detects several origins and unsupported characters.
 *
 * @param text  not a serialized origin
 * @param has   whether an origin is allowed
 */
export function spellingMiss (text: string, has: (origin: string) => boolean): CorsNearMiss[] {
  if (/[, ]/.test(text.trim())) {
    const listed = text.split(/[, ]+/, MAX_PARTS).find(has) ?? null
    return [miss(text, listed, 'several', `\`${text}\` contains more than one origin. A browser sends one. A client or a proxy has sent \`Origin\` several times, and the server has joined the values: send it once.`)]
  }
  if (isHttpOrigin(text)) {
    return [miss(text, null, 'characters', `The host of \`${text}\` has characters that patterns do not support. Only a to z, 0 to 9, ` +
      '"-", "_" and dots are supported.')]
  }
  if (!text.includes('://')) return withoutScheme(text, has)
  const meant = correctedOrigin(text.trim())
  if (meant === undefined || !has(meant)) return []
  const extra = EXTRAS.get(diagnose(text).id) ?? 'a different spelling'
  return [miss(text, meant, 'spelling', `\`${meant}\` is allowed, but \`${text}\` is not. It has ${extra}, and browsers never send it.`)]
}

/** Handles a host without a scheme, optionally with a port or a path. */
function withoutScheme (text: string, has: (origin: string) => boolean): CorsNearMiss[] {
  const meant = originOfHost(text.trim())
  if (meant === undefined || meant.includes('*')) return []
  const isAllowed = has(meant)
  // A single word is probably not a host.
  if (!isAllowed && !/[.:]/.test(text)) return []
  return [miss(text, isAllowed ? meant : null, 'spelling', `\`${text}\` is not an origin, and browsers never send it. Did you mean ` +
    `\`${meant}\`?`)]
}

/** Browsers serialize hosts with more characters than the standard allows: https://fetch.spec.whatwg.org/#origin-header */
function isHttpOrigin (text: string): boolean {
  if (!/^https?:/.test(text)) return false
  // Versions of the parser disagree about Punycode, but agree about other characters.
  const plain = text.replaceAll('xn--', 'x')
  return parseUrl(plain)?.origin === plain
}

function miss (given: string, near: string | null, difference: Difference, message: string): CorsNearMiss {
  return { field: 'origins', given, near, differs: [difference], message }
}
