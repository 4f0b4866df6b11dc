import { extractTokens } from '../../browser/header-values.ts'
import { probe, type ProbeRequests } from '../probe.ts'
import type { Target } from '../target.ts'
import { withoutPages } from '../baseline-requests.ts'
import { corsLines, isApproved, preflightLines } from '../browser-verdict.ts'

/** A method that next to no API has. */
const RARE = 'PROPFIND'

/** Whether preflights approve what nobody asked for. */
export const preflightOverpermissive = probe({
  id: 'preflight-overpermissive',
  title: 'preflights approve no more than pages need',
  area: 'preflight',
  kinds: {
    'any-method-is-approved': {
      why: 'A page of an allowed origin may have any method sent, those too that nobody thought of when the routes were written.',
      recommendation: 'List the methods that the URL has.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-methods'
    },
    'any-header-is-approved': {
      why: 'A page of an allowed origin may set any request header, also those that proxies and frameworks trust.',
      recommendation: 'List the header names that the pages set.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-headers'
    },
    'wildcard-without-authorization': {
      why: '"*" does not cover Authorization by the standard: a page that sends a token is refused by a browser that follows it.',
      recommendation: 'List Authorization beside "*".',
      source: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name'
    }
  },
  skip: withoutPages,
  plan: target => requests(target),
  judge (target, seen, report) {
    const { allowed: [origin], credentials, requestHeaders, methods, url: { href }, written, madeUp } = target
    const page = { origin: origin!, url: href, credentials }
    const severity = credentials ? 'warning' : 'info'
    const made = `x-${madeUp('header')}`
    if (!methods.includes(RARE) && isApproved({ ...page, method: RARE }, seen.answer('method'))) {
      report('any-method-is-approved', {
        severity,
        subject: RARE,
        message: `A preflight approves ${RARE}, which no page was said to use.`,
        expected: ['access-control-allow-methods: those of the URL'],
        seen: corsLines(seen.answer('method')!),
        shownBy: ['method']
      })
    }
    const isWanted = written !== undefined && written !== false && (written.allowedHeaders ?? []).includes('*')
    if (!isWanted && isApproved({ ...page, requestHeaders: [made] }, seen.answer('header'))) {
      report('any-header-is-approved', {
        severity,
        subject: made,
        message: 'A preflight approves a request header that was made up for this check.',
        expected: ['access-control-allow-headers: those that pages set'],
        seen: corsLines(seen.answer('header')!),
        shownBy: ['header']
      })
    }
    const preflight = requestHeaders.includes('authorization') ? seen.answer('authorization') : undefined
    if (preflight === undefined || isApproved({ ...page, requestHeaders: ['authorization'] }, preflight)) return
    const listed = extractTokens(preflight.headers, 'access-control-allow-headers')
    if (credentials || !Array.isArray(listed) || !listed.includes('*')) return
    report('wildcard-without-authorization', {
      severity: 'warning',
      subject: 'authorization',
      message: 'Pages send Authorization, and the answer allows "*", which does not cover it.',
      expected: ['access-control-allow-headers: *, authorization'],
      seen: corsLines(preflight),
      shownBy: ['authorization']
    })
  }
})

function requests ({ allowed: [origin], madeUp, requestHeaders }: Target): ProbeRequests {
  return {
    method: { method: 'OPTIONS', headers: preflightLines(origin!, RARE) },
    header: { method: 'OPTIONS', headers: preflightLines(origin!, 'GET', [`x-${madeUp('header')}`]) },
    ...requestHeaders.includes('authorization') && { authorization: { method: 'OPTIONS', headers: preflightLines(origin!, 'GET', ['authorization']) } }
  }
}
