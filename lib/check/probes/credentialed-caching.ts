import { valuesOf } from '../../browser/header-values.ts'
import { allowsCredentials } from '../../browser/said.ts'
import { cacheabilityOf, cacheDirectives, varyNames } from '../cacheability.ts'
import { probe } from '../probe.ts'
import type { Target } from '../target.ts'
import { answered, planOf, baselineRequests, type Answered } from '../baseline-requests.ts'

/** Checks that shared caches do not store the responses to individual users. */
export const credentialedCaching = probe({
  id: 'credentialed-caching',
  title: 'shared caches do not store responses to individual users',
  area: 'security',
  kinds: {
    'credentialed-response-cacheable': {
      why: 'A cache in front of the server sends the response of one user to others, including cookies. Vary: Origin does not separate users.',
      recommendation: 'Use Cache-Control: no-store for secret responses, and private for those that only the browser of the user may store.',
      source: 'https://www.rfc-editor.org/rfc/rfc9111.html#name-storing-responses-in-caches'
    }
  },
  plan: target => planOf(baselineRequests(target)),
  judge (target, seen, report) {
    const personal = answered(baselineRequests(target), seen).filter(one => one.answer.status < 400 && isPersonal(one, target))
    const one = personal.find(({ answer }) => cacheabilityOf(answer) === 'shared') ?? personal.find(one => saysNothing(one) && isSecret(one, target))
    if (one === undefined) return
    const { name, answer } = one
    const isShared = cacheabilityOf(answer) === 'shared'
    report('credentialed-response-cacheable', {
      severity: isShared ? 'warning' : 'info',
      subject: 'Cache-Control',
      message: isShared
        ? 'The response depends on credentials, and shared caches may store it and send it to other users.'
        : 'The response depends on credentials, and has no Cache-Control that prevents caches from storing it.',
      expected: ['cache-control: no-store'],
      seen: saysNothing(one) ? ['no cache-control'] : ['cache-control', 'expires', 'age', 'vary'].flatMap(header => valuesOf(answer.headers, header).map(value => `${header}: ${value}`)),
      shownBy: [name]
    })
  }
})

/** Whether the request had credentials, or the response allows or sets some. With Vary: Cookie or Authorization, caches separate users. */
function isPersonal (one: Answered, target: Target): boolean {
  const vary = varyNames(one.answer.headers)
  if (vary.includes('cookie') || vary.includes('authorization')) return false
  return isSecret(one, target) || allowsCredentials(one.answer.headers)
}

function isSecret ({ answer: { headers } }: Answered, { hasSecrets }: Target): boolean {
  return hasSecrets || valuesOf(headers, 'set-cookie').length > 0
}

function saysNothing ({ answer: { headers } }: Answered): boolean {
  return cacheDirectives(headers).size === 1 && cacheDirectives(headers).has('')
}
