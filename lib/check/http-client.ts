/** Sends requests to one host, a few at a time, and returns the raw responses. */
import type { LookupAddress } from 'node:dns'
import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import type { ServerResponse } from '../../types/browser.ts'
import type { CheckOptions, CheckRequest } from '../../types/check.ts'
import { sendRequest, type Outcome } from './send-request.ts'
import { CONNECTION_CLOSED, CONNECTION_REFUSED, RESPONSE_TIMEOUT } from './no-response-reasons.ts'
import { RateLimiter } from './rate-limiter.ts'

/** The server does not respond to the first request, or responds with 429. `code` is `FST_CORS_CHECK_UNREACHABLE`. */
export class UnreachableError extends Error {
  /** The name of the class. */
  override readonly name = 'UnreachableError'
  /** Stable, for programs that handle the error. */
  readonly code = 'FST_CORS_CHECK_UNREACHABLE'
}

/** Defaults of `CheckOptions`. The limit of concurrent requests slows the check down for slow servers. */
const DEFAULTS = { timeout: 5000, maxRequests: 300, maxTime: 120_000, rate: 100 }

/** Maximum number of connections, and of concurrent requests. */
const CONNECTIONS = 4

/** Maximum size of the headers of a response in bytes. */
const MAX_HEADER_SIZE = 64 * 1024

/** Number of consecutive requests without a response after which the check stops: two on each connection. */
const MAX_CONSECUTIVE_FAILURES = 2 * CONNECTIONS

const TIME_LIMIT_REACHED = 'the time limit is reached'

const TOO_MANY_REQUESTS = 'the server responded with 429 (too many requests): use a lower rate and a longer maximum time'
const OVERLOADED = 'the server responded with 503 after it had responded to the same request: it limits requests or is overloaded, so use a lower rate and a longer maximum time'

/** If one `OPTIONS` request on each connection in a row gets no response, no others are sent. */
const MAX_UNANSWERED_OPTIONS = CONNECTIONS

/** Milliseconds before the second attempt after a 503: enough for a server that was busy or started again. */
const PAUSE = 1000

/** Maximum number of requests with a second attempt. */
const MAX_RETRIES = 10

export class HttpClient {
  readonly #pool: Pool
  readonly #pace: RateLimiter
  readonly #closing = new AbortController()
  readonly #signal: AbortSignal
  readonly #timeout: number
  /** When the check stops sending and waiting, as a time of `performance.now()`. */
  readonly #end: number
  readonly #alarm: NodeJS.Timeout
  readonly #encoding: 'latin1' | 'utf8'
  #requestsLeft: number
  #retriesLeft = MAX_RETRIES
  /** Why the check stopped sending requests; undefined while it sends. */
  #stopped: string | undefined
  #sent = 0
  #consecutiveFailures = 0
  /** Why no more `OPTIONS` requests are sent. */
  #optionsStopped: string | undefined
  #unansweredOptions = 0
  /** Whether an ordinary request has got a response that is not a server error. */
  #hasResponded = false
  #limited: string | undefined

