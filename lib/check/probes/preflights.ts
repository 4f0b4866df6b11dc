import type { ServerResponse } from '../../../types/browser.ts'
import { extractTokens, getValue } from '../../browser/header-values.ts'
import { failureMessage } from '../../browser/failure-messages.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { probe, type ProbeRequest } from '../probe.ts'
import type { CheckTarget } from '../target.ts'
import { simulateExchange, corsLines, isApproved, isRedirect, preflightLines } from '../browser-verdict.ts'

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
    'preflight-needs-authentication': {
      why: 'A preflight never contains cookies, tokens or client certificates, so it cannot be authenticated.',
      recommendation: 'Handle preflights before authentication.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    },
    'preflight-is-redirected': {
      why: 'Browsers do not follow redirects of preflights. The preflight fails for any target.',
      recommendation: 'Handle preflights at the URL that pages use, or change the pages to use the target of the redirect.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  skip: target => Object.keys(preflightCases(target)).length === 0 ? 'no allowed origin is given, or pages send no requests that need a preflight' : null,
  plan: target => ({
    ...Object.fromEntries(Object.entries(preflightCases(target)).map(([name, { request }]) => [name, request])),
    bare: { method: 'GET', headers: [['Origin', target.allowed[0]!]], omitUserHeaders: true }
  }),
  judge (target, responses, report) {
    const { requestHeaders, credentials, url: { href } } = target
    for (const [name, { origin, method }] of Object.entries(preflightCases(target))) {
      const preflight = responses.get(name)
      if (preflight === undefined) continue
      const { failure } = simulateExchange({ origin, url: href, credentials, method, requestHeaders }, { preflight })
      // The preflight passes. The actual request is not sent.
      if (failure === undefined || failure.code === 'no-answer') continue
      // A policy lists the methods of all its routes. This URL may not support all of them.
      if (failure.code === 'method-not-allowed' && !target.areMethodsGiven) continue
      // If only Authorization is missing next to "*", another probe reports it: most browsers accept that.
      if (failure.code === 'authorization-not-listed' && coversAll(preflight) &&
        isApproved({ origin, url: href, credentials, method, requestHeaders: requestHeaders.filter(name => name !== 'authorization') }, preflight)) continue
      const id = needsAuthentication(preflight, responses.get('bare'))
        ? 'preflight-needs-authentication'
        : isRedirect(preflight) ? 'preflight-is-redirected' : 'preflight-fails'
      report(id, {
        severity: 'error',
        subject: `${method} from ${origin}`,
        message: `A page from ${origin} cannot send ${method}${requestHeaders.length === 0 ? '' : ` with ${requestHeaders.join(', ')}`}. ${failureMessage('preflight', failure)}${failure.code === 'method-not-allowed' ? otherCase(method, preflight) : ''}`,
        expected: [
          'status 204', `access-control-allow-origin: ${origin}`, `access-control-allow-methods: ${method}`,
          ...requestHeaders.length === 0 ? [] : [`access-control-allow-headers: ${requestHeaders.join(', ')}`]
        ],
        actual: corsLines(preflight),
        evidence: [name]
      })
    }
  }
})

interface PreflightCase {
  readonly origin: string
  readonly method: string
  readonly request: ProbeRequest
}

function preflightCases ({ allowed, methods, requestHeaders }: CheckTarget): Readonly<Record<string, PreflightCase>> {
  const needing = methods.filter(method => !isForbiddenMethod(method) && (requestHeaders.length > 0 || !isSafelistedMethod(method)))
  return Object.fromEntries(allowed.slice(0, MAX_ORIGINS).flatMap(origin => needing.map(method =>
    [`${method} ${origin}`, { origin, method, request: { method: 'OPTIONS', headers: preflightLines(origin, method, requestHeaders) } }])))
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
