/** The headers of a response that a page can read: https://fetch.spec.whatwg.org/#concept-filtered-response-cors */
import type { CredentialsMode, HeaderLine, PageRequest, ResponseTainting } from '../../types/browser.ts'
import { isForbiddenResponseHeaderName, isSafelistedResponseHeaderName, isToken } from '../standard/headers.ts'
import { shownLines } from './empty-lines.ts'
import type { EngineFacts } from './engines.ts'
import { extractTokens, getValue, joinLines, listElements } from './header-values.ts'

/** What determines what a page can read of a response. */
export interface ReadingRequest {
  /** Default: `same-origin`. */
  readonly credentials?: CredentialsMode | undefined
  /** Default: `fetch`. */
  readonly api?: PageRequest['api']
}

const EXPOSE = 'access-control-expose-headers'

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
  headers: readonly HeaderLine[], request: ReadingRequest, tainting: ResponseTainting, facts: EngineFacts
): readonly HeaderLine[] {
  if (tainting === 'opaque') return Object.freeze([])
  const listed = extractTokens(headers, EXPOSE)
  const exposed = new Set(Array.isArray(listed) ? listed.map(name => name.toLowerCase()) : [])
  const withCredentials = request.credentials === 'include'
  const everything = tainting === 'basic' ||
    (!withCredentials && (exposed.has('*') || (listed === 'malformed' && exposesAll(headers, request, facts))))
  if (withCredentials && exposed.has('*') && facts.exposesAcceptWithCredentials) exposed.add('accept')
  const readable = joinLines(shownLines(headers, facts)).filter(([name]) => isExposed(name, exposed, everything))
  return Object.freeze(readable.sort(([a], [b]) => a < b ? -1 : 1).map(line => Object.freeze(line)))
}

/** Whether a malformed list has "*" before its first malformed element, in an engine where that matters. */
function exposesAll (headers: readonly HeaderLine[], { api }: ReadingRequest, facts: EngineFacts): boolean {
  if (!facts.exposesAllBeforeMalformed || api === 'xhr') return false
  const elements = listElements(getValue(headers, EXPOSE)!)
  return elements.slice(0, elements.findIndex(element => !isToken(element))).includes('*')
}
