/** The results of `corsFrameworkErrors`, which the boot recognizes among the options of an application. */

const handlers = new WeakSet<object>()

/** Records a result of `corsFrameworkErrors`. */
export function addFrameworkErrorHandler (handler: object): void {
  handlers.add(handler)
}

/** Whether a value is a result of `corsFrameworkErrors`. */
export function isFrameworkErrorHandler (value: unknown): boolean {
  return typeof value === 'function' && handlers.has(value)
}
