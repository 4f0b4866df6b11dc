/** `Strict-Transport-Security`: https://www.rfc-editor.org/rfc/rfc6797.html#section-6.1 */
import { isToken } from '../standard/headers.ts'

export interface StrictTransportSecurity {
  /** Seconds. */
  readonly maxAge: number
  readonly includeSubDomains: boolean
  readonly preload: boolean
}

/** Parses a header value; undefined if browsers ignore it. */
export function parseStrictTransportSecurity (value: string): StrictTransportSecurity | undefined {
  const directives = new Map<string, string>()
  for (const part of value.split(';').map(part => part.trim())) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = (equals === -1 ? part : part.slice(0, equals)).trim().toLowerCase()
    const argument = equals === -1 ? '' : part.slice(equals + 1).trim()
    if (!isToken(name) || directives.has(name)) return undefined
    directives.set(name, argument.startsWith('"') && argument.endsWith('"') ? argument.slice(1, -1) : argument)
  }
  const maxAge = directives.get('max-age')
  if (maxAge === undefined || !/^\d+$/.test(maxAge)) return undefined
  return { maxAge: Number(maxAge), includeSubDomains: directives.has('includesubdomains'), preload: directives.has('preload') }
}
