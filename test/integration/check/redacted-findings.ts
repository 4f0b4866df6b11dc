/** What a report shows of a response, of texts and of requests with secrets. */
import type { PlainFinding } from '../../../lib/check/diagnosis.ts'
import { redactFindings, type RawExchange, type RawFinding } from '../../../lib/check/redact-findings.ts'

export const KIND = { id: 'secret-in-names', severity: 'info', area: 'access', probe: 'p', url: 'http://api.test/', subject: '', message: '', expected: [], actual: [], why: '', recommendation: '', reference: '' } as const

export type Lines = ReadonlyArray<readonly [string, string]>

interface Given {
  /** Header lines of the response. */
  readonly lines?: Lines
  /** Secret headers of the user. */
  readonly headers?: Record<string, string>
  readonly finding?: Partial<RawFinding>
  readonly request?: { readonly url?: string, readonly headers?: Lines, readonly containsResponseText?: boolean }
}

/** A finding with one exchange after redaction. */
export function shown ({ lines = [], headers = {}, finding = {}, request: { url = 'http://api.test/a', headers: sent = [], containsResponseText = false } = {} }: Given): PlainFinding {
  const exchange: RawExchange = { request: { method: 'GET', url, headers: sent }, response: { status: 200, headers: lines }, failure: null, containsResponseText }
  const [one] = redactFindings([{ ...KIND, exchanges: [exchange], ...finding }], [exchange, { ...exchange, response: undefined, failure: 'none' }], { headers })
  return one!
}

/** The headers of a response after redaction. */
export function linesOf (lines: Lines, headers: Record<string, string> = {}): Lines {
  return shown({ lines, headers }).exchanges[0]!.response!.headers
}

/** The value of another header after redaction. */
export function redacted (value: string, headers: Record<string, string>): string {
  return linesOf([['X-Text', value]], headers)[0]![1]
}

/** A text of one response after redaction, if another response sets cookies. */
export function redactedWithCookies (cookies: readonly string[], text: string): string {
  const exchange = (headers: Lines): RawExchange => ({ request: { method: 'GET', url: 'http://api.test/', headers: [] }, response: { status: 200, headers }, failure: null, containsResponseText: false })
  const one = exchange([['X-Text', text]])
  const [finding] = redactFindings([{ ...KIND, exchanges: [one] }], [exchange(cookies.map(cookie => ['Set-Cookie', cookie])), one], {})
  return finding!.exchanges[0]!.response!.headers[0]![1]
}
