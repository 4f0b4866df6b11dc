import { getValue, valuesOf } from '../../browser/header-values.ts'
import { isSerializedOrigin } from '../../standard/origin.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { probe, type Kind } from '../probe.ts'
import { answered, planOf, baselinePreflights, baselineRequests, type Answered } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const ALLOW_ORIGIN = 'access-control-allow-origin'

const SOURCE = 'https://fetch.spec.whatwg.org/#http-access-control-allow-origin'

const ONE_ORIGIN = 'Keep the list in the server, and answer with the one of its origins that asks, or with no such header.'

const kinds = {
  'duplicate-headers': {
    why: 'The browser joins lines of one name by a comma, and what comes out is no origin: the answer is blocked for everybody. It happens where a proxy and the application both add the header.',
    recommendation: 'Leave the headers of CORS to one of the two. In a proxy, remove those of the application before its own are added.',
    source: 'https://fetch.spec.whatwg.org/#concept-header-list-get'
  },
  'allow-origin-lists-several': {
    why: 'The header holds one origin. A list is compared as a whole with the origin of the page, and equals none.',
    recommendation: ONE_ORIGIN,
    source: SOURCE
  },
  'allow-origin-is-a-pattern': {
    why: 'Browsers know "*" by itself and no pattern: the star is compared like any other character.',
    recommendation: ONE_ORIGIN,
    source: SOURCE
  },
  'allow-origin-is-no-origin': {
    why: 'The value is compared byte for byte with the origin as browsers write it: lower case, without path and closing slash, without the default port.',
    recommendation: 'Answer with the origin as the request has it.',
    source: SOURCE
  }
} satisfies Record<string, Kind>

/** Whether `Access-Control-Allow-Origin` can equal an origin at all. */
export const allowOriginSyntax = probe<Id>({
  id: 'allow-origin-syntax',
  title: 'Access-Control-Allow-Origin is one line with one origin, or "*"',
  area: 'syntax',
  kinds,
  plan: target => planOf([...baselineRequests(target), ...baselinePreflights(target)]),
  judge (target, seen, report) {
    const told = new Set<Id>()
    for (const one of answered([...baselineRequests(target), ...baselinePreflights(target)], seen)) {
      const id = faultOf(one)
      if (id === undefined || told.has(id)) continue
      told.add(id)
      const { name, origin, isAllowed, answer } = one
      const severity: CorsSeverity = isAllowed ? 'error' : target.allowed.length === 0 ? 'warning' : 'info'
      report(id, {
        severity,
        subject: 'Access-Control-Allow-Origin',
        message: `${WORDS[id]} ${isAllowed ? `No browser lets a page of ${origin} read the answer.` : 'No browser lets anybody read such an answer.'}`,
        expected: isAllowed ? [`${ALLOW_ORIGIN}: ${origin}`] : [`no ${ALLOW_ORIGIN}, or an origin`],
        seen: corsLines(answer),
        shownBy: [name]
      })
    }
  }
})

const WORDS: Readonly<Record<Id, string>> = {
  'duplicate-headers': 'The answer has more than one line of Access-Control-Allow-Origin.',
  'allow-origin-lists-several': 'Access-Control-Allow-Origin holds more than one value.',
  'allow-origin-is-a-pattern': 'Access-Control-Allow-Origin is a pattern.',
  'allow-origin-is-no-origin': 'Access-Control-Allow-Origin is neither an origin nor "*".'
}

function faultOf ({ origin, answer: { headers } }: Answered): Id | undefined {
  const value = getValue(headers, ALLOW_ORIGIN)
  // What equals the origin of a page has done its work, whatever it is.
  if (value === undefined || value === '*' || value === 'null' || value === origin || isSerializedOrigin(value)) return undefined
  if (valuesOf(headers, ALLOW_ORIGIN).length > 1) return 'duplicate-headers'
  if (/[ ,]/.test(value)) return 'allow-origin-lists-several'
  return value.includes('*') ? 'allow-origin-is-a-pattern' : 'allow-origin-is-no-origin'
}
