/** Texts that are no serialized origin: what browsers send in their place, and whether that is allowed. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import { parseUrl } from '../browser/url.ts'
import { diagnose } from '../validate/origin-diagnosis.ts'
import { correctedOrigin, originOfHost } from '../validate/origin-fix.ts'

/** What a text has that no serialized origin has, by the id of the issue. */
const EXTRAS: ReadonlyMap<string, string> = new Map([
  ['origin-has-path', 'a path, be it "/"'],
  ['origin-has-query', 'a query'],
  ['origin-has-fragment', 'a fragment'],
  ['origin-has-userinfo', 'user info'],
  ['origin-has-upper-case', 'upper-case letters'],
  ['origin-has-default-port', 'the default port of its scheme'],
  ['origin-has-non-ascii-host', 'a host outside ASCII'],
  ['origin-has-non-canonical-ip', 'an IP address in a spelling that browsers never send'],
  ['origin-has-white-space', 'white space']
])

/**
 * The origin that was meant, where it is allowed; or that the text holds several, or what no pattern covers.
 *
 * @param text  no serialized origin
 * @param has   whether an origin is allowed
 */
export function spellingMiss (text: string, has: (origin: string) => boolean): CorsNearMiss[] {
  if (/[, ]/.test(text.trim())) {
    return [miss(text, null, 'several', `\`${text}\` is more than one origin, as a server joins several lines of \`Origin\`.`)]
  }
  if (isHttpOrigin(text)) {
    return [miss(text, null, 'characters', `\`${text}\` has a host that no pattern covers: a to z, 0 to 9, "-", "_" and dots only.`)]
  }
  if (!text.includes('://')) return withoutScheme(text, has)
  const meant = correctedOrigin(text.trim())
  if (meant === undefined || !has(meant)) return []
  const extra = EXTRAS.get(diagnose(text).id) ?? 'another spelling'
  return [miss(text, meant, 'spelling', `\`${meant}\` is allowed, and \`${text}\` is not: it has ${extra}, and no browser sends it.`)]
}

/** A host alone, with a port or a path or not. */
function withoutScheme (text: string, has: (origin: string) => boolean): CorsNearMiss[] {
  const meant = originOfHost(text.trim())
  if (meant === undefined || meant.includes('*')) return []
  const isAllowed = has(meant)
  // A word alone is hardly a host.
  if (!isAllowed && !/[.:]/.test(text)) return []
  return [miss(text, isAllowed ? meant : null, 'spelling', `\`${text}\` is no origin, and no browser sends it; did you mean \`${meant}\`?`)]
}

/** Browsers serialize hosts with more characters than the standard has: https://fetch.spec.whatwg.org/#origin-header */
function isHttpOrigin (text: string): boolean {
  if (!/^https?:/.test(text)) return false
  // Versions of the parser disagree about punycode, and agree about what else may be in a host.
  const plain = text.replaceAll('xn--', 'x')
  return parseUrl(plain)?.origin === plain
}

function miss (given: string, near: string | null, difference: Difference, words: string): CorsNearMiss {
  return { field: 'origins', given, near, differs: [difference], words }
}
