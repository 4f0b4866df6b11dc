/** Reads the headers of `--header`, `--cookie-env` and `--auth-env`. Messages never contain their values. */
import { isToken } from '../../standard/headers.ts'
import { UsageError, type Io } from '../io.ts'
import type { CheckValues } from './flag-types.ts'

/** Headers that the check or the HTTP client sets itself. */
const OWN = /^(?:origin|access-control-request-.*|host|connection|keep-alive|content-length|transfer-encoding|upgrade|expect|te|trailer)$/i

/** @throws UsageError for an invalid or duplicate header, or an unset variable */
export function secretHeaders ({ header = [], 'cookie-env': cookie, 'auth-env': auth }: CheckValues, { env }: Io): Readonly<Record<string, string>> {
  const lines = new Map<string, readonly [name: string, value: string]>()
  /** @param where  the argument, without a value */
  const add = (option: string, name: string, value: string, where = `${option} ${name}`): void => {
    if (!isToken(name)) throw new UsageError(`${option}: The header name is invalid. Use "Name: value".`)
    if (OWN.test(name)) throw new UsageError(`${where}: The check sets this header itself. Remove it.`)
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new UsageError(`${where}: The value has a character that is not allowed in headers.`)
    if (lines.has(name.toLowerCase())) throw new UsageError(`${where}: The header ${name} is set twice. Remove one of them.`)
    lines.set(name.toLowerCase(), [name, value])
  }
  for (const text of header) {
    const colon = text.indexOf(':')
    add('--header', text.slice(0, Math.max(colon, 0)).trim(), text.slice(colon + 1).trim())
  }
  for (const [option, name, variable] of [['--cookie-env', 'Cookie', cookie], ['--auth-env', 'Authorization', auth]] as const) {
    if (variable === undefined) continue
    const value = env[variable]?.trim() ?? ''
    if (value === '') throw new UsageError(`${option} ${variable}: The environment variable is not set, or empty.`)
    add(option, name, value, `${option} ${variable}`)
  }
  return Object.fromEntries(lines.values())
}
