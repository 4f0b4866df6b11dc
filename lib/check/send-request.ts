/** Sends one request and returns the raw response. */
import type { Dispatcher, Pool } from 'undici'
import type { HeaderLine, ServerResponse } from '../../types/browser.ts'
import type { CheckRequest } from '../../types/check.ts'
import { getValue } from '../browser/header-values.ts'
import { RESPONSE_TIMEOUT, noResponseReason } from './no-response-reasons.ts'

/** The result of a request. */
export type Outcome = { readonly response: ServerResponse } | { readonly failure: string }

export interface SendOptions {
  /** Maximum milliseconds until the response headers are complete. */
  readonly timeout: number
  /** Rejects the promise with its reason. */
  readonly signal: AbortSignal
  /** Encoding of the raw headers: for HTTP/2 they are the UTF-8 encoding of one character per byte. */
  readonly encoding: 'latin1' | 'utf8'
  /** Called once when the connection is free again. */
  readonly onOver: () => void
}

/** Maximum size of a body in bytes. Bodies are ignored; after this size the connection is closed. */
const MAX_BODY = 64 * 1024

/** Milliseconds to wait for the end of the body, so that the connection can be reused. After that, it is closed. */
const BODY_TIMEOUT = 100

/** Headers that the HTTP client sets itself. */
const CLIENT_HEADERS: ReadonlySet<string> = new Set(['connection', 'upgrade'])

/** Sends header lines unchanged. Resolves as soon as the response headers are complete. */
export function sendRequest (pool: Pool, { method, url, headers, body }: CheckRequest, { timeout, signal, encoding, onOver }: SendOptions): Promise<Outcome> {
  const { pathname, search } = new URL(url)
  return new Promise((resolve, reject) => {
    let connection: Dispatcher.DispatchController | undefined
    /** Called when the request gets a connection: aborts it if the timeout has passed. */
    let onConnected = (): void => {}
    let isOver = false
    let left = MAX_BODY
    const end = (): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      onOver()
    }
    const closeConnection = (): void => {
      end()
      onConnected = closeConnection
      connection?.abort(new Error('The request is canceled.'))
    }
    const abort = (): void => {
      reject(signal.reason)
      closeConnection()
    }
    let timer = setTimeout(() => {
      resolve({ failure: RESPONSE_TIMEOUT })
      closeConnection()
    }, timeout)
    signal.addEventListener('abort', abort)
    const sent = body === undefined ? null : body.text.repeat(body.times)
    const upgrade = getValue(headers, 'upgrade') ?? null
    const lines = upgrade === null ? headers : headers.filter(([name]) => !CLIENT_HEADERS.has(name.toLowerCase()))
    pool.dispatch({ method: method as 'GET', path: pathname + search, headers: lines.flat(), body: sent, upgrade, headersTimeout: 0, bodyTimeout: 0 }, {
      onRequestStart (controller) {
        connection = controller
        onConnected()
      },
      onResponseStart ({ rawHeaders }, status) {
        // Informational responses come before the final one.
        if (status < 200) return
        resolve({ response: { status, headers: linesOf(rawHeaders as readonly Buffer[], encoding) } })
        clearTimeout(timer)
        timer = setTimeout(closeConnection, BODY_TIMEOUT)
      },
      onRequestUpgrade ({ rawHeaders }, status, _headers, socket) {
        resolve({ response: { status, headers: linesOf(rawHeaders as readonly Buffer[], encoding) } })
        socket.destroy()
        end()
      },
      onResponseData (_controller, { length }) {
        left -= length
        if (left < 0) closeConnection()
      },
      onResponseEnd: end,
      onResponseError (_controller, error) {
        resolve({ failure: noResponseReason(error) })
        end()
      }
    })
  })
}

/** Decodes alternating names and values. The result is frozen, so that results can be cached by it. */
function linesOf (raw: readonly Buffer[], encoding: 'latin1' | 'utf8'): readonly HeaderLine[] {
  return Object.freeze(raw.flatMap((name, i) => i % 2 === 0 ? [Object.freeze([name.toString('latin1'), raw[i + 1]!.toString(encoding)] as const)] : []))
}
