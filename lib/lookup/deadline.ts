/** Promises with a time limit. */

/** Thrown if a store does not respond in time. */
export class DeadlineError extends Error {
  constructor (what: string, milliseconds: number) {
    super(`${what} took longer than ${milliseconds} ms.`)
    this.name = 'DeadlineError'
  }
}

/**
 * Runs an operation, and waits for its result. `AbortSignal.timeout` would cost more than the rest of a request.
 *
 * @param run     can throw, or return its result at once
 * @param onLate  called with a result that comes too late
 * @throws        DeadlineError, or the error of the operation
 */
export function withDeadline<T> (
  run: () => T | Promise<T>, what: string, milliseconds: number, onLate?: (result: T) => void
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      // If the process was busy for so long, the response may have arrived: it is read before this callback.
      setImmediate(() => {
        isLate = true
        reject(new DeadlineError(what, milliseconds))
      })
    }, milliseconds).unref()
    new Promise<T>((resolve) => { resolve(run()) }).then((result) => {
      clearTimeout(timer)
      if (isLate) onLate?.(result)
      resolve(result)
    }, (error: unknown) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}
