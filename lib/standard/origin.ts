/**
 * Serialized origins, as `Origin` carries them: https://fetch.spec.whatwg.org/#origin-header
 *
 *     scheme "://" host [ ":" port ]
 *
 * Lower case; no default port, user info, path, query or fragment; domains as A-labels; addresses in canonical form.
 * Browsers send more hosts than the standard's grammar has: "_" and hyphens anywhere in a label are legal here too.
 */
import { isCanonicalIPv4, isCanonicalIPv6 } from './ip.ts'

export { isCanonicalIPv4, isCanonicalIPv6, isLocalhostName, isLoopback } from './ip.ts'

/** Bytes of a scheme. No standard limits it; no registered one is longer. */
export const MAX_SCHEME_LENGTH = 64

/** Bytes of a host: https://www.rfc-editor.org/rfc/rfc1035.html#section-2.3.4 less the encoding of lengths. */
export const MAX_HOST_LENGTH = 253

/** Bytes of a label of a domain: https://www.rfc-editor.org/rfc/rfc1035.html#section-2.3.4 */
export const MAX_LABEL_LENGTH = 63

/** Bytes of a serialized origin: scheme, "://", host, ":" and five digits. */
export const MAX_ORIGIN_LENGTH = MAX_SCHEME_LENGTH + 3 + MAX_HOST_LENGTH + 1 + 5

/** Scheme → the port that its origins never carry. https://url.spec.whatwg.org/#special-scheme */
export const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['ftp', '21'], ['http', '80'], ['https', '443'], ['ws', '80'], ['wss', '443']
])

/** The parts of a serialized origin. */
export interface SerializedOrigin {
  /** Lower case, without ":". */
  readonly scheme: string
  /** Lower case; IPv6 addresses in their brackets, a trailing dot kept. */
  readonly host: string
  /** Digits; '' where the origin has the default port, or none. */
  readonly port: string
}

const COLON = 0x3a
const DOT = 0x2e
const IN_SCHEME = 1
const IN_LABEL = 2
const BYTES = new Uint8Array(128)
for (const char of 'abcdefghijklmnopqrstuvwxyz0123456789') BYTES[char.charCodeAt(0)] = IN_SCHEME | IN_LABEL
for (const char of '+.') BYTES[char.charCodeAt(0)] = IN_SCHEME
BYTES[0x5f] = IN_LABEL
BYTES[0x2d] = IN_SCHEME | IN_LABEL

/** NaN, which is what stands behind the end of a text, is of no kind. */
function kindOf (c: number): number {
  return c < 128 ? BYTES[c]! : 0
}

/** Takes a serialized origin apart; undefined for any other text, `null` included. Total. */
export function parseOrigin (text: string): SerializedOrigin | undefined {
  if (!isSerializedOrigin(text)) return undefined
  const scheme = text.slice(0, text.indexOf(':'))
  const hostStart = scheme.length + 3
  const bracket = text.indexOf(']', hostStart)
  const colon = text.indexOf(':', bracket === -1 ? hostStart : bracket)
  if (colon === -1) return { scheme, host: text.slice(hostStart), port: '' }
  return { scheme, host: text.slice(hostStart, colon), port: text.slice(colon + 1) }
}

/**
 * Whether a text is a serialized origin; `null` is not. Total: one pass, and no allocation for domains of http and
 * https.
 */
export function isSerializedOrigin (text: string): boolean {
  if (text.length > MAX_ORIGIN_LENGTH) return false
  const schemeEnd = endOfScheme(text)
  if (schemeEnd === 0 || !text.startsWith('://', schemeEnd)) return false
  const hostStart = schemeEnd + 3
  const hostEnd = text.charCodeAt(hostStart) === 0x5b
    ? endOfIPv6(text, hostStart)
    : endOfDomain(text, hostStart, schemeEnd)
  return hostEnd === text.length || (text.charCodeAt(hostEnd) === COLON && isPort(text, hostEnd + 1, schemeEnd))
}

/** A letter, then letters, digits, "+", "-" and "."; 0 where there is none: https://url.spec.whatwg.org/#url-scheme-string */
function endOfScheme (text: string): number {
  const first = text.charCodeAt(0)
  if (!(first >= 0x61 && first <= 0x7a)) return 0
  let i = 1
  while (kindOf(text.charCodeAt(i)) & IN_SCHEME) i++
  return i > MAX_SCHEME_LENGTH ? 0 : i
}

/** 0 where there is none, which is also what a missing bracket leads to: https://url.spec.whatwg.org/#host-serializing */
function endOfIPv6 (text: string, hostStart: number): number {
  const bracket = text.indexOf(']', hostStart)
  return isCanonicalIPv6(text.slice(hostStart + 1, bracket)) ? bracket + 1 : 0
}

/**
 * Labels joined by dots, one trailing dot allowed; where the last one is a number, an IPv4 address. Pages of applications on
 * Electron also have the host ".", on a scheme of their own. 0 where there is none.
 */
function endOfDomain (text: string, hostStart: number, schemeEnd: number): number {
  let labelStart = hostStart
  let lastLabel = hostStart
  let i = hostStart
  for (; ; i++) {
    const c = text.charCodeAt(i)
    if (c === DOT) {
      if (i === labelStart) return i === hostStart && !DEFAULT_PORTS.has(text.slice(0, schemeEnd)) ? i + 1 : 0
      if (i - labelStart > MAX_LABEL_LENGTH) return 0
      lastLabel = labelStart
      labelStart = i + 1
    } else if (!(kindOf(c) & IN_LABEL)) {
      break
    }
  }
  if (i - labelStart > MAX_LABEL_LENGTH || i - hostStart > MAX_HOST_LENGTH || i === hostStart) return 0
  if (i > labelStart) lastLabel = labelStart
  // Of the bytes of a label, digits and "-" come first.
  if (text.charCodeAt(lastLabel) <= 0x39 && DEFAULT_PORTS.has(text.slice(0, schemeEnd))) {
    const host = text.slice(hostStart, i)
    if (endsInANumber(host) && !isCanonicalIPv4(host)) return 0
  }
  return i
}

/**
 * Whether the parser of URLs takes a domain for an IPv4 address, right or wrong.
 * https://url.spec.whatwg.org/#ends-in-a-number-checker
 */
export function endsInANumber (host: string): boolean {
  const domain = host.endsWith('.') ? host.slice(0, -1) : host
  const last = domain.slice(domain.lastIndexOf('.') + 1)
  return /^(?:\d+|0x[\da-f]*)$/i.test(last)
}

/** 1 to 65535, no leading zero, not the scheme's default: https://url.spec.whatwg.org/#url-port */
function isPort (text: string, start: number, schemeEnd: number): boolean {
  if (start === text.length || text.charCodeAt(start) === 0x30) return false
  let port = 0
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (!(digit >= 0 && digit <= 9)) return false
    port = port * 10 + digit
  }
  return port <= 65535 && DEFAULT_PORTS.get(text.slice(0, schemeEnd)) !== text.slice(start)
}
