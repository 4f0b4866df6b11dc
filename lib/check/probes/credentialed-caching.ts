import { valuesOf } from '../../browser/header-values.ts'
import { allowsCredentials } from '../../browser/said.ts'
import { cacheabilityOf, cacheDirectives, varyNames } from '../cacheability.ts'
import { probe } from '../probe.ts'
import type { Target } from '../target.ts'
import { answered, planOf, baselineRequests, type Answered } from '../baseline-requests.ts'

/** Whether caches keep what is for one user. */
export const credentialedCaching = probe({
  id: 'credentialed-caching',
  title: 'what is for one user is kept by no cache that others use',
  area: 'security',
  kinds: {
    'credentialed-response-cacheable': {
      why: 'A cache before the server gives one user\'s answer to the next, cookies and all. Vary: Origin does not keep users apart.',
      recommendation: 'Write Cache-Control: no-store for what is secret, and private for what only the user\'s own browser may keep.',
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
        ? 'The answer is one that credentials have a part in, and every cache may keep it and give it to others.'
        : 'The answer is one that credentials have a part in, and nothing in it tells caches to keep their hands off.',
      expected: ['cache-control: no-store'],
      seen: saysNothing(one) ? ['no cache-control'] : ['cache-control', 'expires', 'age', 'vary'].flatMap(header => valuesOf(answer.headers, header).map(value => `${header}: ${value}`)),
      shownBy: [name]
    })
  }
})

/** Whether credentials are allowed to pages, or went with the request, or are handed out; a cache that heeds them keeps users apart. */
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
