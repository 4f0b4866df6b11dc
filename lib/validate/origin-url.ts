/** Serializes an origin by the URL parser, but only where all versions of Node agree: a policy has the same issues everywhere. */
import { DEFAULT_PORTS } from '../standard/origin.ts'
import { areSettled } from '../standard/settled-letters.ts'

/**
 * Serializes the origin of an http or https URL without path, query and fragment. Undefined if the URL is invalid, or if
 * versions of the parser disagree.
 * https://url.spec.whatwg.org/#concept-url-origin
 */
export function urlOrigin (text: string): string | undefined {
  // The parser removes these characters, but the author may have meant something else.
  if (/[\t\n\r]/.test(text)) return undefined
  const host = unescaped(text.slice(text.lastIndexOf('@') + 1))
  if (host === undefined || !areSettled(host)) return undefined
  // Full-width letters can also spell "xn--".
  return /xn--/i.test(host.normalize('NFKC')) ? originWithPunycode(text) : parsed(text)?.origin
}

/**
 * Versions of the parser disagree on which Punycode is valid. The standard keeps an ASCII host as it is, and the parser does so
 * for an unknown scheme.
 */
function originWithPunycode (text: string): string | undefined {
  const scheme = text.slice(0, text.indexOf(':')).toLowerCase()
  const url = parsed(`x${text}`)
  if (url === undefined) return undefined
  const port = url.port === DEFAULT_PORTS.get(scheme) ? '' : url.port
  return `${scheme}://${url.hostname.toLowerCase()}${port === '' ? '' : `:${port}`}`
}

function unescaped (text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function parsed (text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
