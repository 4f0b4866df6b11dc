/** Canonical IP addresses: the form of each address in a serialized origin. */

const DIGIT_0 = 0x30
const DOT = 0x2e

/**
 * Whether a host is an IPv4 address as serialized: four decimal numbers.
 * https://url.spec.whatwg.org/#concept-ipv4-serializer
 */
export function isCanonicalIPv4 (host: string): boolean {
  let octets = 0
  let value = -1
  for (let i = 0; i <= host.length; i++) {
    const c = i === host.length ? DOT : host.charCodeAt(i)
    if (c === DOT) {
      if (value < 0 || value > 255 || ++octets > 4) return false
      value = -1
    } else {
      const digit = c - DIGIT_0
      // A leading 0 would make an octal number.
      if (digit < 0 || digit > 9 || value === 0) return false
      value = value === -1 ? digit : value * 10 + digit
    }
  }
  return octets === 4
}

/**
 * Whether the text between the brackets of a host is an IPv6 address as serialized: lower case, no leading zeros,
 * "::" for the first longest run of two or more zeros, no dotted tail, no zone.
 * https://url.spec.whatwg.org/#concept-ipv6-serializer
 */
export function isCanonicalIPv6 (text: string): boolean {
  // Other mistakes, such as a second "::" or too few pieces, are found when the serialized pieces are compared.
  const [head = '', tail = ''] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = 8 - before.length - after.length
  if (zeros < 0) return false
  const pieces = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return pieces.every(isPiece) && serializeIPv6(pieces) === text
}

/** Whether the text is one to four lower-case hexadecimal digits without a leading zero. */
function isPiece (piece: string): boolean {
  for (let i = 0; i < piece.length; i++) {
    const c = piece.charCodeAt(i)
    if (!((c >= DIGIT_0 && c <= 0x39) || (c >= 0x61 && c <= 0x66))) return false
  }
  return piece.length === 1 || (piece.length > 0 && piece.length < 5 && piece.charCodeAt(0) !== DIGIT_0)
}

function serializeIPv6 (pieces: readonly string[]): string {
  let start = 0
  let length = 1
  let run = 0
  for (const [i, piece] of pieces.entries()) {
    run = piece === '0' ? run + 1 : 0
    if (run > length) {
      length = run
      start = i + 1 - run
    }
  }
  if (length === 1) return pieces.join(':')
  return `${pieces.slice(0, start).join(':')}::${pieces.slice(start + length).join(':')}`
}

/**
 * Whether a serialized host is a loopback address, 127.0.0.0/8 or [::1]:
 * https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
 */
export function isLoopback (host: string): boolean {
  return host === '[::1]' || (host.startsWith('127.') && isCanonicalIPv4(host))
}

/**
 * Whether a serialized host is `localhost` or one of its subdomains, with or without a trailing dot:
 * https://www.rfc-editor.org/rfc/rfc6761.html#section-6.3
 */
export function isLocalhostName (host: string): boolean {
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  return name === 'localhost' || name.endsWith('.localhost')
}
