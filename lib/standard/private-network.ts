/** Hosts that mean another machine on every network. */
import { isCanonicalIPv4 } from './ip.ts'

/** https://www.rfc-editor.org/rfc/rfc1918.html#section-3 and https://www.rfc-editor.org/rfc/rfc3927.html#section-2.1 */
const IPV4 = /^(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168|169\.254)\./

/** https://www.rfc-editor.org/rfc/rfc4193.html#section-3.1 and https://www.rfc-editor.org/rfc/rfc4291.html#section-2.5.6 */
const IPV6 = /^\[(?:f[cd][\da-f]{2}|fe[89ab][\da-f]):/

/**
 * Whether a host as serialized is an address of private networks or of the link, or a name that no public DNS has:
 * a single label other than `localhost`, or one for private use.
 */
export function isPrivateNetworkHost (host: string): boolean {
  if (host.startsWith('[')) return IPV6.test(host)
  if (isCanonicalIPv4(host)) return IPV4.test(host)
  const name = withoutTrailingDot(host)
  return (!name.includes('.') && name !== 'localhost') || isPrivateUseName(name)
}

/**
 * Whether a host is below a name for private use, or that name itself: https://www.rfc-editor.org/rfc/rfc6762.html#section-3,
 * https://www.rfc-editor.org/rfc/rfc8375.html and `internal`, which ICANN keeps out of the root.
 */
export function isPrivateUseName (host: string): boolean {
  return /(?:^|\.)(?:local|internal|home\.arpa)$/.test(withoutTrailingDot(host))
}

function withoutTrailingDot (host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host
}
