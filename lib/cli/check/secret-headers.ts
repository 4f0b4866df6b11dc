/** `--header`, `--cookie-env`, `--auth-env` → header lines, which no message shows. */
import { isToken } from '../../standard/headers.ts'
import { UsageError, type Io } from '../io.ts'
import type { CheckValues } from './values.ts'

/** What the check says itself, and what frames a message. */
const OWN = /^(?:origin|access-control-request-.*|host|connection|keep-alive|content-length|transfer-encoding|upgrade|expect|te|trailer)$/i

/** @throws UsageError for what is no header line, is given twice, or has no variable */
export function secretHeaders ({ header = [], 'cookie-env': cookie, 'auth-env': auth }: CheckValues, { env }: Io): Readonly<Record<string, string>> {
  const lines = new Map<string, readonly [name: string, value: string]>()
  const add = (option: string, name: string, value: string): void => {
    if (!isToken(name)) throw new UsageError(`${option} is "Name: value", and the name is none`)
    if (OWN.test(name)) throw new UsageError(`${option} ${name}: is a header that the check sets itself`)
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new UsageError(`${option} ${name}: has a character that no header can have`)
    if (lines.has(name.toLowerCase())) throw new UsageError(`${option}: ${name} is given twice`)
    lines.set(name.toLowerCase(), [name, value])
  }
  for (const text of header) {
    const colon = text.indexOf(':')
    add('--header', text.slice(0, Math.max(colon, 0)).trim(), text.slice(colon + 1).trim())
  }
  for (const [option, name, variable] of [['--cookie-env', 'Cookie', cookie], ['--auth-env', 'Authorization', auth]] as const) {
    if (variable === undefined) continue
    const value = env[variable]?.trim() ?? ''
    if (value === '') throw new UsageError(`${option} ${variable}: the variable is not set, or empty`)
    add(option, name, value)
  }
  return Object.fromEntries(lines.values())
}
