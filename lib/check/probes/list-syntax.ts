import { extractTokens, responseAllowsCredentials } from '../../browser/header-values.ts'
import { isForbiddenRequestHeaderName, isForbiddenResponseHeaderName } from '../../standard/headers.ts'
import { isForbiddenMethod } from '../../standard/methods.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { baselinePreflights, baselineRequests, exchangesOf } from '../baseline-requests.ts'
import { probe, type Kind } from '../probe.ts'

type Id = keyof typeof kinds

const NEW_SYNTAX = 'https://fetch.spec.whatwg.org/#http-new-header-syntax'

const A_LIST = 'Separate the names with commas. Remove quotes and semicolons.'

const LITERAL_STAR: Kind = {
  why: 'For requests with credentials, "*" is an ordinary name and not a wildcard.',
  recommendation: 'List the names.',
  source: NEW_SYNTAX
}

const kinds = {
  'allow-methods-is-malformed': {
    why: 'If one element is not a valid method, the browser rejects the whole preflight, including for GET.',
    recommendation: A_LIST,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'allow-headers-is-malformed': {
    why: 'If one element is not a valid header name, the browser rejects the whole preflight.',
    recommendation: A_LIST,
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
  },
  'expose-headers-is-malformed': {
    why: 'If one element is not a valid header name, pages cannot read any of the listed headers.',
    recommendation: A_LIST,
    source: 'https://fetch.spec.whatwg.org/#extract-header-list-values'
  },
  'method-wildcard-with-credentials': LITERAL_STAR,
  'header-wildcard-with-credentials': LITERAL_STAR,
  'exposed-wildcard-with-credentials': LITERAL_STAR,
  'forbidden-method-allowed': {
    why: 'Browsers do not let pages send such a method, even if the server allows it.',
    recommendation: 'Remove CONNECT, TRACE and TRACK.',
    source: 'https://fetch.spec.whatwg.org/#forbidden-method'
  },
  'forbidden-header-allowed': {
    why: 'Only the browser can set such a request header, so a preflight never lists it.',
    recommendation: 'List only the headers that pages can set.',
    source: 'https://fetch.spec.whatwg.org/#forbidden-request-header'
  },
  'forbidden-header-exposed': {
    why: 'Browsers do not let pages read Set-Cookie, even if the server exposes it.',
    recommendation: 'Remove it. Send what pages need in the body or in another header.',
    source: 'https://fetch.spec.whatwg.org/#forbidden-response-header-name'
  }
} satisfies Record<string, Kind>

/** One of the three headers that contain lists. */
interface List {
  readonly header: string
  /** Whether browsers read it in responses to preflights, and not in those to other requests. */
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

/** Checks that browsers can parse the lists, and that their elements have an effect. */
export const listSyntax = probe({
  id: 'list-syntax',
  title: 'lists of methods and headers are valid, and all their elements have an effect',
  area: 'syntax',
  kinds,
  plan: target => ({ requests: baselineRequests(target), preflights: baselinePreflights(target) }),
  judge (_target, { requests, preflights }, report) {
    for (const { isPreflight, response } of exchangesOf(requests, preflights)) {
      for (const { header, ofPreflights, malformed, wildcard, forbidden, isForbidden } of LISTS) {
        if (ofPreflights !== isPreflight) continue
        const add = (id: Id, severity: CorsSeverity, message: string, expected: string): void =>
          report(id, { severity, subject: header, message, expected: [`${header.toLowerCase()}: ${expected}`], evidence: [response], once: id })
        const names = extractTokens(response.headers, header)
        if (names === undefined) continue
        if (names === 'malformed') {
          add(malformed, isPreflight ? 'error' : 'warning', `${header} cannot be parsed: ${isPreflight ? 'every preflight fails' : 'pages cannot read any of the headers in it'}.`,
            'names separated by commas')
          continue
        }
        if (names.includes('*') && responseAllowsCredentials(response.headers)) {
          // Next to other names, "*" may be meant for requests without credentials.
          add(wildcard, names.length === 1 ? 'warning' : 'info', `${header} contains "*", which is not a wildcard because credentials are allowed.`, 'the names')
        }
        const useless = names.filter(isForbidden)
        if (useless.length > 0) add(forbidden, 'info', `${header} lists ${useless.join(', ')}, which has no effect.`, 'the other names')
      }
    }
  }
})
