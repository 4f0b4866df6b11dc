/**
 * The grammar of origin patterns: a serialized origin; on http and https also "*." as the whole leftmost label and ":*"
 * as the port.
 */
import { endsInANumber, isSerializedOrigin, MAX_HOST_LENGTH, MAX_ORIGIN_LENGTH, parseOrigin } from '../standard/origin.ts'

/** An origin pattern, taken apart. */
export type OriginPattern =
  /**
   * `null`, which stands for opaque origins:
   * https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque
   */
  | { readonly kind: 'opaque' }
  | {
    readonly kind: 'tuple'
    /** Lower case, without ":". */
    readonly scheme: string
    /** Lower case, IPv6 addresses in their brackets; without the "*." of a pattern for subdomains. */
    readonly host: string
    /** Whether the pattern covers the subdomains of the host instead of the host itself. */
    readonly subdomains: boolean
    /** '' for the scheme's default, digits for that port, '*' for any port, the default included. */
    readonly port: string
  }

/**
 * Schemes that no `Origin` ever carries: their origins are opaque, inherited, or their requests no fetches of a
 * page.
 */
export const NEVER_SENT: ReadonlySet<string> = new Set(['file', 'ws', 'wss', 'data', 'blob', 'about', 'javascript'])

/**
 * Whether a text is an origin pattern. Costs one pass over the text and no allocation for an exact origin of http
 * or https.
 */
export function isOriginPattern (text: string): boolean {
  if (isHttp(text) && isSerializedOrigin(text)) return true
  return readOriginPattern(text) !== undefined
}

function isHttp (text: string): boolean {
  return text.startsWith('https://') || text.startsWith('http://')
}

/** Takes an origin pattern apart; undefined for any other text. Total. */
export function readOriginPattern (text: string): OriginPattern | undefined {
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
  // At least one letter and a dot must fit in front.
  if (subdomains && (isAddress(origin.host) || origin.host.length > MAX_HOST_LENGTH - 2)) return undefined
  return { kind: 'tuple', ...origin, subdomains, port: anyPort ? '*' : origin.port }
}

function isAddress (host: string): boolean {
  return host.startsWith('[') || endsInANumber(host)
}
