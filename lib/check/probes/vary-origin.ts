import { getValue } from '../../browser/header-values.ts'
import { allowsCredentials } from '../../browser/said.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { cacheabilityOf, variesByOrigin, varyNames, type Cacheability } from '../cacheability.ts'
import { probe, type Found } from '../probe.ts'
import type { Target } from '../target.ts'
import { answered, lostUrl, planOf, baselineRequests, type Answered, type BaselineRequest } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

/** Whether caches can keep the answers for different origins apart. */
export const varyOrigin = probe({
  id: 'vary-origin',
  title: 'answers that differ by origin say so to caches, and others do not',
  area: 'caching',
  kinds: {
    'vary-origin-missing': {
      why: 'A cache, the browser\'s own too, gives the answer that one page got to a page of another origin, which is then blocked; an answer to a request without Origin, as an image makes it, has the same effect.',
      recommendation: 'Add Vary: Origin to every answer of the resource: to allowed origins, to others, to requests without Origin, and to errors.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches'
    },
    'needless-vary': {
      why: 'Caches keep the same answer once for each origin.',
      recommendation: 'Leave Origin out of Vary where the answer is the same for everybody.',
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
    // Two strangers and no page at all: what is the same for these is so for everybody.
    if (answers.length < 3 || new Set(answers.map(grants)).size > 1 || !answers.every(({ answer }) => varyNames(answer.headers).includes('origin'))) return
    if (getValue(first!.answer.headers, 'access-control-allow-origin') === undefined) return
    report('needless-vary', {
      severity: 'info',
      subject: 'Vary',
      message: 'Vary names Origin, and the answers to all origins that were tried grant the same.',
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
    message: `Access-Control-Allow-Origin depends on Origin, and the answer ${worst.origin === undefined ? 'to a request without Origin' : `to a page of ${worst.origin}`} has no Vary: Origin` +
      `${subject === '' ? '' : ', where nothing is found'}. ${CACHED[worst.cacheability]}`,
    expected: ['vary: Origin'],
    seen: corsLines(worst.answer),
    shownBy: [other.name, worst.name]
  }
}

const WEIGHT = { shared: 0, kept: 1, no: 2 } as const

const CACHED = {
  shared: 'Caches may keep it and give it to everybody.',
  kept: 'Browsers may keep it.',
  no: 'Nothing in it lets a cache keep it, as it is now.'
} as const

function severityOf (cacheability: Cacheability, answers: readonly Answered[]): CorsSeverity {
  const hasCredentials = answers.some(({ answer }) => allowsCredentials(answer.headers))
  return cacheability === 'no' ? 'info' : cacheability === 'shared' && hasCredentials ? 'error' : 'warning'
}

/** Without those in which the server says that it has trouble. */
function settled (answers: readonly Answered[]): readonly Answered[] {
  return answers.filter(({ answer: { status } }) => status < 500)
}

function allowedBy ({ answer: { headers } }: Answered): string | undefined {
  return getValue(headers, 'access-control-allow-origin')
}

/** All that may depend on the origin. */
function grants ({ answer: { headers } }: Answered): string {
  return JSON.stringify(['origin', 'credentials', 'expose-headers'].map(name => getValue(headers, `access-control-${name === 'expose-headers' ? name : `allow-${name}`}`)))
}

function lostRequests (target: Target): readonly BaselineRequest[] {
  const { allowed: [origin] } = target
  return baselineRequests(target)
    .filter(one => one.origin === origin || one.origin === undefined || one.origin === target.untrusted[0])
    .map(one => ({ ...one, name: `${one.name}, lost`, request: { ...one.request, url: lostUrl(target) } }))
}
