/** Origins whose pages an attacker on the network can change. https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy */
import { isLocalhostName, isLoopback, parseOrigin } from './origin.ts'

const COLON = 0x3a

/** Whether a scheme is sent without encryption, to a host other than the user's own computer. */
export function isInsecure (scheme: string, host: string): boolean {
  return (scheme === 'http' || scheme === 'ftp') && !isLoopback(host) && !isLocalhostName(host)
}

/** Whether a serialized origin is insecure; true for any other text that begins like one. */
export function isInsecureOrigin (origin: string): boolean {
  // Nearly all origins have the first colon after `https`. This is the fastest way to see it, and a source needs it for each request.
  if (origin.charCodeAt(4) !== COLON && origin.charCodeAt(3) !== COLON) return false
  if (!origin.startsWith('http://') && !origin.startsWith('ftp://')) return false
  const parts = parseOrigin(origin)
  return parts === undefined || isInsecure(parts.scheme, parts.host)
}
