/** Requests without a response end at once, and never before the others have theirs: a slow machine changes nothing. */
import { mock } from 'node:test'
import type { CheckOptions } from '../../../types/check.ts'

/** Milliseconds that pass only by `Silence`. */
const TIMEOUT = 60_000

/** Requests that a check sends at once. */
const AT_ONCE = 4

/** Controls the timers of one check until the test `t` is over. */
export class Silence {
  #pending = 0
  #left = Infinity

  /** Of the check. */
  readonly options: CheckOptions = {
    timeout: TIMEOUT,
    maxTime: 100 * TIMEOUT,
    onProgress: (done, planned) => {
      // What is planned next is not known yet when all is done.
      this.#left = planned === done ? Infinity : planned - done
      this.#pass()
    }
  }

  constructor (t: { teardown (end: () => unknown): unknown }) {
    mock.timers.enable({ apis: ['setTimeout'] })
    t.teardown(() => { mock.timers.reset() })
  }

  /** Says that the server has received a request to which it does not respond. */
  add (): void {
    this.#pending++
    this.#pass()
  }

  /** Lets the timeout pass if the check waits only for requests without a response. */
  #pass (): void {
    if (this.#pending === 0 || this.#pending < Math.min(AT_ONCE, this.#left)) return
    this.#pending = 0
    setImmediate(() => { mock.timers.tick(TIMEOUT) })
  }
}
