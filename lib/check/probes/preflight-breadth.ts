import { getValue } from '../../browser/header-values.ts'
import { probe, type ProbeRequests } from '../probe.ts'
import type { Target } from '../target.ts'
import { converse, corsLines, preflightLines } from '../verdict.ts'

/** A method that next to no API has. */
const RARE = 'PROPFIND'

/** Whether preflights approve what nobody asked for. */
export const preflightBreadth = probe({
  id: 'preflight-breadth',
  title: 'preflights approve no more than pages need',
  area: 'preflight',
  kinds: {
    'any-method-is-approved': {
      why: 'A page of an allowed origin may have any method sent, those too that nobody thought of when the routes were written.',
      remedy: 'List the methods that the URL has.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-methods'
    },
    'any-header-is-approved': {
      why: 'A page of an allowed origin may set any request header, also those that proxies and frameworks trust.',
      remedy: 'List the header names that the pages set.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-headers'
    },
    'wildcard-without-authorization': {
      why: '"*" does not cover Authorization by the standard: a page that sends a token is refused by a browser that follows it.',
      remedy: 'List Authorization beside "*".',
      source: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name'
    }
  },
  skip: ({ allowed }) => allowed.length === 0 ? 'no origin is said to be allowed' : null,
  plan: target => requests(target),
  judge (target, seen, report) {
    const { allowed: [origin], credentials, requestHeaders, methods, url: { href }, madeUp } = target
    const page = { origin: origin!, url: href, credentials }
    const passes = (name: string, method: string, headers: readonly string[]): boolean => {
      const preflight = seen.answer(name)
      return preflight !== undefined && converse({ ...page, method, requestHeaders: headers }, { preflight }).failure?.code === 'no-answer'
    }
    const tell = (id: 'any-method-is-approved' | 'any-header-is-approved' | 'wildcard-without-authorization', subject: string, message: string,
      severity: 'warning' | 'info', expected: string, name: string): void => {
      report(id, { severity, subject, message, expected: [expected], seen: corsLines(seen.answer(name)!), shownBy: [name] })
    }
    const severity = credentials ? 'warning' : 'info'
    const made = `x-${madeUp('header')}`
    if (!methods.includes(RARE) && passes('method', RARE, [])) {
      tell('any-method-is-approved', RARE, `A preflight approves ${RARE}, which no page was said to use.`, severity, 'access-control-allow-methods: those of the URL', 'method')
    }
    if (passes('header', 'GET', [made])) {
      tell('any-header-is-approved', made, 'A preflight approves a request header that was made up for this check.', severity, 'access-control-allow-headers: those that pages set', 'header')
    }
    const preflight = seen.answer('authorization')
    if (preflight === undefined || !requestHeaders.includes('authorization')) return
    const listed = getValue(preflight.headers, 'access-control-allow-headers') ?? ''
    if (!credentials && listed.split(',').some(name => name.trim() === '*') && !passes('authorization', 'GET', ['authorization'])) {
      tell('wildcard-without-authorization', 'authorization', 'Pages send Authorization, and the answer allows "*", which does not cover it.', 'warning',
        'access-control-allow-headers: *, authorization', 'authorization')
    }
  }
})

function requests ({ allowed: [origin], madeUp }: Target): ProbeRequests {
  return {
    method: { method: 'OPTIONS', headers: preflightLines(origin!, RARE) },
    header: { method: 'OPTIONS', headers: preflightLines(origin!, 'GET', [`x-${madeUp('header')}`]) },
    authorization: { method: 'OPTIONS', headers: preflightLines(origin!, 'GET', ['authorization']) }
  }
}
