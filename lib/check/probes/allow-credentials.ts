import { getValue, valuesOf } from '../../browser/header-values.ts'
import type { ServerResponse } from '../../../types/browser.ts'
import { probe, type Kind } from '../probe.ts'
import { baselinePreflights, baselineRequests, exchangesOf } from '../baseline-requests.ts'
import { DUPLICATE_HEADERS, WILDCARD_WITH_CREDENTIALS } from '../shared-kinds.ts'

type Id = keyof typeof kinds

const ALLOW_CREDENTIALS = 'access-control-allow-credentials'

const kinds = {
  'duplicate-headers': DUPLICATE_HEADERS,
  'allow-credentials-is-not-true': {
    why: 'The only valid value is true, in lower case. Browsers ignore any other value.',
    recommendation: 'Send Access-Control-Allow-Credentials: true if pages send credentials. Otherwise remove the header.',
    source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-credentials'
  },
  'wildcard-with-credentials': WILDCARD_WITH_CREDENTIALS,
  'allow-credentials-without-origin': {
    why: 'Without Access-Control-Allow-Origin no page can read the response, so Access-Control-Allow-Credentials has no effect.',
    recommendation: 'Send both headers, or neither.',
    source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
  }
} satisfies Record<string, Kind>

/** Checks that `Access-Control-Allow-Credentials` has a valid value, and is combined with one origin. */
export const allowCredentials = probe({
  id: 'allow-credentials',
  title: 'Access-Control-Allow-Credentials is absent, or is true together with one origin',
  area: 'syntax',
  kinds,
  plan: target => ({ requests: baselineRequests(target), preflights: baselinePreflights(target) }),
  judge (target, { requests, preflights }, report) {
    for (const { isAllowed, response } of exchangesOf(requests, preflights)) {
      const id = faultOf(response)
      if (id === undefined) continue
      const isBroken = isAllowed && target.credentials
      report(id, {
        severity: id === 'allow-credentials-without-origin' ? 'info' : isBroken ? 'error' : id === 'wildcard-with-credentials' ? 'warning' : 'info',
        subject: 'Access-Control-Allow-Credentials',
        message: MESSAGES[id],
        expected: target.credentials && INTENDED.has(id) ? [`${ALLOW_CREDENTIALS}: true`] : [`no ${ALLOW_CREDENTIALS}`],
        evidence: [response],
        once: id
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
