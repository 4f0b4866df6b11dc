/** Sends requests to one host, few at a time, and hands over what comes back, literally. */
import { Pool } from 'undici'
import type { HeaderLine, ServerAnswer } from '../../types/browser.ts'
import type { CheckOptions, CheckRequest } from '../../types/check.ts'

/** What came of a request. */
export type Outcome = { readonly answer: ServerAnswer } | { readonly failure: string }

/** The server cannot be reached, or does not want to be asked any more. */
export class UnreachableError extends Error {}

const DEFAULTS = { timeout: 5000, maxRequests: 300, rate: 50 }

/** Connections at a time. */
const CONNECTIONS = 4

/** Bytes of all header lines of an answer. */
const MAX_HEADERS = 64 * 1024

export class Sender {
  readonly #pool: Pool
  readonly #timeout: number
  readonly #left: { requests: number }
  readonly #interval: number
  readonly #signal: AbortSignal | undefined
  /** When the next request may start. */
  #next = 0

  constructor (origin: string, options: CheckOptions) {
    const { timeout, maxRequests, rate, insecure = false, http2 = false, resolve, signal } = { ...DEFAULTS, ...options }
    this.#timeout = timeout
    this.#left = { requests: maxRequests }
    this.#interval = 1000 / rate
    this.#signal = signal
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      maxHeaderSize: MAX_HEADERS,
      allowH2: http2,
      connect: { rejectUnauthorized: !insecure, timeout, ...resolve !== undefined && { lookup: lookupOf(resolve) } }
    })
  }

  /** Sends a request with the header lines as they are; never rejects but with what ends the whole check. */
  async send ({ method, url, headers }: CheckRequest): Promise<Outcome> {
    if (this.#left.requests === 0) return { failure: 'not sent, as the most requests that are allowed have been sent' }
    this.#left.requests--
    await this.#turn()
    const { pathname, search } = new URL(url)
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeout), ...this.#signal === undefined ? [] : [this.#signal]])
    try {
      const { statusCode, headers: raw, body } = await this.#pool.request({
        method: method as 'GET', path: pathname + search, headers: headers.flat(), responseHeaders: 'raw', signal
      })
      // Nothing is read of it; a server that goes on sending is hung up on.
      body.on('error', () => {}).destroy()
      return { answer: { status: statusCode, headers: linesOf(raw as unknown as readonly string[]) } }
    } catch (error) {
      if (this.#signal?.aborted === true) throw this.#signal.reason
      return { failure: wordsOf(error as NodeJS.ErrnoException) }
    }
  }

  async close (): Promise<void> {
    await this.#pool.destroy()
  }

  /** Waits until the rate allows one more. */
  async #turn (): Promise<void> {
    const now = performance.now()
    const start = Math.max(now, this.#next)
    this.#next = start + this.#interval
    if (start > now) await new Promise(resolve => setTimeout(resolve, start - now))
  }
}

/** undici gives names and values by turns. */
function linesOf (raw: readonly string[]): HeaderLine[] {
  return raw.flatMap((name, i) => i % 2 === 0 ? [[name, raw[i + 1]!] as const] : [])
}

function lookupOf (address: string) {
  return (_host: string, { all }: { readonly all?: boolean }, done: (error: null, address: unknown, family?: number) => void): void => {
    const family = address.includes(':') ? 6 : 4
    if (all === true) done(null, [{ address, family }])
    else done(null, address, family)
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ENOTFOUND: 'the host has no address',
  EAI_AGAIN: 'the host has no address just now',
  ECONNRESET: 'the server hangs up',
  UND_ERR_SOCKET: 'the server hangs up',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_OVERFLOW: 'the header lines of the answer are too many',
  HPE_HEADER_OVERFLOW: 'the header lines of the answer are too many',
  ABORT_ERR: 'no answer in time',
  23: 'no answer in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by the server itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is signed by nobody known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is signed by nobody known',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host'
}

function wordsOf (error: NodeJS.ErrnoException): string {
  const code = String(error.code)
  return WORDS[code] ?? (code.startsWith('HPE_') ? 'the answer is no HTTP' : `no answer (${code})`)
}
