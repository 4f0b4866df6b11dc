/** Hosts whose meaning depends on the network. */
import { isCanonicalIPv4 } from './ip.ts'

/** https://www.rfc-editor.org/rfc/rfc1918.html#section-3 and https://www.rfc-editor.org/rfc/rfc3927.html#section-2.1 */
const IPV4 = /^(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168|169\.254)\./

/** https://www.rfc-editor.org/rfc/rfc4193.html#section-3.1 and https://www.rfc-editor.org/rfc/rfc4291.html#section-2.5.6 */
const IPV6 = /^\[(?:f[cd][\da-f]{2}|fe[89ab][\da-f]):/

/**
 * Whether a serialized host is a private or link-local address, or a name that is not in the public DNS: a single label other than
 * `localhost`, or a name for private use.
 */
export function isPrivateNetworkHost (host: string): boolean {
  if (host.startsWith('[') || isCanonicalIPv4(host)) return isPrivateAddress(host)
  const name = withoutTrailingDot(host)
  return (!name.includes('.') && name !== 'localhost') || isPrivateUseName(name)
}

/** Whether a serialized host is a private or link-local address. */
export function isPrivateAddress (host: string): boolean {
  return host.startsWith('[') ? IPV6.test(host) : isCanonicalIPv4(host) && IPV4.test(host)
}

/**
 * Whether a host is a name for private use or one of its subdomains: https://www.rfc-editor.org/rfc/rfc6762.html#section-3,
 * https://www.rfc-editor.org/rfc/rfc8375.html and `internal`, which ICANN has reserved.
 */
export function isPrivateUseName (host: string): boolean {
  return /(?:^|\.)(?:local|internal|home\.arpa)$/.test(withoutTrailingDot(host))
}

function withoutTrailingDot (host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host
}
