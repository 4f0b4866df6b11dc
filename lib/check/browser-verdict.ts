/** Evaluates responses with the browser model, so that no probe compares header values itself. */
import type { SimulatedFetch, HeaderLine, ServerResponse } from '../../types/browser.ts'
import { scriptedServer, simulateFetch } from '../browser/exchange.ts'
import { getValue } from '../browser/header-values.ts'

/** A request of a page. */
export interface CorsPageQuestion {
  readonly origin: string
  readonly url: string
  readonly credentials: boolean
  readonly method?: string
  /** Names of the headers that the page sets, with values that need a preflight. */
  readonly requestHeaders?: readonly string[]
}

/** The headers on which the outcome depends. The probes that use the model do not need the exposed headers. */
const TELLING: ReadonlySet<string> = new Set(['location', 'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age'])

/** Responses reduced to these headers. A response may have thousands of others, and is evaluated many times. */
const WITHOUT_OTHERS = new WeakMap<ServerResponse, ServerResponse>()

function tellingPart (answer: ServerResponse | undefined): ServerResponse | undefined {
  let part = answer && WITHOUT_OTHERS.get(answer)
  if (answer !== undefined && part === undefined) {
    part = { status: answer.status, headers: Object.freeze(answer.headers.filter(([name]) => TELLING.has(name.toLowerCase()))) }
    WITHOUT_OTHERS.set(answer, part)
  }
  return part
}

/** Simulates the request of a page with the given responses. */
export function converse (
  { origin, url, credentials, method = 'GET', requestHeaders = [] }: CorsPageQuestion,
  { preflight, response }: { readonly preflight?: ServerResponse | undefined, readonly response?: ServerResponse | undefined }
): Pick<SimulatedFetch, 'outcome' | 'failure'> {
  const headers = requestHeaders.map((name): HeaderLine => [name, name === 'content-type' ? 'application/json' : 'x'])
  return simulateFetch({ origin, url, method, headers, credentials: credentials ? 'include' : 'omit' }, scriptedServer([{ preflight: tellingPart(preflight), response: tellingPart(response) }]))
}

/** Whether a page can read the response to a simple GET; false for a redirect. */
export function mayRead (origin: string, url: string, credentials: boolean, response: ServerResponse | undefined): boolean {
  return response !== undefined && !isRedirect(response) && converse({ origin, url, credentials }, { response }).outcome === 'allow'
}

/** Whether the response to a preflight lets the browser send the actual request. */
export function isApproved (question: CorsPageQuestion, preflight: ServerResponse | undefined): boolean {
  // The script has no response to the actual request, so the simulation ends there.
  return preflight !== undefined && converse(question, { preflight }).failure?.code === 'no-answer'
}

/** https://fetch.spec.whatwg.org/#redirect-status */
export function isRedirect ({ status, headers }: ServerResponse): boolean {
  return [301, 302, 303, 307, 308].includes(status) && getValue(headers, 'location') !== undefined
}

/** The status, the CORS headers and `Vary` of a response, as lines of a report. */
export function corsLines ({ status, headers }: ServerResponse): readonly string[] {
  const lines = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('access-control-') || name === 'vary')
  return [`status ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`)]
}

/** The header lines of a preflight, as a browser sends it: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
export function preflightLines (origin: string, method: string, requestHeaders: readonly string[] = []): HeaderLine[] {
  const names = [...requestHeaders].map(name => name.toLowerCase()).sort().join(',')
  return [
    ['Origin', origin],
    ['Access-Control-Request-Method', method],
    ...names === '' ? [] : [['Access-Control-Request-Headers', names] as const]
  ]
}
