/** The headers of a response that a page can read: https://fetch.spec.whatwg.org/#concept-filtered-response-cors */
import type { CredentialsMode, HeaderLine, ResponseTainting } from '../../types/browser.ts'
import { isForbiddenResponseHeaderName, isSafelistedResponseHeaderName } from '../standard/headers.ts'
import { extractTokens, joinLines } from './header-values.ts'

/** Whether a page can read the header with this name in a cross-origin response. */
function isExposed (name: string, exposed: ReadonlySet<string>, everything: boolean): boolean {
  if (isForbiddenResponseHeaderName(name)) return false
  return everything || isSafelistedResponseHeaderName(name) || exposed.has(name)
}

/**
 * The headers that a page can read: sorted lower-case names, the lines of one name joined with ", ".
 * With credentials, "*" exposes only a header with that name. One malformed element limits the list to the
 * CORS-safelisted response-header names.
 */
export function readableHeaders (
  headers: readonly HeaderLine[], credentials: CredentialsMode, tainting: ResponseTainting
): readonly HeaderLine[] {
  if (tainting === 'opaque') return Object.freeze([])
  const listed = extractTokens(headers, 'access-control-expose-headers')
  const exposed = new Set(Array.isArray(listed) ? listed.map(name => name.toLowerCase()) : [])
  const everything = tainting === 'basic' || (credentials !== 'include' && exposed.has('*'))
  const readable = joinLines(headers).filter(([name]) => isExposed(name, exposed, everything))
  return Object.freeze(readable.sort(([a], [b]) => a < b ? -1 : 1).map(line => Object.freeze(line)))
}
