/** Whether the plugin lints when an application boots. The command `lint` disables it, because it reports the findings itself. */

/** Set on `globalThis` while the command runs. The command and the plugin can be copies of this module, of different versions. */
const DISABLED = Symbol.for('fastify-cors-policy.lint')

export function isPluginLintDisabled (): boolean {
  return DISABLED in globalThis
}

/** Disables the lint of the plugin during `work`, because it could prevent applications from starting. */
export async function withoutPluginLint<T> (work: () => Promise<T>): Promise<T> {
  Object.defineProperty(globalThis, DISABLED, { value: true, configurable: true })
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(globalThis, DISABLED)
  }
}
