import { getValue } from '../../browser/header-values.ts'
import { errorRequests } from '../error-requests.ts'
import { probe } from '../probe.ts'
import { requestFrom, skipWithoutAllowedOrigin } from '../baseline-requests.ts'
import { corsLines, isApproved, canRead, preflightLines } from '../browser-verdict.ts'

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
      recommendation: 'Add the CORS headers before authentication and parsing, and in the error handler and the not-found handler.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    usual: requestFrom(target.allowed[0]!),
    ...target.errorMethod !== undefined && {
      approval: { method: 'OPTIONS', headers: preflightLines(target.allowed[0]!, target.errorMethod, JSON_HEADERS) }
    },
    ...Object.fromEntries(errorRequests(target).map(({ name, request }) => [name, request]))
  }),
  judge (target, responses, report) {
    const { allowed: [origin], url: { href }, credentials, errorMethod } = target
    // If pages cannot read the usual response, another probe reports it.
    if (!canRead(origin!, href, credentials, responses.get('usual'))) return
    const pageRequest = { origin: origin!, url: href, credentials, method: errorMethod ?? 'GET', requestHeaders: JSON_HEADERS }
    const maySendBodies = errorMethod !== undefined && isApproved(pageRequest, responses.get('approval'))
    for (const { name, request, condition, severity, isExpected } of errorRequests(target)) {
      // Browsers do not send the body if the preflight fails.
      if (request.body !== undefined && !maySendBodies) continue
      const response = responses.get(name)
      if (response === undefined || !isExpected(response) || canRead(origin!, href, credentials, response)) continue
      report('error-without-cors', {
        severity,
        subject: name,
        message: `A page from ${origin} can read the response, but not the ${response.status} response ${condition}.`,
        expected: [`access-control-allow-origin: ${getValue(responses.get('usual')!.headers, 'access-control-allow-origin')}`],
        actual: corsLines(response),
        evidence: ['usual', name]
      })
    }
  }
})