  /** @param origin  http or https origin; all requests go to it */
  constructor (origin: string, { timeout = DEFAULTS.timeout, maxRequests = DEFAULTS.maxRequests, maxTime = DEFAULTS.maxTime, rate = DEFAULTS.rate, insecure = false, http2 = false, resolve, signal }: CheckOptions) {
    this.#timeout = timeout
    this.#requestsLeft = maxRequests
    this.#end = performance.now() + maxTime
    this.#encoding = http2 ? 'utf8' : 'latin1'
    this.#signal = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal])
    const over = new AbortController()
    this.#alarm = setTimeout(() => over.abort(), maxTime)
    this.#pace = new RateLimiter(rate, CONNECTIONS, AbortSignal.any([this.#signal, over.signal]))
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_SIZE,
      allowH2: http2,
      connect: { rejectUnauthorized: !insecure, timeout, ...resolve !== undefined && { lookup: lookupOf(resolve) } },
      // With this option, `lookup` returns a list of addresses.
      autoSelectFamily: true
    })
  }

  /** Milliseconds until the time limit; negative afterwards. */
  get timeLeft (): number {
    return this.#end - performance.now()
  }

  /** Number of requests that were sent. */
  get sent (): number {
    return this.#sent
  }

  /** The reason, if the server has stopped the check by limiting the requests. */
  get limited (): string | undefined {
    return this.#limited
  }

  /**
   * Sends a request with its header lines unchanged. Rejects only if the check is aborted or closed.
   *
   * @param isOrdinary  whether it differs from other ordinary requests only in its origin, so that a status of 503 means a limit
   */
  async send (request: CheckRequest, isOrdinary = false): Promise<Outcome> {
    const isBusyAfter = (outcome: Outcome): boolean => isOrdinary && 'response' in outcome && outcome.response.status === 503
    const outcome = await this.#attempt(request)
    const isBusy = isBusyAfter(outcome)
    // Browsers send a request again, too, if the server closes a connection that was open before.
    const isClosed = 'failure' in outcome && outcome.failure === CONNECTION_CLOSED && request.body === undefined
    if (!(isBusy || isClosed) || this.#retriesLeft === 0 || this.#requestsLeft === 0 || this.timeLeft < 2 * PAUSE) return this.#handleOutcome(outcome, request.method, isOrdinary)
    this.#retriesLeft--
    if (isBusy) await delay(PAUSE, undefined, { signal: this.#signal }).catch(() => {})
    const second = await this.#attempt(request)
    // The server is busy for longer than a moment.
    if (isBusyAfter(second)) this.#retriesLeft = 0
    return this.#handleOutcome(second, request.method, isOrdinary)
  }

  /** Sends the request if there is still room for it. */
  async #attempt (request: CheckRequest): Promise<Outcome> {
    this.#signal.throwIfAborted()
    if (this.#requestsLeft === 0) return { failure: 'not sent, because the maximum number of requests is reached' }
    this.#requestsLeft--
    await this.#pace.enter()
    this.#signal.throwIfAborted()
    const { timeLeft } = this
    if (timeLeft <= 0) this.#stopped ??= TIME_LIMIT_REACHED
    const stopped = this.#stopped ?? (request.method === 'OPTIONS' ? this.#optionsStopped : undefined)
    if (stopped !== undefined) {
      this.#pace.leave()
      return { failure: `not sent, because ${stopped}` }
    }
    this.#sent++
    const isShortened = timeLeft < this.#timeout
    const outcome = await sendRequest(this.#pool, request, {
      timeout: isShortened ? timeLeft : this.#timeout, signal: this.#signal, encoding: this.#encoding, onOver: () => this.#pace.leave()
    })
    const isCanceled = isShortened && 'failure' in outcome && outcome.failure === RESPONSE_TIMEOUT
    return isCanceled ? { failure: `canceled, because ${TIME_LIMIT_REACHED}` } : outcome
  }

  /** Cancels pending requests. Queued requests are not sent. */
  async close (): Promise<void> {
    clearTimeout(this.#alarm)
    this.#closing.abort(new UnreachableError('the check has ended'))
    await this.#pool.destroy()
  }

  /** Stops the check if the server limits requests, or no longer responds. */
  #handleOutcome (outcome: Outcome, method: string, isOrdinary: boolean): Outcome {
    const limit = 'response' in outcome ? this.#limitOf(outcome.response, isOrdinary) : undefined
    if (limit !== undefined) {
      this.#limited = limit
      this.#stopped ??= limit
      return { failure: limit }
    }
    const isUnresponsive = 'failure' in outcome && (outcome.failure === RESPONSE_TIMEOUT || outcome.failure === CONNECTION_REFUSED)
    if (method === 'OPTIONS') {
      this.#unansweredOptions = isUnresponsive ? this.#unansweredOptions + 1 : 0
      if (this.#unansweredOptions === MAX_UNANSWERED_OPTIONS) this.#optionsStopped = 'OPTIONS requests get no response'
      return outcome
    }
    this.#consecutiveFailures = isUnresponsive ? this.#consecutiveFailures + 1 : 0
    if (this.#consecutiveFailures === MAX_CONSECUTIVE_FAILURES) this.#stopped ??= 'the server stopped responding'
    return outcome
  }

  /** Why the server responded instead of the endpoint; undefined if it did not limit the requests. */
  #limitOf ({ status }: ServerResponse, isOrdinary: boolean): string | undefined {
    if (status === 429) return TOO_MANY_REQUESTS
    if (!isOrdinary) return undefined
    if (status === 503 && this.#hasResponded) return OVERLOADED
    if (status < 500) this.#hasResponded = true
    return undefined
  }
}

function lookupOf (address: string) {
  const found = [{ address, family: address.includes(':') ? 6 : 4 }]
  return (_host: string, _options: object, done: (error: null, found: LookupAddress[]) => void): void => done(null, found)
}
