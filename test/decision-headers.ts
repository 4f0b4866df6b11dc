/** The header fields that a decision sends, by name in lower case. */
import type { Decision } from '../types/decision.ts'

export function headersOf (decision: Decision, origin: string | undefined): Record<string, string> {
  const fields: ReadonlyArray<readonly [string, string | undefined]> = [
    ['access-control-allow-origin', decision.allowOrigin === 'origin' ? origin : decision.allowOrigin],
    ['access-control-allow-credentials', decision.allowCredentials],
    ['access-control-expose-headers', decision.exposeHeaders],
    ['access-control-allow-methods', decision.allowMethods],
    ['access-control-allow-headers', decision.allowHeaders],
    ['access-control-max-age', decision.maxAge],
    ['vary', decision.vary]
  ]
  return Object.fromEntries(fields.filter((field): field is [string, string] => field[1] !== undefined))
}

/** The fields of the CORS protocol and `Vary` among a response's headers. */
export function corsHeadersOf (headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers)
    .filter(([name]) => name.startsWith('access-control-') || name === 'vary'))
}
