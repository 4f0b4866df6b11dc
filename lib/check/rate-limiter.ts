/** Limits the number of concurrent requests and the number of requests per second. */
import { setTimeout as delay } from 'node:timers/promises'

export class RateLimiter {
  /** Minimum milliseconds between the starts of two requests. */
  readonly #interval: number
  readonly #signal: AbortSignal
  #free: number
  readonly #waiting: Array<() => void> = []
  /** Earliest start of the next request, as a time of `performance.now()`. */
  #next = 0

  /**
   * @param rate    requests per second
   * @param atOnce  maximum number of concurrent requests
   * @param signal  ends the wait of all queued requests
   */
  constructor (rate: number, atOnce: number, signal: AbortSignal) {
    this.#interval = 1000 / rate
    this.#free = atOnce
    this.#signal = signal
    signal.addEventListener('abort', () => {
      for (const go of this.#waiting.splice(0)) go()
    })
  }

  /** Waits until the next request may start, in the order of the calls. The caller must call `leave` when the request has ended. */
  async enter (): Promise<void> {
    if (this.#free > 0) this.#free--
    else if (!this.#signal.aborted) await new Promise<void>(resolve => this.#waiting.push(resolve))
    const now = performance.now()
    const start = Math.max(now, this.#next)
    this.#next = start + this.#interval
    if (start > now) await delay(start - now, undefined, { signal: this.#signal }).catch(() => {})
  }

  leave (): void {
    const go = this.#waiting.shift()
    if (go === undefined) this.#free++
    else go()
  }
}
