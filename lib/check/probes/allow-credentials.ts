import { getValue, valuesOf } from '../../browser/header-values.ts'
import type { ServerResponse } from '../../../types/browser.ts'
import { probe, type Kind } from '../probe.ts'
import { answered, planOf, baselinePreflights, baselineRequests } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const ALLOW_CREDENTIALS = 'access-control-allow-credentials'

const kinds = {
  'duplicate-headers': {
    why: 'The browser joins lines of one name by a comma, and "true, true" is not true: it takes the header for absent. It happens where a proxy and the application both add the header.',
    recommendation: 'Leave the headers of CORS to one of the two. In a proxy, remove those of the application before its own are added.',
    source: 'https://fetch.spec.whatwg.org/#concept-header-list-get'
  },
  'allow-credentials-is-not-true': {
    why: 'The value is true in lower case, once; whatever else there is means no.',
    recommendation: 'Answer Access-Control-Allow-Credentials: true where pages send credentials, and leave the header out elsewhere.',
    source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-credentials'
  },
  'wildcard-with-credentials': {
    why: 'With credentials "*" is no wildcard: the browser compares it with the origin and blocks the answer. The two headers cancel each other.',
    recommendation: 'Answer the origin itself, out of a list, if pages send credentials. Leave Access-Control-Allow-Credentials out if they do not.',
    source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials'
  },
  'allow-credentials-without-origin': {
    why: 'Without Access-Control-Allow-Origin nobody reads the answer, so that there is nothing for credentials to be allowed.',
    recommendation: 'Send the two together, or neither.',
    source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
  }
} satisfies Record<string, Kind>

/** Whether `Access-Control-Allow-Credentials` means something. */
export const allowCredentials = probe<Id>({
  id: 'allow-credentials',
  title: 'Access-Control-Allow-Credentials is true, beside one origin, or is not there',
  area: 'syntax',
  kinds,
  plan: target => planOf([...baselineRequests(target), ...baselinePreflights(target)]),
  judge (target, seen, report) {
    const told = new Set<Id>()
    for (const { name, isAllowed, answer } of answered([...baselineRequests(target), ...baselinePreflights(target)], seen)) {
      const id = faultOf(answer)
      if (id === undefined || told.has(id)) continue
      told.add(id)
      const isBroken = isAllowed && target.credentials
      report(id, {
        severity: id === 'allow-credentials-without-origin' ? 'info' : isBroken ? 'error' : id === 'wildcard-with-credentials' ? 'warning' : 'info',
        subject: 'Access-Control-Allow-Credentials',
        message: WORDS[id],
        expected: target.credentials && MEANT.has(id) ? [`${ALLOW_CREDENTIALS}: true`] : [`no ${ALLOW_CREDENTIALS}`],
        seen: corsLines(answer),
        shownBy: [name]
      })
    }
  }
})

/** Where the header is meant, and not understood. */
const MEANT: ReadonlySet<Id> = new Set(['duplicate-headers', 'allow-credentials-is-not-true'])

const WORDS: Readonly<Record<Id, string>> = {
  'duplicate-headers': 'The answer has more than one line of Access-Control-Allow-Credentials: browsers take it for absent. One of them is to go.',
  'allow-credentials-is-not-true': 'Access-Control-Allow-Credentials is there, and is not true: browsers take it for absent.',
  'wildcard-with-credentials': 'Access-Control-Allow-Credentials stands beside Access-Control-Allow-Origin: *, which browsers refuse with credentials.',
  'allow-credentials-without-origin': 'Access-Control-Allow-Credentials is there without Access-Control-Allow-Origin.'
}

function faultOf ({ headers }: ServerResponse): Id | undefined {
  const consent = getValue(headers, ALLOW_CREDENTIALS)
  if (consent === undefined) return undefined
  if (valuesOf(headers, ALLOW_CREDENTIALS).length > 1) return 'duplicate-headers'
  if (consent !== 'true') return 'allow-credentials-is-not-true'
  const origin = getValue(headers, 'access-control-allow-origin')
  return origin === undefined ? 'allow-credentials-without-origin' : origin === '*' ? 'wildcard-with-credentials' : undefined
}
