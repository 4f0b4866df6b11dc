/** Why a request got no response. The texts are fixed: nothing that a server sends becomes part of them. */

export const RESPONSE_TIMEOUT = 'no response within the timeout'
export const CONNECTION_REFUSED = 'the server refused the connection'
export const CONNECTION_CLOSED = 'the server closed the connection'
const UNKNOWN_SIGNER = 'the certificate is signed by an unknown authority, which the option insecure accepts'
const NO_TLS = 'the server does not use TLS on this port: use a URL with http'

/** By error code of Node.js, OpenSSL and undici. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', CONNECTION_REFUSED],
  ['ENOTFOUND', 'the DNS lookup found no address for the host'],
  ['EAI_AGAIN', 'the DNS lookup of the host failed temporarily'],
  ['EHOSTUNREACH', 'there is no network route to the host'],
  ['ENETUNREACH', 'there is no network route to the host'],
  ['ECONNRESET', CONNECTION_CLOSED],
  ['EPIPE', CONNECTION_CLOSED],
  ['UND_ERR_SOCKET', CONNECTION_CLOSED],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection within the timeout'],
  ['ETIMEDOUT', 'no connection within the timeout'],
  ['UND_ERR_HEADERS_OVERFLOW', 'the headers of the response are too large'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is self-signed, which the option insecure accepts'],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNKNOWN_SIGNER],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_SIGNER],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_SIGNER],
  ['CERT_HAS_EXPIRED', 'the certificate has expired, which the option insecure accepts'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host, which the option insecure accepts'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', NO_TLS],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', NO_TLS],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'the server supports only HTTP/2, which the option http2 allows']
])

/** Returns why a request got no response, as a clause without a capital letter and full stop. */
export function noResponseReason (error: Error): string {
  // Node.js tries every address of a host, and collects an error for each of them.
  const { code } = (error instanceof AggregateError ? error.errors[0] : error) as NodeJS.ErrnoException
  const reason = REASONS.get(String(code))
  if (reason !== undefined) return reason
  if (error.name === 'HTTPParserError' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return 'the response is not valid HTTP'
  if (code?.startsWith('ERR_SSL_') === true || code === 'EPROTO') return 'the TLS handshake failed'
  return `the request failed (${code ?? error.name})`
}
