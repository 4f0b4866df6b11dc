import { getValue } from '../../browser/header-values.ts'
import { allowsCredentials } from '../../browser/said.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { cacheabilityOf, variesByOrigin, varyNames, type Cacheability } from '../cacheability.ts'
import { probe, type Found } from '../probe.ts'
import type { Target } from '../target.ts'
import { answered, lostUrl, planOf, baselineRequests, type Answered, type BaselineRequest } from '../baseline-requests.ts'
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
  plan: target => planOf([...baselineRequests(target), ...lostRequests(target)]),
  judge (target, seen, report) {
    const missing = (usuals: readonly BaselineRequest[], isLost: boolean): void => {
      const answers = settled(answered(usuals, seen)).filter(({ answer }) => !isLost || answer.status === 404)
      const found = missingVary(answers, isLost ? '404' : '')
      if (found !== undefined) report('vary-origin-missing', found)
    }
    missing(baselineRequests(target), false)
    missing(lostRequests(target), true)

    const answers = settled(answered(baselineRequests(target), seen))
    const [first] = answers
    // With three responses, two are for untrusted origins. What is the same for both of these is the same for every origin.
    if (answers.length < 3 || new Set(answers.map(grants)).size > 1 || !answers.every(({ answer }) => varyNames(answer.headers).includes('origin'))) return
    if (getValue(first!.answer.headers, 'access-control-allow-origin') === undefined) return
    report('needless-vary', {
      severity: 'info',
      subject: 'Vary',
      message: 'The response has Vary: Origin, but the CORS headers are the same for all tested origins.',
      expected: ['no Origin in vary'],
      seen: corsLines(first!.answer),
      shownBy: [first!.name]
    })
  }
})

function missingVary (answers: readonly Answered[], subject: string): Found | undefined {
  const different = answers.find(one => allowedBy(one) !== allowedBy(answers[0]!))
  if (different === undefined) return undefined
  const lacking = answers.filter(({ answer }) => !variesByOrigin(answer.headers)).map(one => ({ ...one, cacheability: cacheabilityOf(one.answer) }))
  const [worst] = lacking.toSorted((a, b) => WEIGHT[a.cacheability] - WEIGHT[b.cacheability])
  if (worst === undefined) return undefined
  const other = allowedBy(worst) === allowedBy(different) ? answers[0]! : different
  return {
    severity: severityOf(worst.cacheability, answers),
    subject,
    message: `Access-Control-Allow-Origin depends on Origin, but the response ${worst.origin === undefined ? 'to a request without Origin' : `to a page from ${worst.origin}`} has no Vary: Origin` +
      `${subject === '' ? '' : ' for a URL that does not exist'}. ${CACHED[worst.cacheability]}`,
    expected: ['vary: Origin'],
    seen: corsLines(worst.answer),
    shownBy: [other.name, worst.name]
  }
}

const WEIGHT = { shared: 0, kept: 1, no: 2 } as const

const CACHED = {
  shared: 'Caches may store it and send it to all users.',
  kept: 'Browsers may store it.',
  no: 'Its current headers do not let caches store it.'
} as const

function severityOf (cacheability: Cacheability, answers: readonly Answered[]): CorsSeverity {
  const hasCredentials = answers.some(({ answer }) => allowsCredentials(answer.headers))
  return cacheability === 'no' ? 'info' : cacheability === 'shared' && hasCredentials ? 'error' : 'warning'
}

/** Responses that are not server errors. */
function settled (answers: readonly Answered[]): readonly Answered[] {
  return answers.filter(({ answer: { status } }) => status < 500)
}

function allowedBy ({ answer: { headers } }: Answered): string | undefined {
  return getValue(headers, 'access-control-allow-origin')
}

/** The CORS headers that may depend on the origin, as a comparable string. */
function grants ({ answer: { headers } }: Answered): string {
  return JSON.stringify(['origin', 'credentials', 'expose-headers'].map(name => getValue(headers, `access-control-${name === 'expose-headers' ? name : `allow-${name}`}`)))
}

function lostRequests (target: Target): readonly BaselineRequest[] {
  const { allowed: [origin] } = target
  return baselineRequests(target)
    .filter(one => one.origin === origin || one.origin === undefined || one.origin === target.untrusted[0])
    .map(one => ({ ...one, name: `${one.name}, lost`, request: { ...one.request, url: lostUrl(target) } }))
}
