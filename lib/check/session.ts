/** The requests of a check and their responses. Equal requests of several probes, and of several URLs, are sent once. */
import type { ServerResponse } from '../../types/browser.ts'
import type { CheckOptions } from '../../types/check.ts'
import { CONNECTION_CLOSED } from './no-response-reasons.ts'
import { HttpClient, UnreachableError } from './http-client.ts'
import { isOrdinary, keyOf, literalRequest, type LiteralRequest } from './literal-request.ts'
import type { ProbeRequest } from './probe.ts'
import type { RawExchange } from './redact-findings.ts'
import type { CheckTarget } from './target.ts'

export class Session {
  readonly client: HttpClient
  readonly #options: CheckOptions
  readonly #pending = new Map<string, Promise<RawExchange>>()
  /** The exchanges that are complete, by their requests and by their responses. */
  readonly #byKey = new Map<string, RawExchange>()
  readonly #byResponse = new Map<ServerResponse, RawExchange>()

  /** @param origin  all requests go to it */
  constructor (origin: string, options: CheckOptions) {
    this.#options = options
    this.client = new HttpClient(origin, options)
  }

  /** Sends the first request about a target. @throws UnreachableError if it gets no response */
  async assertReachable (target: CheckTarget): Promise<void> {
    const [{ failure }] = await this.sendAll(target, [{ method: 'GET', headers: [] }]) as readonly [RawExchange]
    if (failure !== null) throw new UnreachableError(failure === CONNECTION_CLOSED && target.url.protocol === 'http:' ? `${failure}: if it uses TLS on this port, use a URL with https` : failure)
  }

  sendAll (target: CheckTarget, requests: readonly ProbeRequest[]): Promise<readonly RawExchange[]> {
    return Promise.all(requests.map(request => this.#send(target, request)))
  }

  /** The response to a request that was sent; undefined if it got none. */
  responseTo (target: CheckTarget, request: ProbeRequest): ServerResponse | undefined {
    return this.#byKey.get(keyOf(literalRequest(request, target, this.#options)))?.response
  }

  /** The exchange with a response. */
  exchangeOf (response: ServerResponse): RawExchange {
    return this.#byResponse.get(response)!
  }

  #send (target: CheckTarget, request: ProbeRequest): Promise<RawExchange> {
    const literal = literalRequest(request, target, this.#options)
    const key = keyOf(literal)
    let exchange = this.#pending.get(key)
    if (exchange === undefined) this.#pending.set(key, exchange = this.#exchange(key, literal, isOrdinary(request)))
    return exchange
  }

  async #exchange (key: string, { sent, shown, containsResponseText }: LiteralRequest, isOrdinary: boolean): Promise<RawExchange> {
    const outcome = await this.client.send(sent, isOrdinary)
    const exchange: RawExchange = {
      request: shown,
      response: 'response' in outcome ? outcome.response : undefined,
      failure: 'failure' in outcome ? outcome.failure : null,
      containsResponseText
    }
    this.#byKey.set(key, exchange)
    if (exchange.response !== undefined) this.#byResponse.set(exchange.response, exchange)
    this.#options.onProgress?.(this.#byKey.size, this.#pending.size)
    return exchange
  }
}
