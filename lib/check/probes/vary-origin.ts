import type { CorsSeverity } from '../../../types/report.ts'
import { getValue, responseAllowsCredentials } from '../../browser/header-values.ts'
import { baselineRequests, exchangesOf, type BaselineExchange, type BaselineRequest } from '../baseline-requests.ts'
import { cacheabilityOf, variesByOrigin, varyNames, type Cacheability } from '../cacheability.ts'
import { probe, type FindingDraft, type ProbeRequest } from '../probe.ts'
import type { CheckTarget } from '../target.ts'

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
  plan: target => ({ requests: baselineRequests(target), unknownUrls: unknownUrlRequests(target) }),
  judge (_target, { requests, unknownUrls }, report) {
    const exchanges = withoutServerErrors(exchangesOf(requests))
    const notFound = exchangesOf(unknownUrls).filter(({ response }) => response.status === 404)
    for (const found of [missingVary(exchanges, ''), missingVary(notFound, '404')]) {
      if (found !== undefined) report('vary-origin-missing', found)
    }
    const [first] = exchanges
    // With three responses, two are for untrusted origins. What is the same for both of these is the same for every origin.
    if (exchanges.length < 3 || new Set(exchanges.map(grants)).size > 1 || !exchanges.every(({ response }) => varyNames(response.headers).includes('origin'))) return
    if (getValue(first!.response.headers, 'access-control-allow-origin') === undefined) return
    report('needless-vary', {
      severity: 'info',
      subject: 'Vary',
      message: 'The response has Vary: Origin, but the CORS headers are the same for all tested origins.',
      expected: ['no Origin in vary'],
      evidence: [first!.response]
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
    evidence: [other.response, worst.response]
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

/** The baseline requests of one allowed and one untrusted origin, and without an origin, for a URL that does not exist. */
function unknownUrlRequests (target: CheckTarget): ReadonlyMap<BaselineRequest, ProbeRequest> {
  const { allowed: [origin], untrusted: [untrusted] } = target
  const requests = [...baselineRequests(target)].filter(([one]) => one.origin === origin || one.origin === undefined || one.origin === untrusted)
  return new Map(requests.map(([one, request]) => [one, { ...request, url: target.unknownUrl }]))
}
