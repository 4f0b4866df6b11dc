/** One request, and what comes back of it, literally. */
import type { Dispatcher, Pool } from 'undici'
import type { HeaderLine, ServerResponse } from '../../types/browser.ts'
import type { CheckRequest } from '../../types/check.ts'
import { getValue } from '../browser/header-values.ts'
import { NO_ANSWER_IN_TIME, wordsOf } from './failure-words.ts'

/** What came of a request. */
export type Outcome = { readonly answer: ServerResponse } | { readonly failure: string }

export interface AskOptions {
  /** Milliseconds until the header lines are there. */
  readonly timeout: number
  /** Makes the promise reject, with its reason. */
  readonly signal: AbortSignal
  /** How header lines are written: HTTP/2's come as UTF-8 of the characters that stand for their bytes. */
  readonly encoding: 'latin1' | 'utf8'
  /** Is told, once, that the connection is free again. */
  readonly onOver: () => void
}

/** Bytes of a body, none of which is looked at; beyond, the server is hung up on. */
const MAX_BODY = 64 * 1024

/** Milliseconds that a body may take, so that the connection can be used again; streams take longer, and are hung up on. */
const LINGER = 100

/** Fields that the client writes itself. */
const UPGRADING: ReadonlySet<string> = new Set(['connection', 'upgrade'])

/** Sends header lines as they are. Resolves as soon as those of the answer are there. */
export function sendRequest (pool: Pool, { method, url, headers, body }: CheckRequest, { timeout, signal, encoding, onOver }: AskOptions): Promise<Outcome> {
  const { pathname, search } = new URL(url)
  return new Promise((resolve, reject) => {
    let connection: Dispatcher.DispatchController | undefined
    /** What is done once there is a connection: nothing, unless it took too long. */
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
    const hangUp = (): void => {
      end()
      onConnected = hangUp
      connection?.abort(new Error('that is enough'))
    }
    const abort = (): void => {
      reject(signal.reason)
      hangUp()
    }
    let timer = setTimeout(() => {
      resolve({ failure: NO_ANSWER_IN_TIME })
      hangUp()
    }, timeout)
    signal.addEventListener('abort', abort)
    const sent = body === undefined ? null : body.text.repeat(body.times)
    const upgrade = getValue(headers, 'upgrade') ?? null
    const lines = upgrade === null ? headers : headers.filter(([name]) => !UPGRADING.has(name.toLowerCase()))
    pool.dispatch({ method: method as 'GET', path: pathname + search, headers: lines.flat(), body: sent, upgrade, headersTimeout: 0, bodyTimeout: 0 }, {
      onRequestStart (controller) {
        connection = controller
        onConnected()
      },
      onResponseStart ({ rawHeaders }, status) {
        // Others come before the answer.
        if (status < 200) return
        resolve({ answer: { status, headers: linesOf(rawHeaders as readonly Buffer[], encoding) } })
        clearTimeout(timer)
        timer = setTimeout(hangUp, LINGER)
      },
      onRequestUpgrade ({ rawHeaders }, status, _headers, socket) {
        resolve({ answer: { status, headers: linesOf(rawHeaders as readonly Buffer[], encoding) } })
        socket.destroy()
        end()
      },
      onResponseData (_controller, { length }) {
        left -= length
        if (left < 0) hangUp()
      },
      onResponseEnd: end,
      onResponseError (_controller, error) {
        resolve({ failure: wordsOf(error) })
        end()
      }
    })
  })
}

/** Names and values by turns, as bytes. Nothing of an answer changes, so that what is found in it can be remembered. */
function linesOf (raw: readonly Buffer[], encoding: 'latin1' | 'utf8'): readonly HeaderLine[] {
  return Object.freeze(raw.flatMap((name, i) => i % 2 === 0 ? [Object.freeze([name.toString('latin1'), raw[i + 1]!.toString(encoding)] as const)] : []))
}
