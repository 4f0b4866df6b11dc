import { getValue } from '../../browser/header-values.ts'
import { canRead, corsLines, isApproved } from '../browser-verdict.ts'
import { errorRequests } from '../error-requests.ts'
import { probe } from '../probe.ts'
import { family, get, preflight } from '../requests.ts'
import { proxyLines } from '../response-facts.ts'
import { skipWithoutAllowedOrigin } from '../target.ts'

/** The request headers of a page that sends JSON. */
const JSON_HEADERS = ['content-type']

/** Checks that pages can read error responses. */
export const errors = probe({
  id: 'errors',
  title: 'pages that can read the response can also read errors',
  area: 'errors',
  kinds: {
    'error-without-cors': {
      why: 'The page gets a network error instead of the status, and the console reports a CORS error instead of the actual problem.',
      recommendation: 'Add the CORS headers before authentication and parsing, and in the error handler and the not-found handler. If the response is one of a proxy, add them there for such responses only.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    usual: get(target.allowed[0]),
    approval: target.errorMethod === undefined ? undefined : preflight(target.allowed[0]!, target.errorMethod, JSON_HEADERS),
    errors: family(errorRequests(target), ({ request }) => request)
  }),
  judge ({ allowed: [origin], url: { href }, credentials, errorMethod }, { usual, approval, errors }, report) {
    // If pages cannot read the usual response, another probe reports it.
    if (usual === undefined || !canRead(origin!, href, credentials, usual)) return
    const pageRequest = { origin: origin!, url: href, credentials, method: errorMethod ?? 'GET', requestHeaders: JSON_HEADERS }
    const maySendBodies = errorMethod !== undefined && isApproved(pageRequest, approval)
    for (const [{ name, request, condition, severity, isExpected }, response] of errors) {
      // Browsers do not send the body if the preflight fails.
      if (request.body !== undefined && !maySendBodies) continue
      if (!isExpected(response) || canRead(origin!, href, credentials, response)) continue
      report('error-without-cors', {
        severity,
        subject: name,
        message: `A page from ${origin} can read the response, but not the ${response.status} response ${condition}.`,
        expected: [`access-control-allow-origin: ${getValue(usual.headers, 'access-control-allow-origin')}`],
        actual: [...corsLines(response), ...proxyLines(response)],
        evidence: [usual, response]
      })
    }
  }
})
