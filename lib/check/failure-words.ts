/** Why no answer comes, in words that are ours: nothing that a server sends is among them. */

export const NO_ANSWER_IN_TIME = 'no answer in time'
export const CONNECTION_REFUSED = 'the connection is refused'

const HANGS_UP = 'the server hangs up'
const UNKNOWN_SIGNER = 'the certificate is signed by nobody known'

/** By the codes of Node, OpenSSL and undici. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', CONNECTION_REFUSED],
  ['ENOTFOUND', 'the host has no address'],
  ['EAI_AGAIN', 'the host has no address just now'],
  ['EHOSTUNREACH', 'no way leads to the host'],
  ['ENETUNREACH', 'no way leads to the host'],
  ['ECONNRESET', HANGS_UP],
  ['EPIPE', HANGS_UP],
  ['UND_ERR_SOCKET', HANGS_UP],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection in time'],
  ['ETIMEDOUT', 'no connection in time'],
  ['UND_ERR_HEADERS_OVERFLOW', 'the header lines of the answer are too many'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is signed by the server itself'],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNKNOWN_SIGNER],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_SIGNER],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_SIGNER],
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host']
])

/** An error of a connection → why there is no answer. */
export function wordsOf (error: Error): string {
  // Every address of a host was tried, and each has an error of its own.
  const { code } = (error instanceof AggregateError ? error.errors[0] : error) as NodeJS.ErrnoException
  const words = WORDS.get(String(code))
  if (words !== undefined) return words
  if (error.name === 'HTTPParserError' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return 'the answer is no HTTP'
  if (code?.startsWith('ERR_SSL_') === true || code === 'EPROTO') return 'the server does not speak TLS as it should'
  return `no answer (${code ?? error.name})`
}
