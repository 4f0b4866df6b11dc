import { extractTokens } from '../../browser/header-values.ts'
import { isApproved } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { preflight } from '../requests.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

/** A method that no server has. A server that allows it allows any method. */
function syntheticMethod ({ synthetic }: CheckTarget): string {
  return `X-${synthetic('method').toUpperCase()}`
}

/** Checks that preflights do not allow methods and headers that pages do not need. */
export const preflightOverpermissive = probe({
  id: 'preflight-overpermissive',
  title: 'preflights allow only the methods and headers that pages need',
  area: 'preflight',
  kinds: {
    'any-method-is-approved': {
      why: 'A page from an allowed origin can use any method, including methods that the authors of the routes did not expect.',
      recommendation: 'List only the methods that the URL supports.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-methods'
    },
    'any-header-is-approved': {
      why: 'A page from an allowed origin can set any request header, including those that proxies and frameworks trust.',
      recommendation: 'List only the headers that the pages set.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-headers'
    },
    'wildcard-without-authorization': {
      why: 'By the Fetch standard, "*" does not cover Authorization. Browsers that follow it block pages that send a token.',
      recommendation: 'List Authorization in addition to "*".',
      source: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: target => ({
    anyMethod: preflight(target.allowed[0]!, syntheticMethod(target)),
    randomHeader: preflight(target.allowed[0]!, 'GET', [`x-${target.synthetic('header')}`]),
    authorization: target.requestHeaders.includes('authorization') ? preflight(target.allowed[0]!, 'GET', ['authorization']) : undefined
  }),
  judge (target, { anyMethod, randomHeader, authorization }, report) {
    const { allowed: [origin], credentials, url: { href }, plainPolicy, synthetic } = target
    const method = syntheticMethod(target)
    const page = { origin: origin!, url: href, credentials }
    const severity = credentials ? 'warning' : 'info'
    const header = `x-${synthetic('header')}`
    if (anyMethod !== undefined && isApproved({ ...page, method }, anyMethod)) {
      report('any-method-is-approved', {
        severity,
        subject: method,
        message: 'A preflight allows a random method.',
        expected: ['access-control-allow-methods: the methods of the URL'],
        evidence: [anyMethod]
      })
    }
    const isWanted = plainPolicy !== undefined && plainPolicy !== false && (plainPolicy.allowedHeaders ?? []).includes('*')
    if (randomHeader !== undefined && !isWanted && isApproved({ ...page, requestHeaders: [header] }, randomHeader)) {
      report('any-header-is-approved', {
        severity,
        subject: header,
        message: 'A preflight allows a random request header.',
        expected: ['access-control-allow-headers: the headers that pages set'],
        evidence: [randomHeader]
      })
    }
    if (authorization === undefined || isApproved({ ...page, requestHeaders: ['authorization'] }, authorization)) return
    const listed = extractTokens(authorization.headers, 'access-control-allow-headers')
    if (credentials || !Array.isArray(listed) || !listed.includes('*')) return
    report('wildcard-without-authorization', {
      severity: 'warning',
      subject: 'authorization',
      message: 'Pages send Authorization, but the response allows only "*", which does not cover it.',
      expected: ['access-control-allow-headers: *, authorization'],
      evidence: [authorization]
    })
  }
})
