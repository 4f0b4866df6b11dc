/** Sends requests to one host, few at a time, and hands over what comes back, literally. */
import type { LookupAddress } from 'node:dns'
import { Pool } from 'undici'
import type { CheckOptions, CheckRequest } from '../../types/check.ts'
import { sendRequest, type Outcome } from './send-request.ts'
import { CONNECTION_REFUSED, NO_ANSWER_IN_TIME } from './failure-words.ts'
import { RateLimiter } from './rate-limiter.ts'

/** The server cannot be reached, or does not want to be asked. */
export class UnreachableError extends Error {}

/** Of `CheckOptions`. A server that is slow is asked more slowly, as few requests are under way at a time. */
const DEFAULTS = { timeout: 5000, maxRequests: 300, maxTime: 120_000, rate: 100 }

/** Connections, and requests, at a time. */
const CONNECTIONS = 4

/** Bytes of all header lines of an answer. */
const MAX_HEADERS = 64 * 1024

/** Requests in a row without a sign of life, after which no more are sent: two on each connection. */
const SILENCES = 2 * CONNECTIONS

const TIME_IS_UP = 'the time is up'

const LEFT_ALONE = 'the server asks to be left alone (429): try a lower rate, and a longer time'

export class HttpClient {
  readonly #pool: Pool
  readonly #pace: RateLimiter
  readonly #closing = new AbortController()
  readonly #signal: AbortSignal
  readonly #timeout: number
  /** When nothing is sent or waited for any more, by the clock of `performance`. */
  readonly #end: number
  readonly #alarm: NodeJS.Timeout
  readonly #encoding: 'latin1' | 'utf8'
  #left: number
  /** Why no more is sent. */
  #stopped: string | undefined
  #sent = 0
  #silences = 0

  /** @param origin  of http or https; nothing is sent elsewhere */
  constructor (origin: string, { timeout = DEFAULTS.timeout, maxRequests = DEFAULTS.maxRequests, maxTime = DEFAULTS.maxTime, rate = DEFAULTS.rate, insecure = false, http2 = false, resolve, signal }: CheckOptions) {
    this.#timeout = timeout
    this.#left = maxRequests
    this.#end = performance.now() + maxTime
    this.#encoding = http2 ? 'utf8' : 'latin1'
    this.#signal = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal])
    const over = new AbortController()
    this.#alarm = setTimeout(() => over.abort(), maxTime)
    this.#pace = new RateLimiter(rate, CONNECTIONS, AbortSignal.any([this.#signal, over.signal]))
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      maxHeaderSize: MAX_HEADERS,
      allowH2: http2,
      connect: { rejectUnauthorized: !insecure, timeout, ...resolve !== undefined && { lookup: lookupOf(resolve) } },
      // A look-up is for all addresses.
      autoSelectFamily: true
    })
  }

  /** Milliseconds until the time is up; less than none afterwards. */
  get timeLeft (): number {
    return this.#end - performance.now()
  }

  /** How many requests were sent. */
  get sent (): number {
    return this.#sent
  }

  /** Sends a request with the header lines as they are; never rejects but with what ends the whole check. */
  async send (request: CheckRequest): Promise<Outcome> {
    this.#signal.throwIfAborted()
    if (this.#left === 0) return { failure: 'not sent, as the most requests that are allowed have been sent' }
    this.#left--
    await this.#pace.enter()
    this.#signal.throwIfAborted()
    const { timeLeft } = this
    if (timeLeft <= 0) this.#stopped ??= TIME_IS_UP
    if (this.#stopped !== undefined) {
      this.#pace.leave()
      return { failure: `not sent, as ${this.#stopped}` }
    }
    this.#sent++
    const isCutShort = timeLeft < this.#timeout
    const outcome = await sendRequest(this.#pool, request, {
      timeout: isCutShort ? timeLeft : this.#timeout, signal: this.#signal, encoding: this.#encoding, onOver: () => this.#pace.leave()
    })
    const isGivenUp = isCutShort && 'failure' in outcome && outcome.failure === NO_ANSWER_IN_TIME
    return isGivenUp ? { failure: `given up, as ${TIME_IS_UP}` } : this.#heard(outcome)
  }

  /** Ends what is under way; what waits is not sent. */
  async close (): Promise<void> {
    clearTimeout(this.#alarm)
    this.#closing.abort(new UnreachableError('the check is over'))
    await this.#pool.destroy()
  }

  /** Who says that it is too much is asked no more, and neither is who says nothing. */
  #heard (outcome: Outcome): Outcome {
    if ('answer' in outcome && outcome.answer.status === 429) {
      this.#stopped ??= LEFT_ALONE
      return { failure: LEFT_ALONE }
    }
    const isSilent = 'failure' in outcome && (outcome.failure === NO_ANSWER_IN_TIME || outcome.failure === CONNECTION_REFUSED)
    this.#silences = isSilent ? this.#silences + 1 : 0
    if (this.#silences === SILENCES) this.#stopped ??= 'the server answers no more'
    return outcome
  }
}

function lookupOf (address: string) {
  const found = [{ address, family: address.includes(':') ? 6 : 4 }]
  return (_host: string, _options: object, done: (error: null, found: LookupAddress[]) => void): void => done(null, found)
}
