/**
 * The grammar of origin patterns: a serialized origin. With http and https, the leftmost label can be "*" and the port can
 * be "*".
 */
import { endsInANumber, isSerializedOrigin, MAX_HOST_LENGTH, MAX_ORIGIN_LENGTH, parseOrigin } from '../standard/origin.ts'

/** A parsed origin pattern. */
export type ParsedOriginPattern =
  /**
   * `null`, which stands for opaque origins:
   * https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque
   */
  | { readonly kind: 'opaque' }
  | {
    readonly kind: 'tuple'
    /** Lower case, without ":". */
    readonly scheme: string
    /** Lower case, IPv6 addresses in their brackets; without the "*." of a wildcard. */
    readonly host: string
    /** Whether the pattern covers the subdomains of the host instead of the host itself. */
    readonly subdomains: boolean
    /** '' for the default port of the scheme, digits for that port, '*' for any port including the default. */
    readonly port: string
  }

/**
 * Schemes that never appear in `Origin`: their pages have an opaque or inherited origin, or the scheme is not one of pages.
 */
export const NEVER_SENT: ReadonlySet<string> = new Set(['file', 'ws', 'wss', 'data', 'blob', 'about', 'javascript'])

/** Whether a text is an origin pattern. Needs one pass and no allocation for an exact http or https origin. */
export function isOriginPattern (text: string): boolean {
  if (isHttp(text) && isSerializedOrigin(text)) return true
  return readOriginPattern(text) !== undefined
}

function isHttp (text: string): boolean {
  return text.startsWith('https://') || text.startsWith('http://')
}

/** Parses an origin pattern; undefined for any other text. Never throws. */
export function readOriginPattern (text: string): ParsedOriginPattern | undefined {
  if (text === 'null') return { kind: 'opaque' }
  if (text.length > MAX_ORIGIN_LENGTH) return undefined
  if (!isHttp(text)) {
    const origin = parseOrigin(text)
    if (origin === undefined || NEVER_SENT.has(origin.scheme)) return undefined
    return { kind: 'tuple', ...origin, subdomains: false }
  }
  const subdomains = text.startsWith('://*.', text.indexOf(':'))
  const anyPort = text.endsWith(':*')
  const exact = (subdomains ? text.replace('*.', '') : text).slice(0, anyPort ? -2 : undefined)
  const origin = parseOrigin(exact)
  if (origin === undefined || (anyPort && origin.port !== '')) return undefined
  // A label of at least one character and its dot must fit before the host.
  if (subdomains && (isAddress(origin.host) || origin.host.length > MAX_HOST_LENGTH - 2)) return undefined
  return { kind: 'tuple', ...origin, subdomains, port: anyPort ? '*' : origin.port }
}

function isAddress (host: string): boolean {
  return host.startsWith('[') || endsInANumber(host)
}
