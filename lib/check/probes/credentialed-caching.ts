import { responseAllowsCredentials, valuesOf } from '../../browser/header-values.ts'
import { baselineRequests, exchangesOf, type BaselineExchange } from '../baseline-requests.ts'
import { cacheabilityOf, cacheDirectives, varyNames } from '../cacheability.ts'
import { probe } from '../probe.ts'
import type { CheckTarget } from '../target.ts'

/** Checks that shared caches do not store the responses to individual users. */
export const credentialedCaching = probe({
  id: 'credentialed-caching',
  title: 'shared caches do not store responses to individual users',
  area: 'security',
  kinds: {
    'credentialed-response-cacheable': {
      why: 'A cache in front of the server sends the response of exchange user to others, including cookies. Vary: Origin does not separate users.',
      recommendation: 'Use Cache-Control: no-store for secret responses, and private for those that only the browser of the user may store.',
      source: 'https://www.rfc-editor.org/rfc/rfc9111.html#name-storing-responses-in-caches'
    }
  },
  plan: target => ({ requests: baselineRequests(target) }),
  judge (target, { requests }, report) {
    const personal = exchangesOf(requests).filter(exchange => exchange.response.status < 400 && isPersonal(exchange, target))
    const exchange = personal.find(({ response }) => cacheabilityOf(response) === 'shared') ?? personal.find(exchange => hasNoCacheControl(exchange) && isSecret(exchange, target))
    if (exchange === undefined) return
    const { response } = exchange
    const isShared = cacheabilityOf(response) === 'shared'
    report('credentialed-response-cacheable', {
      severity: isShared ? 'warning' : 'info',
      subject: 'Cache-Control',
      message: isShared
        ? 'The response depends on credentials, and shared caches may store it and send it to other users.'
        : 'The response depends on credentials, and has no Cache-Control that prevents caches from storing it.',
      expected: ['cache-control: no-store'],
      actual: hasNoCacheControl(exchange) ? ['no cache-control'] : ['cache-control', 'expires', 'age', 'vary'].flatMap(header => valuesOf(response.headers, header).map(value => `${header}: ${value}`)),
      evidence: [response]
    })
  }
})

/** Whether the request had credentials, or the response allows or sets some. With Vary: Cookie or Authorization, caches separate users. */
function isPersonal (exchange: BaselineExchange, target: CheckTarget): boolean {
  const vary = varyNames(exchange.response.headers)
  if (vary.includes('cookie') || vary.includes('authorization')) return false
  return isSecret(exchange, target) || responseAllowsCredentials(exchange.response.headers)
}

function isSecret ({ response: { headers } }: BaselineExchange, { hasSecrets }: CheckTarget): boolean {
  return hasSecrets || valuesOf(headers, 'set-cookie').length > 0
}

function hasNoCacheControl ({ response: { headers } }: BaselineExchange): boolean {
  return cacheDirectives(headers).size === 1 && cacheDirectives(headers).has('')
}
