/** Sends the requests of a simulated browser to a real server. */
import { request as sendRequest } from 'node:http'
import { request as sendSecureRequest } from 'node:https'
import { simulateFetch } from '../../browser/exchange.ts'
import type { HeaderLine, PageRequest, SentRequest, ServerResponse, SimulatedFetch } from '../../../types/browser.ts'

/** Milliseconds without a response after which a server counts as not responding. */
const TIMEOUT = 5000

/** A server, and the responses that it has sent. Equal requests are sent once. */
export class RealServer {
  readonly #address: URL
  readonly #responses = new Map<string, ServerResponse | undefined>()

  /** @param address  http or https URL, whose path is not used */
  constructor (address: string) {
    this.#address = new URL(address)
  }

  get origin (): string {
    return this.#address.origin
  }

  /** The number of requests that were sent. */
  get sent (): number {
    return this.#responses.size
  }

  /** Simulates a request of a page. A preflight and a redirect are sent to this server too. */
  async fetch (page: PageRequest): Promise<SimulatedFetch> {
    for (;;) {
      let missing: SentRequest | undefined
      const result = simulateFetch(page, request => {
        const key = keyOf(request)
        if (this.#responses.has(key)) return this.#responses.get(key)
        missing ??= request
        return undefined
      })
      if (missing === undefined) return result
      this.#responses.set(keyOf(missing), new URL(missing.url).origin === this.origin ? await send(missing) : undefined)
    }
  }
}

function keyOf ({ method, url, headers }: SentRequest): string {
  return JSON.stringify([method, url, headers])
}

function send ({ method, url, headers }: SentRequest): Promise<ServerResponse | undefined> {
  const { protocol } = new URL(url)
  return new Promise(resolve => {
    const request = (protocol === 'https:' ? sendSecureRequest : sendRequest)(url, { method, headers: Object.fromEntries(headers), timeout: TIMEOUT, agent: false }, response => {
      const lines: HeaderLine[] = []
      for (let i = 0; i < response.rawHeaders.length; i += 2) lines.push([response.rawHeaders[i]!, response.rawHeaders[i + 1]!])
      response.resume()
      response.on('close', () => resolve({ status: response.statusCode!, headers: lines }))
    })
    request.on('error', () => resolve(undefined))
    request.on('timeout', () => request.destroy())
    request.end()
  })
}
