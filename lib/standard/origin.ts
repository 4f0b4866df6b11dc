/**
 * Serialized origins, as in the header `Origin`: https://fetch.spec.whatwg.org/#origin-header
 *
 *     scheme "://" host [ ":" port ]
 *
 * Lower case, without default port, user info, path, query and fragment. Domains are A-labels, and addresses are canonical.
 * Browsers send more hosts than the grammar of the standard allows: "_" and hyphens anywhere in a label are valid here too.
 */
import { isCanonicalIPv4, isCanonicalIPv6 } from './ip.ts'

export { isCanonicalIPv4, isCanonicalIPv6, isLocalhostName, isLoopback } from './ip.ts'

/** The maximum length of a scheme. No standard has a limit, but no registered scheme is longer. */
export const MAX_SCHEME_LENGTH = 64

/** The maximum length of a host: https://www.rfc-editor.org/rfc/rfc1035.html#section-2.3.4 without the encoding of lengths. */
export const MAX_HOST_LENGTH = 253

/** The maximum length of a label of a domain: https://www.rfc-editor.org/rfc/rfc1035.html#section-2.3.4 */
export const MAX_LABEL_LENGTH = 63

/** The maximum length of a serialized origin: scheme, "://", host, ":" and five digits. */
export const MAX_ORIGIN_LENGTH = MAX_SCHEME_LENGTH + 3 + MAX_HOST_LENGTH + 1 + 5

/** Scheme → its default port, which is never serialized. https://url.spec.whatwg.org/#special-scheme */
export const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['ftp', '21'], ['http', '80'], ['https', '443'], ['ws', '80'], ['wss', '443']
])

/** The parts of a serialized origin. */
export interface SerializedOrigin {
  /** Lower case, without ":". */
  readonly scheme: string
  /** Lower case, with the brackets of an IPv6 address and with a trailing dot. */
  readonly host: string
  /** Digits; '' for the default port or without a port. */
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

/** Returns the kinds of a character code; 0 for NaN, the code after the end of a text. */
function kindOf (c: number): number {
  return c < 128 ? BYTES[c]! : 0
}

/** Parses a serialized origin; undefined for any other text, including `null`. Never throws. */
export function parseOrigin (text: string): SerializedOrigin | undefined {
  if (!isSerializedOrigin(text)) return undefined
  const scheme = text.slice(0, text.indexOf(':'))
  const hostStart = scheme.length + 3
  const bracket = text.indexOf(']', hostStart)
  const colon = text.indexOf(':', bracket === -1 ? hostStart : bracket)
  if (colon === -1) return { scheme, host: text.slice(hostStart), port: '' }
  return { scheme, host: text.slice(hostStart, colon), port: text.slice(colon + 1) }
}

/** Whether a text is a serialized origin other than `null`. One pass, without allocation for http and https domains. */
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

/** Returns the end of the scheme; 0 for an invalid scheme. https://url.spec.whatwg.org/#url-scheme-string */
function endOfScheme (text: string): number {
  const first = text.charCodeAt(0)
  if (!(first >= 0x61 && first <= 0x7a)) return 0
  let i = 1
  while (kindOf(text.charCodeAt(i)) & IN_SCHEME) i++
  return i > MAX_SCHEME_LENGTH ? 0 : i
}

/** Returns the end of an IPv6 host; 0 for an invalid host. https://url.spec.whatwg.org/#host-serializing */
function endOfIPv6 (text: string, hostStart: number): number {
  const bracket = text.indexOf(']', hostStart)
  return isCanonicalIPv6(text.slice(hostStart + 1, bracket)) ? bracket + 1 : 0
}

/**
 * Finds the end of a domain: labels separated by dots, with an optional trailing dot. If the last label is a number, the host must
 * be an IPv4 address. Electron applications also use the host "." with a custom scheme. 0 for an invalid host.
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
  // Of all characters of a label, only digits and "-" have a code up to that of 9.
  if (text.charCodeAt(lastLabel) <= 0x39 && DEFAULT_PORTS.has(text.slice(0, schemeEnd))) {
    const host = text.slice(hostStart, i)
    if (endsInANumber(host) && !isCanonicalIPv4(host)) return 0
  }
  return i
}

/**
 * Whether the URL parser treats a domain as an IPv4 address, valid or not.
 * https://url.spec.whatwg.org/#ends-in-a-number-checker
 */
export function endsInANumber (host: string): boolean {
  const domain = host.endsWith('.') ? host.slice(0, -1) : host
  const last = domain.slice(domain.lastIndexOf('.') + 1)
  return /^(?:\d+|0x[\da-f]*)$/i.test(last)
}

/** Whether the text is a port: 1 to 65535, no leading zero, not the default port of the scheme: https://url.spec.whatwg.org/#url-port */
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
