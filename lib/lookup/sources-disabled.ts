/** Whether sources start when an application boots. Commands that do not need the origins disable it, because they must not need the stores. */

/** Set on `globalThis` while such a command runs. The command and the plugin can be copies of this module, of different versions. */
const DISABLED = Symbol.for('fastify-cors-policy.sources')

export function areSourcesDisabled (): boolean {
  return DISABLED in globalThis
}

/** Disables the start of sources during `work`. */
export async function withoutSources<T> (work: () => Promise<T>): Promise<T> {
  Object.defineProperty(globalThis, DISABLED, { value: true, configurable: true })
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(globalThis, DISABLED)
  }
}
