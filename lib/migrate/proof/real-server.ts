/** Sends the requests of a simulated browser to a real server. */
import { Agent, request as sendRequest } from 'node:http'
import { Agent as SecureAgent, request as sendSecureRequest } from 'node:https'
import { simulateFetch } from '../../browser/exchange.ts'
import type { HeaderLine, PageRequest, SentRequest, ServerResponse, SimulatedFetch } from '../../../types/browser.ts'

/** Milliseconds without a response after which a server counts as not responding. */
const TIMEOUT = 5000

/** A server, and the responses that it has sent. Equal requests are sent once, on connections that are kept until `close`. */
export class RealServer {
  readonly #address: URL
  readonly #agent: Agent
  readonly #responses = new Map<string, ServerResponse | undefined>()
  readonly #sending = new Map<string, Promise<unknown>>()

  /** @param address  http or https URL, whose path is not used */
  constructor (address: string) {
    this.#address = new URL(address)
    const options = { keepAlive: true }
    this.#agent = this.#address.protocol === 'https:' ? new SecureAgent(options) : new Agent(options)
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
      await this.#send(missing)
    }
  }

  /** Pages whose requests are equal wait for one response. */
  #send (request: SentRequest): Promise<unknown> {
    const key = keyOf(request)
    const known = this.#sending.get(key)
    if (known !== undefined) return known
    const response = new URL(request.url).origin === this.origin ? send(request, this.#agent) : Promise.resolve(undefined)
    const sending = response.then(received => this.#responses.set(key, received))
    this.#sending.set(key, sending)
    return sending
  }

  /** Closes its connections. */
  close (): void {
    this.#agent.destroy()
  }
}

function keyOf ({ method, url, headers }: SentRequest): string {
  return JSON.stringify([method, url, headers])
}

/** @param agent  false for a connection of its own */
function send (sent: SentRequest, agent: Agent | false): Promise<ServerResponse | undefined> {
  const { method, url, headers } = sent
  const { protocol } = new URL(url)
  return new Promise(resolve => {
    const request = (protocol === 'https:' ? sendSecureRequest : sendRequest)(url, { method, headers: Object.fromEntries(headers), timeout: TIMEOUT, agent }, response => {
      const lines: HeaderLine[] = []
      for (let i = 0; i < response.rawHeaders.length; i += 2) lines.push([response.rawHeaders[i]!, response.rawHeaders[i + 1]!])
      response.resume()
      response.on('close', () => resolve({ status: response.statusCode!, headers: lines }))
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A server can close a kept connection while a request is on its way.
      resolve(request.reusedSocket && error.code === 'ECONNRESET' ? send(sent, false) : undefined)
    })
    request.on('timeout', () => request.destroy(new Error('The server does not respond.')))
    request.end()
  })
}
