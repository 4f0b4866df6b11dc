/** The header fields that a decision sends, by name in lower case. */
import { headerLines } from '../lib/explain/header-lines.ts'
import type { CorsDecision } from '../types/decision.ts'

export function headersOf (decision: CorsDecision, origin: string | undefined): Record<string, string> {
  return Object.fromEntries(headerLines(decision, origin))
}

/** The fields of the CORS protocol and `Vary` among a response's headers. */
export function corsHeadersOf (headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers)
    .filter(([name]) => name.startsWith('access-control-') || name === 'vary'))
}
