import { getValue } from '../../browser/header-values.ts'
import { responseAllowsCredentials } from '../../browser/said.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { cacheabilityOf, variesByOrigin, varyNames, type Cacheability } from '../cacheability.ts'
import { probe, type FindingDraft } from '../probe.ts'
import type { CheckTarget } from '../target.ts'
import { exchangesOf, unknownUrl, requestsByName, baselineRequests, type BaselineExchange, type BaselineRequest } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

/** Checks that caches can separate the responses for different origins. */
export const varyOrigin = probe({
  id: 'vary-origin',
  title: 'responses have Vary: Origin if, and only if, they depend on the origin',
  area: 'caching',
  kinds: {
    'vary-origin-missing': {
      why: 'Caches, including that of the browser, send the response for one origin to a page from another origin, which is then blocked. A stored response to a request without Origin, such as that of an image, has the same effect.',
      recommendation: 'Add Vary: Origin to every response of the resource: for allowed origins, for other origins, for requests without Origin, and for errors.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches'
    },
    'needless-vary': {
      why: 'Caches store the same response separately for each origin.',
      recommendation: 'Remove Origin from Vary if the response is the same for all origins.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches'
    }
  },
  plan: target => requestsByName([...baselineRequests(target), ...unknownUrlRequests(target)]),
  judge (target, responses, report) {
    const missing = (requests: readonly BaselineRequest[], isUnknownUrl: boolean): void => {
      const exchanges = withoutServerErrors(exchangesOf(requests, responses)).filter(({ response }) => !isUnknownUrl || response.status === 404)
      const found = missingVary(exchanges, isUnknownUrl ? '404' : '')
      if (found !== undefined) report('vary-origin-missing', found)
    }
    missing(baselineRequests(target), false)
    missing(unknownUrlRequests(target), true)

    const exchanges = withoutServerErrors(exchangesOf(baselineRequests(target), responses))
    const [first] = exchanges
    // With three responses, two are for untrusted origins. What is the same for both of these is the same for every origin.
    if (exchanges.length < 3 || new Set(exchanges.map(grants)).size > 1 || !exchanges.every(({ response }) => varyNames(response.headers).includes('origin'))) return
    if (getValue(first!.response.headers, 'access-control-allow-origin') === undefined) return
    report('needless-vary', {
      severity: 'info',
      subject: 'Vary',
      message: 'The response has Vary: Origin, but the CORS headers are the same for all tested origins.',
      expected: ['no Origin in vary'],
      actual: corsLines(first!.response),
      evidence: [first!.name]
    })
  }
})

function missingVary (exchanges: readonly BaselineExchange[], subject: string): FindingDraft | undefined {
  const different = exchanges.find(one => allowOriginOf(one) !== allowOriginOf(exchanges[0]!))
  if (different === undefined) return undefined
  const withoutVary = exchanges.filter(({ response }) => !variesByOrigin(response.headers)).map(one => ({ ...one, cacheability: cacheabilityOf(one.response) }))
  const [worst] = withoutVary.toSorted((a, b) => WEIGHT[a.cacheability] - WEIGHT[b.cacheability])
  if (worst === undefined) return undefined
  const other = allowOriginOf(worst) === allowOriginOf(different) ? exchanges[0]! : different
  return {
    severity: severityOf(worst.cacheability, exchanges),
    subject,
    message: `Access-Control-Allow-Origin depends on Origin, but the response ${worst.origin === undefined ? 'to a request without Origin' : `to a page from ${worst.origin}`} has no Vary: Origin` +
      `${subject === '' ? '' : ' for a URL that does not exist'}. ${CACHED[worst.cacheability]}`,
    expected: ['vary: Origin'],
    actual: corsLines(worst.response),
    evidence: [other.name, worst.name]
  }
}

const WEIGHT = { shared: 0, kept: 1, no: 2 } as const

const CACHED = {
  shared: 'Caches may store it and send it to all users.',
  kept: 'Browsers may store it.',
  no: 'Its current headers do not let caches store it.'
} as const

function severityOf (cacheability: Cacheability, exchanges: readonly BaselineExchange[]): CorsSeverity {
  const hasCredentials = exchanges.some(({ response }) => responseAllowsCredentials(response.headers))
  return cacheability === 'no' ? 'info' : cacheability === 'shared' && hasCredentials ? 'error' : 'warning'
}

/** Responses that are not server errors. */
function withoutServerErrors (exchanges: readonly BaselineExchange[]): readonly BaselineExchange[] {
  return exchanges.filter(({ response: { status } }) => status < 500)
}

function allowOriginOf ({ response: { headers } }: BaselineExchange): string | undefined {
  return getValue(headers, 'access-control-allow-origin')
}

/** The CORS headers that may depend on the origin, as a comparable string. */
function grants ({ response: { headers } }: BaselineExchange): string {
  return JSON.stringify(['origin', 'credentials', 'expose-headers'].map(name => getValue(headers, `access-control-${name === 'expose-headers' ? name : `allow-${name}`}`)))
}

function unknownUrlRequests (target: CheckTarget): readonly BaselineRequest[] {
  const { allowed: [origin] } = target
  return baselineRequests(target)
    .filter(one => one.origin === origin || one.origin === undefined || one.origin === target.untrusted[0])
    .map(one => ({ ...one, name: `${one.name}, unknown URL`, request: { ...one.request, url: unknownUrl(target) } }))
}
