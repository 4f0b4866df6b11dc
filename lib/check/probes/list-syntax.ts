import { extractTokens } from '../../browser/header-values.ts'
import { allowsCredentials } from '../../browser/said.ts'
import { isForbiddenRequestHeaderName, isForbiddenResponseHeaderName } from '../../standard/headers.ts'
import { isForbiddenMethod } from '../../standard/methods.ts'
import { probe, type Kind } from '../probe.ts'
import { answered, planOf, baselinePreflights, baselineRequests } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const NEW_SYNTAX = 'https://fetch.spec.whatwg.org/#http-new-header-syntax'

const A_LIST = 'Write names with commas between them, without quotes and semicolons.'

const LITERAL_STAR: Kind = {
  why: 'With credentials "*" is a name like any other, and stands for nothing else.',
  recommendation: 'List the names.',
  source: NEW_SYNTAX
}

const kinds = {
  'allow-methods-is-malformed': {
    why: 'One element that is no name of a method makes the browser refuse the whole preflight, for GET as well.',
    recommendation: A_LIST,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'allow-headers-is-malformed': {
    why: 'One element that is no name of a header makes the browser refuse the whole preflight.',
    recommendation: A_LIST,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'expose-headers-is-malformed': {
    why: 'One element that is no name of a header, and pages can read none of those that are listed.',
    recommendation: A_LIST,
    source: 'https://fetch.spec.whatwg.org/#extract-header-list-values'
  },
  'method-wildcard-with-credentials': LITERAL_STAR,
  'header-wildcard-with-credentials': LITERAL_STAR,
  'exposed-wildcard-with-credentials': LITERAL_STAR,
  'forbidden-method-allowed': {
    why: 'No browser lets a page send such a method, whatever the server says.',
    recommendation: 'Leave CONNECT, TRACE and TRACK out.',
    source: 'https://fetch.spec.whatwg.org/#forbidden-method'
  },
  'forbidden-header-allowed': {
    why: 'Only the browser sets such a request header, so that no page asks for it.',
    recommendation: 'List the names that pages set.',
    source: 'https://fetch.spec.whatwg.org/#forbidden-request-header'
  },
  'forbidden-header-exposed': {
    why: 'No browser lets a page read Set-Cookie, whatever the server says.',
    recommendation: 'Leave it out. What pages need of a cookie has to be in the body or in another header.',
    source: 'https://fetch.spec.whatwg.org/#forbidden-response-header-name'
  }
} satisfies Record<string, Kind>

/** One of the three headers that hold lists. */
interface List {
  readonly header: string
  /** Whether it is read of preflights; of the others, unless it is. */
  readonly ofPreflights: boolean
  readonly malformed: Id
  readonly wildcard: Id
  readonly forbidden: Id
  readonly isForbidden: (name: string) => boolean
}

const LISTS: readonly List[] = [
  { header: 'Access-Control-Allow-Methods', ofPreflights: true, malformed: 'allow-methods-is-malformed', wildcard: 'method-wildcard-with-credentials', forbidden: 'forbidden-method-allowed', isForbidden: isForbiddenMethod },
  { header: 'Access-Control-Allow-Headers', ofPreflights: true, malformed: 'allow-headers-is-malformed', wildcard: 'header-wildcard-with-credentials', forbidden: 'forbidden-header-allowed', isForbidden: isForbiddenRequestHeaderName },
  { header: 'Access-Control-Expose-Headers', ofPreflights: false, malformed: 'expose-headers-is-malformed', wildcard: 'exposed-wildcard-with-credentials', forbidden: 'forbidden-header-exposed', isForbidden: isForbiddenResponseHeaderName }
]

/** Whether browsers can read the lists, and whether what is in them has an effect. */
export const listSyntax = probe<Id>({
  id: 'list-syntax',
  title: 'lists of methods and headers can be parsed, and mean what they say',
  area: 'syntax',
  kinds,
  plan: target => planOf([...baselineRequests(target), ...baselinePreflights(target)]),
  judge (target, seen, report) {
    const told = new Set<Id>()
    const answers = answered([...baselineRequests(target), ...baselinePreflights(target)], seen)
    for (const { name, isPreflight, answer } of answers) {
      for (const { header, ofPreflights, malformed, wildcard, forbidden, isForbidden } of LISTS) {
        if (ofPreflights !== isPreflight) continue
        const tell = (id: Id, severity: 'error' | 'warning' | 'info', message: string, expected: string): void => {
          if (told.has(id)) return
          told.add(id)
          report(id, { severity, subject: header, message, expected: [`${header.toLowerCase()}: ${expected}`], seen: corsLines(answer), shownBy: [name] })
        }
        const names = extractTokens(answer.headers, header)
        if (names === undefined) continue
        if (names === 'malformed') {
          tell(malformed, isPreflight ? 'error' : 'warning', `${header} cannot be parsed: ${isPreflight ? 'every preflight fails' : 'pages can read none of the headers in it'}.`,
            'names with commas between them')
          continue
        }
        if (names.includes('*') && allowsCredentials(answer.headers)) {
          // Beside other names it may be for those who send no credentials.
          tell(wildcard, names.length === 1 ? 'warning' : 'info', `${header} is "*" where credentials are allowed, and then stands for nothing.`, 'the names')
        }
        const useless = names.filter(isForbidden)
        if (useless.length > 0) tell(forbidden, 'info', `${header} lists ${useless.join(', ')}, to no effect.`, 'the others')
      }
    }
  }
})
