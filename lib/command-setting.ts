/** Settings of a command for the applications that it starts. */

/**
 * Sets a value on `globalThis` during `work`. A variable of a module would not reach the plugin, which can belong to another copy of this
 * package.
 *
 * @param key  a symbol of `Symbol.for`
 */
export async function withSetting<T> (key: symbol, value: unknown, work: () => Promise<T>): Promise<T> {
  Object.defineProperty(globalThis, key, { value, configurable: true })
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(globalThis, key)
  }
}
