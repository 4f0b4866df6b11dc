/** What a response means for a page, by the rules of browsers. */
import type { IncomingMessage } from 'node:http'
import type { CorsReportedReason } from '../../types/decision-event.ts'
import type { CredentialsMode, HeaderLine, ServerResponse } from '../../types/browser.ts'
import { writeFields, type ResponseHeaders } from '../apply/fields.ts'
import { allowsAnyOrigin, corsCheck } from '../browser/cors-check.ts'
import { factsOf } from '../browser/engines.ts'
import { extractTokens, getValue } from '../browser/header-values.ts'
import { preflightCheck } from '../browser/preflight-check.ts'
import { isPreflight } from './preflight-target.ts'
import { requestedHeaderNames } from './refused-headers.ts'
import type { RequestRecord } from './request-state.ts'

/** What a page may do, without and with credentials. */
export interface PageAccess {
  /** The reason without credentials; null if the response to a preflight fails for another reason, such as its status. */
  readonly omit: CorsReportedReason | null
  readonly include: CorsReportedReason | null
  /** The header names that the page can read, or the seconds for which a preflight is kept, as one text. */
  readonly details: string
}

/** Whether a page can read the response, or send the request of a preflight. */
export function isAccess (reason: CorsReportedReason | null): boolean {
  return reason === 'origin-allowed' || reason === 'any-origin-allowed' || reason === 'no-origin'
}

export function pageAccessOf (raw: IncomingMessage, response: ServerResponse): PageAccess {
  const { origin } = raw.headers
  if (origin === undefined) return { omit: 'no-origin', include: 'no-origin', details: '' }
  const isForPreflight = isPreflight(raw)
  const reason = (credentials: CredentialsMode): CorsReportedReason | null => {
    const code = isForPreflight ? preflightCode(raw, origin, response, credentials) : corsCheck(origin, credentials, response.headers)?.code
    if (code !== undefined) return reasonOf(code)
    return allowsAnyOrigin(response.headers) ? 'any-origin-allowed' : 'origin-allowed'
  }
  return { omit: reason('omit'), include: reason('include'), details: isForPreflight ? maxAgeOf(response) : exposedBy(response) }
}

/** What the policy would send. A request without a policy gets no CORS header. */
export function responseOf (record: RequestRecord | false): ServerResponse {
  const head: ResponseHeaders = {}
  if (record === false) return { status: 200, headers: [] }
  writeFields(head, record.decision, record.origin)
  return { status: record.decision.status ?? 200, headers: Object.entries(head).map(([name, value]): HeaderLine => [name, String(value)]) }
}

/** Only redirects depend on the URL, and none of them is followed. */
const ANY_URL = new URL('http://localhost/')

function preflightCode ({ headers }: IncomingMessage, origin: string, response: ServerResponse, credentials: CredentialsMode): string | undefined {
  const { steps } = preflightCheck({
    origin,
    url: ANY_URL,
    credentials,
    method: String(headers['access-control-request-method']),
    unsafeHeaderNames: requestedHeaderNames(headers['access-control-request-headers'] ?? ''),
    useCorsPreflight: false
  }, response, factsOf('standard'))
  return steps.at(-1)!.finding?.code
}

function reasonOf (code: string): CorsReportedReason | null {
  switch (code) {
    case 'method-not-allowed':
    case 'header-not-allowed': return code
    case 'authorization-not-listed': return 'header-not-allowed'
    case 'wildcard-with-credentials':
    case 'allow-credentials-missing':
    case 'allow-credentials-is-not-true': return 'credentials-not-allowed'
  }
  return code.startsWith('allow-origin-') ? 'origin-not-allowed' : null
}

function maxAgeOf ({ headers }: ServerResponse): string {
  return getValue(headers, 'access-control-max-age') ?? ''
}

function exposedBy ({ headers }: ServerResponse): string {
  const names = extractTokens(headers, 'access-control-expose-headers')
  return Array.isArray(names) ? [...new Set(names.map((name) => name.toLowerCase()))].sort().join(' ') : ''
}
