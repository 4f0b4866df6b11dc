/** The messages in the consoles of browsers for a failed `fetch()` without redirects. */
import type { Engine, Failure, SentRequest, ServerResponse, SimulatedFetch } from '../../types/browser.ts'
import type { ConsoleMessages, ExplainedRequest } from '../../types/explanation.ts'
import { isOkStatus } from '../standard/statuses.ts'
import { consoleSentence } from './console.ts'

/** The failure of a simulation, with what the messages name. */
interface FailedRequest {
  readonly failure: Failure
  readonly isPreflight: boolean
  /** The status of the response that fails. */
  readonly status: number
  readonly request: ExplainedRequest
}

/**
 * The message of each engine.
 *
 * @param simulateIn  simulates the request in an engine
 * @param responseTo  the response to a request
 */
export function consoleMessages (
  request: ExplainedRequest, simulateIn: (engine: Engine) => SimulatedFetch, responseTo: (sent: SentRequest) => ServerResponse
): ConsoleMessages {
  const failedIn = (engine: Engine): FailedRequest | undefined => {
    const { failure, requests } = simulateIn(engine)
    const last = requests.at(-1)
    if (failure === undefined) return undefined
    return { failure, isPreflight: last?.kind === 'preflight', status: last === undefined ? 0 : responseTo(last).status, request }
  }
  const inChromium = failedIn('chromium')
  return {
    chromium: inChromium === undefined ? null : consoleSentence(inChromium.failure, request.url, request.origin) ?? null,
    firefox: firefoxMessage(failedIn('firefox')),
    safari: safariMessage(failedIn('safari'))
  }
}

/** By the code of the failure: `%` is replaced with the parameter, `#` with the status. Firefox writes some URLs in quotes. */
const FIREFOX: ReadonlyMap<string, string> = new Map([
  ['local-network', '(Reason: CORS request did not succeed). Status code: (null).'],
  ['allow-origin-missing', '(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: #.'],
  ['allow-origin-lists-several', '(Reason: CORS header ‘Access-Control-Allow-Origin’ does not match ‘%’).'],
  ['allow-origin-is-not-a-url', '(Reason: CORS header ‘Access-Control-Allow-Origin’ does not match ‘%’).'],
  ['allow-origin-differs', '(Reason: CORS header ‘Access-Control-Allow-Origin’ does not match ‘%’).'],
  ['wildcard-with-credentials', '(Reason: Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).'],
  ['allow-credentials-missing', '(Reason: expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).'],
  ['allow-credentials-is-not-true', '(Reason: expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).'],
  ['preflight-redirects', '(Reason: CORS request external redirect not allowed).'],
  ['preflight-status-is-not-ok', '(Reason: CORS preflight response did not succeed). Status code: #.'],
  ['method-not-allowed', '(Reason: Did not find method in CORS header ‘Access-Control-Allow-Methods’).'],
  ['authorization-not-listed', '(Reason: header ‘%’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).'],
  ['header-not-allowed', '(Reason: header ‘%’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).']
])

function firefoxMessage (failed: FailedRequest | undefined): string | null {
  if (failed === undefined) return null
  const { failure: { code, parameter }, request: { url }, status } = failed
  if (code === 'mixed-content') return `Blocked loading mixed active content “${url}”`
  const reason = FIREFOX.get(code)
  if (reason === undefined) return null
  const named = code === 'wildcard-with-credentials' ? `‘${url}’` : url
  return `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${named}. ` +
    filled(reason, { '%': parameter, '#': String(status) })
}

const NOT_ALLOWED = 'Origin @ is not allowed by Access-Control-Allow-Origin. Status code: #'

/** `@` is replaced with the origin. */
const SAFARI: ReadonlyMap<string, string> = new Map([
  ['allow-origin-missing', NOT_ALLOWED],
  ['allow-origin-lists-several', 'Access-Control-Allow-Origin cannot contain more than one origin.'],
  ['allow-origin-is-not-a-url', NOT_ALLOWED],
  ['allow-origin-differs', NOT_ALLOWED],
  ['wildcard-with-credentials', 'Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.'],
  ['allow-credentials-missing', 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".'],
  ['allow-credentials-is-not-true', 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".'],
  ['preflight-status-is-not-ok', 'Preflight response is not successful. Status code: #'],
  ['method-not-allowed', 'Method % is not allowed by Access-Control-Allow-Methods.'],
  ['authorization-not-listed', 'Request header field % is not allowed by Access-Control-Allow-Headers.'],
  ['header-not-allowed', 'Request header field % is not allowed by Access-Control-Allow-Headers.']
])

function safariMessage (failed: FailedRequest | undefined): string | null {
  if (failed === undefined) return null
  const { failure: { code, parameter }, isPreflight, request: { url, origin, headers }, status } = failed
  if (code === 'mixed-content') {
    return `[blocked] The page at ${origin}/ requested insecure content from ${url}. This content was blocked and must be served over HTTPS.`
  }
  // Safari checks the status of a preflight first.
  const sentence = SAFARI.get(isPreflight && !isOkStatus(status) ? 'preflight-status-is-not-ok' : code)
  if (sentence === undefined) return null
  // It shows a header in the spelling of the page.
  const shown = headers.find(([name]) => name.toLowerCase() === parameter)?.[0] ?? parameter
  return `${filled(sentence, { '%': shown, '@': origin, '#': String(status) })}\nFetch API cannot load ${url} due to access control checks.`
}

function filled (sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/[%@#]/g, mark => values[mark]!)
}
