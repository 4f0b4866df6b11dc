/** Who may send when: few requests at a time, and so many per second. */
import { setTimeout as delay } from 'node:timers/promises'

export class RateLimiter {
  /** Milliseconds from one start to the next. */
  readonly #interval: number
  readonly #signal: AbortSignal
  #free: number
  readonly #waiting: Array<() => void> = []
  /** When the next request may start. */
  #next = 0

  /**
   * @param rate    requests per second
   * @param atOnce  requests at a time
   * @param signal  ends all waiting, so that everybody has a turn
   */
  constructor (rate: number, atOnce: number, signal: AbortSignal) {
    this.#interval = 1000 / rate
    this.#free = atOnce
    this.#signal = signal
    signal.addEventListener('abort', () => {
      for (const go of this.#waiting.splice(0)) go()
    })
  }

  /** Waits for a turn, first come first served. Who has had a turn must call `leave`. */
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
