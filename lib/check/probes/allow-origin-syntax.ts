import { getValue, valuesOf } from '../../browser/header-values.ts'
import { isSerializedOrigin } from '../../standard/origin.ts'
import { corsLines } from '../browser-verdict.ts'
import type { ServerResponse } from '../../../types/browser.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { probe, type Kind } from '../probe.ts'
import { baselinePreflights, baselineRequests, exchangesOf, type BaselineExchange } from '../baseline-requests.ts'
import { proxyLines } from '../response-facts.ts'
import { DUPLICATE_HEADERS } from '../shared-kinds.ts'

type Id = keyof typeof kinds

const ALLOW_ORIGIN = 'access-control-allow-origin'

const SOURCE = 'https://fetch.spec.whatwg.org/#http-access-control-allow-origin'

const ONE_ORIGIN = 'Keep the list on the server. Send the origin of the request if it is in the list, and no such header otherwise.'

const kinds = {
  'duplicate-headers': DUPLICATE_HEADERS,
  'allow-origin-lists-several': {
    why: 'The header must contain one origin. Browsers compare the whole list with the origin of the page, which never matches.',
    recommendation: ONE_ORIGIN,
    source: SOURCE
  },
  'allow-origin-is-a-pattern': {
    why: 'Browsers support "*" alone, but not patterns: they compare an asterisk within an origin literally.',
    recommendation: ONE_ORIGIN,
    source: SOURCE
  },
  'allow-origin-is-no-origin': {
    why: 'Browsers compare the value byte by byte with the serialized origin: lower case, without a path or a trailing slash, and without the default port.',
    recommendation: 'Send the origin exactly as it is in the request.',
    source: SOURCE
  }
} satisfies Record<string, Kind>

/** Checks that `Access-Control-Allow-Origin` has a value that can match an origin. */
export const allowOriginSyntax = probe({
  id: 'allow-origin-syntax',
  title: 'Access-Control-Allow-Origin is sent once, with one origin or "*"',
  area: 'syntax',
  kinds,
  plan: target => ({ requests: baselineRequests(target), preflights: baselinePreflights(target) }),
  judge (target, { requests, preflights }, report) {
    for (const exchange of exchangesOf(requests, preflights)) {
      const id = faultOf(exchange)
      if (id === undefined) continue
      const { origin, isAllowed, response } = exchange
      const severity: CorsSeverity = isAllowed ? 'error' : target.allowed.length === 0 ? 'warning' : 'info'
      report(id, {
        severity,
        subject: 'Access-Control-Allow-Origin',
        message: `${MESSAGES[id]}${valuesText(id, response)} ${isAllowed ? `Browsers block the response for pages from ${origin}.` : 'Browsers block such a response for all pages.'}`,
        expected: isAllowed ? [`${ALLOW_ORIGIN}: ${origin}`] : [`no ${ALLOW_ORIGIN}, or one origin`],
        actual: [...corsLines(response), ...proxyLines(response)],
        evidence: [response],
        once: id
      })
    }
  }
})

const MESSAGES: Readonly<Record<Id, string>> = {
  'duplicate-headers': 'The response has several Access-Control-Allow-Origin headers.',
  'allow-origin-lists-several': 'Access-Control-Allow-Origin contains more than one value.',
  'allow-origin-is-a-pattern': 'Access-Control-Allow-Origin is a pattern.',
  'allow-origin-is-no-origin': 'Access-Control-Allow-Origin is neither an origin nor "*".'
}

/** The values of duplicate headers, which show where they come from. */
function valuesText (id: Id, { headers }: ServerResponse): string {
  return id === 'duplicate-headers' ? ` Two layers send it: ${valuesOf(headers, ALLOW_ORIGIN).map(value => value.slice(0, 80)).join(' and ')}.` : ''
}

function faultOf ({ origin, response: { headers } }: BaselineExchange): Id | undefined {
  const value = getValue(headers, ALLOW_ORIGIN)
  // A value that equals the origin of the request is accepted, even if it is malformed.
  if (value === undefined || value === '*' || value === 'null' || value === origin || isSerializedOrigin(value)) return undefined
  if (valuesOf(headers, ALLOW_ORIGIN).length > 1) return 'duplicate-headers'
  if (/[ ,]/.test(value)) return 'allow-origin-lists-several'
  return value.includes('*') ? 'allow-origin-is-a-pattern' : 'allow-origin-is-no-origin'
}
