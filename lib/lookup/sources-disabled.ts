/** Whether sources start when an application boots. Commands that do not need the origins disable it, because they must not need the stores. */
import { withSetting } from '../command-setting.ts'

/** Set while such a command runs. */
const DISABLED = Symbol.for('fastify-cors-policy.sources')

export function areSourcesDisabled (): boolean {
  return DISABLED in globalThis
}

/** Disables the start of sources during `work`. */
export async function withoutSources<T> (work: () => Promise<T>): Promise<T> {
  return await withSetting(DISABLED, true, work)
}
