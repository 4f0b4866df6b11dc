import type { ServerResponse } from '../../../types/browser.ts'
import { extractTokens, getValue } from '../../browser/header-values.ts'
import { failureMessage } from '../../browser/failure-messages.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { corsLines, isApproved, isRedirect, simulateExchange } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { family, get, preflight } from '../requests.ts'
import { proxyLines } from '../response-facts.ts'
import { PREFLIGHT_IS_REDIRECTED } from '../shared-kinds.ts'
import type { CheckTarget } from '../target.ts'

/** Number of allowed origins that are tested. Servers handle all allowed origins the same way. */
const MAX_ORIGINS = 3

/** Checks that preflights allow the methods and headers that pages use. */
export const preflights = probe({
  id: 'preflights',
  title: 'preflights allow the methods and headers that pages use',
  area: 'preflight',
  kinds: {
    'preflight-fails': {
      why: 'The browser sends the actual request only if the preflight allows it. Otherwise the page gets a network error.',
      recommendation: 'Respond to OPTIONS requests that have Origin and Access-Control-Request-Method with status 204, Access-Control-Allow-Origin, and the methods and headers in Access-Control-Allow-Methods and Access-Control-Allow-Headers.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    },
    'method-not-allowed': {
      why: 'The browser sends the actual request only if the preflight allows its method. Otherwise the page gets a network error.',
      recommendation: 'Add the method to the list that the server sends in Access-Control-Allow-Methods, or stop using it in pages.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    },
    'header-not-allowed': {
      why: 'The browser sends the actual request only if the preflight allows all headers that the page sets. Otherwise the page gets a network error.',
      recommendation: 'Add the name to the list that the server sends in Access-Control-Allow-Headers, or stop setting the header in pages.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    },
    'preflight-needs-authentication': {
      why: 'A preflight never contains cookies, tokens or client certificates, so it cannot be authenticated.',
      recommendation: 'Handle preflights before authentication.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    },
    'preflight-is-redirected': PREFLIGHT_IS_REDIRECTED
  },
  skip: target => preflightCases(target).length === 0 ? 'no allowed origin is given, or pages send no requests that need a preflight' : null,
  plan: target => ({
    preflights: family(preflightCases(target), ({ origin, method }) => preflight(origin, method, target.requestHeaders)),
    bare: get(target.allowed[0], { omitUserHeaders: true })
  }),
  judge (target, { preflights, bare }, report) {
    const { requestHeaders, credentials, url: { href } } = target
    for (const [{ origin, method }, response] of preflights) {
      const { failure } = simulateExchange({ origin, url: href, credentials, method, requestHeaders }, { preflight: response })
      // The preflight passes. The actual request is not sent.
      if (failure === undefined || failure.code === 'no-response') continue
      // A policy lists the methods of all its routes. This URL may not support all of them.
      if (failure.code === 'method-not-allowed' && !target.areMethodsGiven) continue
      // If only Authorization is missing next to "*", another probe reports it: most browsers accept that.
      if (failure.code === 'authorization-not-listed' && coversAll(response) &&
        isApproved({ origin, url: href, credentials, method, requestHeaders: requestHeaders.filter(name => name !== 'authorization') }, response)) continue
      const id = needsAuthentication(response, bare)
        ? 'preflight-needs-authentication'
        : isRedirect(response) ? 'preflight-is-redirected' : BY_CODE.get(failure.code) ?? 'preflight-fails'
      report(id, {
        severity: 'error',
        subject: `${method} from ${origin}`,
        message: `A page from ${origin} cannot send ${method}${requestHeaders.length === 0 ? '' : ` with ${requestHeaders.join(', ')}`}. ${failureMessage('preflight', failure)}${failure.code === 'method-not-allowed' ? otherCase(method, response) : ''}`,
        expected: [
          'status 204', `access-control-allow-origin: ${origin}`, `access-control-allow-methods: ${method}`,
          ...requestHeaders.length === 0 ? [] : [`access-control-allow-headers: ${requestHeaders.join(', ')}`]
        ],
        actual: [...corsLines(response), ...proxyLines(response)],
        evidence: [response]
      })
    }
  }
})

/** Failures about a name. All other failures have the same fix. */
const BY_CODE = new Map<string, 'method-not-allowed' | 'header-not-allowed'>([['method-not-allowed', 'method-not-allowed'], ['header-not-allowed', 'header-not-allowed'], ['authorization-not-listed', 'header-not-allowed']])

interface PreflightCase {
  readonly origin: string
  readonly method: string
}

function preflightCases ({ allowed, methods, requestHeaders }: CheckTarget): readonly PreflightCase[] {
  const needing = methods.filter(method => !isForbiddenMethod(method) && (requestHeaders.length > 0 || !isSafelistedMethod(method)))
  return allowed.slice(0, MAX_ORIGINS).flatMap(origin => needing.map(method => ({ origin, method })))
}

/** Whether the server rejects requests without credentials, which a preflight never has. */
function needsAuthentication ({ status, headers }: ServerResponse, bare: ServerResponse | undefined): boolean {
  if (status === 401) return true
  return status === 403 && (getValue(headers, 'www-authenticate') !== undefined || bare?.status === 401 || bare?.status === 403)
}

/** A sentence if the list has the method in another case; '' otherwise. */
function otherCase (method: string, { headers }: ServerResponse): string {
  const other = [extractTokens(headers, 'access-control-allow-methods') ?? []].flat().find(name => name.toUpperCase() === method.toUpperCase())
  return other === undefined ? '' : ` Methods are case-sensitive, and the list contains ${other}.`
}

function coversAll ({ headers }: ServerResponse): boolean {
  const names = extractTokens(headers, 'access-control-allow-headers')
  return Array.isArray(names) && names.includes('*')
}
