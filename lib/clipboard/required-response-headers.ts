/** The response headers that a server must send, so that the page can read the response to its request. */
import type { CorsPageQuestion } from '../../types/question.ts'
import type { HeaderLine, PreflightNeed } from '../../types/browser.ts'
import { simulateFetch } from '../browser/exchange.ts'
import { isSafelistedMethod, normalizeMethod } from '../standard/methods.ts'

/** The headers that allow a request. */
export interface Requirements {
  /** Null if the request needs no preflight. */
  readonly need: PreflightNeed | null
  /** The headers of the response to the preflight, with an ok status. Empty if there is none. */
  readonly preflight: readonly HeaderLine[]
  /** The headers of the response. */
  readonly response: readonly HeaderLine[]
}

/** The headers that allow a request, or undefined if a page cannot send the request at all. */
export function requirementsOf (question: CorsPageQuestion & { readonly url: string }): Requirements | undefined {
  const { origin, url, method = 'GET', headers, credentials } = question
  const { hops } = simulateFetch({ origin, url, method, headers: headers as readonly HeaderLine[], credentials }, () => undefined)
  const [hop] = hops
  if (hop === undefined) return undefined
  const response: HeaderLine[] = [
    ['access-control-allow-origin', origin], ...credentials === 'include' ? [['access-control-allow-credentials', 'true'] as const] : [], ['vary', 'Origin']
  ]
  const need = hop.preflight ?? null
  if (need === null) return { need, preflight: [], response }
  const sent = normalizeMethod(method)
  const preflight: HeaderLine[] = [
    ...response.slice(0, -1),
    ...isSafelistedMethod(sent) ? [] : [['access-control-allow-methods', sent] as const],
    ...need.unsafeHeaderNames.length === 0 ? [] : [['access-control-allow-headers', need.unsafeHeaderNames.join(', ')] as const],
    ['vary', 'Origin']
  ]
  return { need, preflight, response }
}
