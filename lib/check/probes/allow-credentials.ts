import { getValue, valuesOf } from '../../browser/header-values.ts'
import type { ServerResponse } from '../../../types/browser.ts'
import { probe, type Kind } from '../probe.ts'
import { exchangesOf, requestsByName, baselinePreflights, baselineRequests } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const ALLOW_CREDENTIALS = 'access-control-allow-credentials'

const kinds = {
  'duplicate-headers': {
    why: 'Browsers join header lines of the same name with commas, and "true, true" is not "true", so they ignore the header. Often a proxy and the application both add it.',
    recommendation: 'Send the CORS headers from one place only. If the proxy sends them, configure it to remove those of the application.',
    source: 'https://fetch.spec.whatwg.org/#concept-header-list-get'
  },
  'allow-credentials-is-not-true': {
    why: 'The only valid value is true, in lower case. Browsers ignore any other value.',
    recommendation: 'Send Access-Control-Allow-Credentials: true if pages send credentials. Otherwise remove the header.',
    source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-credentials'
  },
  'wildcard-with-credentials': {
    why: 'For requests with credentials, "*" is not a wildcard: the browser compares it with the origin and blocks the response. The two headers contradict each other.',
    recommendation: 'If pages send credentials, send the origin of the request if it is in a list of allowed origins. If they do not, remove Access-Control-Allow-Credentials.',
    source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials'
  },
  'allow-credentials-without-origin': {
    why: 'Without Access-Control-Allow-Origin no page can read the response, so Access-Control-Allow-Credentials has no effect.',
    recommendation: 'Send both headers, or neither.',
    source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
  }
} satisfies Record<string, Kind>

/** Checks that `Access-Control-Allow-Credentials` has a valid value, and is combined with one origin. */
export const allowCredentials = probe<Id>({
  id: 'allow-credentials',
  title: 'Access-Control-Allow-Credentials is absent, or is true together with one origin',
  area: 'syntax',
  kinds,
  plan: target => requestsByName([...baselineRequests(target), ...baselinePreflights(target)]),
  judge (target, responses, report) {
    const reported = new Set<Id>()
    for (const { name, isAllowed, response } of exchangesOf([...baselineRequests(target), ...baselinePreflights(target)], responses)) {
      const id = faultOf(response)
      if (id === undefined || reported.has(id)) continue
      reported.add(id)
      const isBroken = isAllowed && target.credentials
      report(id, {
        severity: id === 'allow-credentials-without-origin' ? 'info' : isBroken ? 'error' : id === 'wildcard-with-credentials' ? 'warning' : 'info',
        subject: 'Access-Control-Allow-Credentials',
        message: MESSAGES[id],
        expected: target.credentials && INTENDED.has(id) ? [`${ALLOW_CREDENTIALS}: true`] : [`no ${ALLOW_CREDENTIALS}`],
        actual: corsLines(response),
        evidence: [name]
      })
    }
  }
})

/** Kinds for which the server means to allow credentials. */
const INTENDED: ReadonlySet<Id> = new Set(['duplicate-headers', 'allow-credentials-is-not-true'])

const MESSAGES: Readonly<Record<Id, string>> = {
  'duplicate-headers': 'The response has several Access-Control-Allow-Credentials headers, so browsers ignore them. Remove all but one.',
  'allow-credentials-is-not-true': 'Access-Control-Allow-Credentials is not true, so browsers ignore it.',
  'wildcard-with-credentials': 'The response has Access-Control-Allow-Credentials and Access-Control-Allow-Origin: *, which browsers do not accept for requests with credentials.',
  'allow-credentials-without-origin': 'The response has Access-Control-Allow-Credentials, but no Access-Control-Allow-Origin.'
}

function faultOf ({ headers }: ServerResponse): Id | undefined {
  const consent = getValue(headers, ALLOW_CREDENTIALS)
  if (consent === undefined) return undefined
  if (valuesOf(headers, ALLOW_CREDENTIALS).length > 1) return 'duplicate-headers'
  if (consent !== 'true') return 'allow-credentials-is-not-true'
  const origin = getValue(headers, 'access-control-allow-origin')
  return origin === undefined ? 'allow-credentials-without-origin' : origin === '*' ? 'wildcard-with-credentials' : undefined
}
