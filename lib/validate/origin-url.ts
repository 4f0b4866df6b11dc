/** What the parser of URLs makes of an origin, as far as every version of Node agrees: the same policy has the same issues everywhere. */
import { DEFAULT_PORTS } from '../standard/origin.ts'
import { areSettled } from '../standard/settled-letters.ts'

/**
 * Serializes the origin of a text of http or https without path, query and fragment. Undefined where the text has none, and
 * where versions of the parser disagree.
 * https://url.spec.whatwg.org/#concept-url-origin
 */
export function urlOrigin (text: string): string | undefined {
  // The parser drops these inside a text, where dropping them is a guess.
  if (/[\t\n\r]/.test(text)) return undefined
  const host = unescaped(text.slice(text.lastIndexOf('@') + 1))
  if (host === undefined || !areSettled(host)) return undefined
  // Full-width letters spell it too.
  return /xn--/i.test(host.normalize('NFKC')) ? originWithPunycode(text) : parsed(text)?.origin
}

/**
 * Versions disagree about what punycode is valid. The standard keeps every host of ASCII letters as it is, and so do the hosts
 * of a scheme that the parser does not know.
 */
function originWithPunycode (text: string): string | undefined {
  const scheme = text.slice(0, text.indexOf(':')).toLowerCase()
  const url = parsed(`x${text.slice(scheme.length)}`)
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
