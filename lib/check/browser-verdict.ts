/** Evaluates responses with the browser model, so that no probe compares header values itself. */
import type { SimulatedFetch, HeaderLine, ServerResponse } from '../../types/browser.ts'
import { scriptedServer, simulateFetch } from '../browser/exchange.ts'
import { getValue } from '../browser/header-values.ts'
import { isRedirectStatus } from '../standard/statuses.ts'

/** A request of a page. */
export interface SimulatedPageRequest {
  readonly origin: string
  readonly url: string
  readonly credentials: boolean
  readonly method?: string
  /** Names of the headers that the page sets, with values that need a preflight. */
  readonly requestHeaders?: readonly string[]
}

/** The headers on which the outcome depends. The probes that use the model do not need the exposed headers. */
const RELEVANT_HEADERS: ReadonlySet<string> = new Set(['location', 'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age'])

/** Responses reduced to these headers. A response may have thousands of others, and is evaluated many times. */
const RELEVANT_PARTS = new WeakMap<ServerResponse, ServerResponse>()

function relevantPart (response: ServerResponse | undefined): ServerResponse | undefined {
  let part = response && RELEVANT_PARTS.get(response)
  if (response !== undefined && part === undefined) {
    part = { status: response.status, headers: Object.freeze(response.headers.filter(([name]) => RELEVANT_HEADERS.has(name.toLowerCase()))) }
    RELEVANT_PARTS.set(response, part)
  }
  return part
}

/** Simulates the request of a page with the given responses. */
export function simulateExchange (
  { origin, url, credentials, method = 'GET', requestHeaders = [] }: SimulatedPageRequest,
  { preflight, response }: { readonly preflight?: ServerResponse | undefined, readonly response?: ServerResponse | undefined }
): Pick<SimulatedFetch, 'outcome' | 'failure'> {
  const headers = requestHeaders.map((name): HeaderLine => [name, name === 'content-type' ? 'application/json' : 'x'])
  return simulateFetch({ origin, url, method, headers, credentials: credentials ? 'include' : 'omit' }, scriptedServer([{ preflight: relevantPart(preflight), response: relevantPart(response) }]))
}

/** Whether a page can read the response to a simple GET; false for a redirect. */
export function canRead (origin: string, url: string, credentials: boolean, response: ServerResponse | undefined): boolean {
  return response !== undefined && !isRedirect(response) && simulateExchange({ origin, url, credentials }, { response }).outcome === 'allow'
}

/** Whether the response to a preflight lets the browser send the actual request. */
export function isApproved (request: SimulatedPageRequest, preflight: ServerResponse | undefined): boolean {
  // The script has no response to the actual request, so the simulation ends there.
  return preflight !== undefined && simulateExchange(request, { preflight }).failure?.code === 'no-response'
}

/** Whether a browser follows the response. */
export function isRedirect ({ status, headers }: ServerResponse): boolean {
  return isRedirectStatus(status) && getValue(headers, 'location') !== undefined
}

/** The status, the CORS headers and `Vary` of a response, as lines of a report. */
export function corsLines ({ status, headers }: ServerResponse): readonly string[] {
  const lines = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('access-control-') || name === 'vary')
  return [`status ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`)]
}
