/** Whether the plugin lints when an application boots. The command `lint` disables it, because it reports the findings itself. */
import { withSetting } from '../command-setting.ts'

/** Set while the command runs. */
const DISABLED = Symbol.for('fastify-cors-policy.lint')

export function isPluginLintDisabled (): boolean {
  return DISABLED in globalThis
}

/** Disables the lint of the plugin during `work`, because it could prevent applications from starting. */
export async function withoutPluginLint<T> (work: () => Promise<T>): Promise<T> {
  return await withSetting(DISABLED, true, work)
}
