import { failureMessage } from '../../browser/failure-messages.ts'
import { getValue } from '../../browser/header-values.ts'
import { isHttpUrl, parseUrl } from '../../browser/url.ts'
import type { ServerResponse } from '../../../types/browser.ts'
import { canRead, corsLines, isRedirect, simulateExchange } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { proxyLines } from '../response-facts.ts'
import { get, getFromEach, lacksGet } from '../requests.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

/** Checks that pages from the allowed origins can read the response. */
export const allowedOrigins = probe({
  id: 'allowed-origins',
  title: 'pages from the allowed origins can read the response',
  area: 'access',
  kinds: {
    'allowed-origin-is-blocked': {
      why: 'The browser sends the request, but does not let the page read the response. The page gets a network error.',
      recommendation: 'Send Access-Control-Allow-Origin with the exact origin on every response. If pages send credentials, also send Access-Control-Allow-Credentials: true.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'endpoint-is-a-redirect': {
      why: 'A page gets the response of the redirect target, which has its own headers. The other findings of this report are not about that URL.',
      recommendation: 'Let pages use the target URL, and check that URL. If the server redirects to a login page, use --cookie-env or --auth-env to authenticate the requests.',
      source: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch'
    },
    'endpoint-has-no-get': {
      why: 'The check sends only GET, HEAD and OPTIONS, so it does not show whether pages can read the responses to other methods. Preflights are checked.',
      recommendation: 'If another URL under the same policy supports GET, check that URL.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-405-method-not-allowed'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: ({ allowed }) => ({ origins: getFromEach(allowed) }),
  followUps (target, { origins }) {
    const [origin] = target.allowed
    const next = redirectTarget(target, origins.get(origin!))
    return { followed: next?.origin === target.url.origin ? get(origin, { url: next.href, containsResponseText: true }) : undefined }
  },
  judge (target, { origins, followed }, report) {
    const { allowed, url: { href }, credentials } = target
    for (const [origin, response] of origins) {
      if (lacksGet(target, response)) {
        report('endpoint-has-no-get', {
          severity: 'info',
          subject: 'GET',
          message: `The response to GET has status ${response.status}, and pages use other methods. Whether pages can read the responses to those was not checked.`,
          expected: ['a response that pages can read'],
          evidence: [response]
        })
        return
      }
      const { outcome, failure } = simulateExchange({ origin, url: href, credentials }, { response })
      // The response is a redirect, which is reported below.
      if (outcome === 'allow' || failure?.code === 'no-response') continue
      report('allowed-origin-is-blocked', {
        severity: 'error',
        subject: origin,
        message: `A page from ${origin} cannot read the response${credentials ? ' to a request with credentials' : ''}. ${failureMessage('response', failure!)}`,
        expected: [`access-control-allow-origin: ${origin}`, ...credentials ? ['access-control-allow-credentials: true'] : []],
        actual: [...corsLines(response), ...proxyLines(response)],
        evidence: [response]
      })
    }
    const [origin] = allowed
    const response = origins.get(origin!)
    const next = redirectTarget(target, response)
    if (response === undefined || next === undefined) return
    const { severity, description } = followed === undefined || isRedirect(followed)
      ? REDIRECT_TARGET.unknown
      : canRead(origin!, next.href, credentials, followed) ? REDIRECT_TARGET.readable : REDIRECT_TARGET.blocked
    report('endpoint-is-a-redirect', {
      severity,
      subject: next.href,
      message: `The URL redirects to ${next.href}${kindOfRedirect(target.url, next)}. ${description}`,
      expected: ['a response that pages can read'],
      actual: [`location: ${next.href}`, ...corsLines(followed ?? response)],
      evidence: followed === undefined ? [response] : [response, followed]
    })
  }
})

/** What is special about a redirect, as the end of a sentence. */
function kindOfRedirect (from: URL, to: URL): string {
  if (from.protocol !== to.protocol && from.hostname === to.hostname && from.pathname === to.pathname) return `, only from ${from.protocol.slice(0, -1)} to ${to.protocol.slice(0, -1)}`
  if (from.origin !== to.origin) return ', at another origin, to which the browser sends Origin: null'
  return withoutSlash(from) === withoutSlash(to) ? ', only for a slash at the end' : ''
}

function withoutSlash ({ pathname }: URL): string {
  return pathname.replace(/\/$/, '')
}

/** What pages can do with the response of the redirect target. */
const REDIRECT_TARGET = {
  readable: { severity: 'info', description: 'Pages can read the response there.' },
  unknown: { severity: 'warning', description: 'Whether pages can read the response there was not checked.' },
  blocked: { severity: 'error', description: 'Pages cannot read the response there.' }
} as const

/** The target of a redirect; undefined if the response is not a redirect to an http or https URL. */
function redirectTarget ({ url }: CheckTarget, response: ServerResponse | undefined): URL | undefined {
  const location = response !== undefined && isRedirect(response) ? getValue(response.headers, 'location') : undefined
  const next = location === undefined ? undefined : parseUrl(location, url)
  return next !== undefined && isHttpUrl(next) ? next : undefined
}
