import { accessOf, accessPhrase, ANONYMOUS, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { probe, type ProbeRequests, type Responses } from '../probe.ts'
import type { CheckTarget } from '../target.ts'
import { requestFrom } from '../baseline-requests.ts'
import { corsLines, isApproved, preflightLines } from '../browser-verdict.ts'

/** A request that needs a preflight. */
interface PreflightedRequest {
  readonly method: string
  readonly requestHeaders: readonly string[]
  readonly label: string
}

/** Checks that preflights from untrusted origins are not allowed. */
export const preflightUntrustedOrigin = probe({
  id: 'preflight-untrusted-origin',
  title: 'preflights from untrusted origins are not allowed',
  area: 'preflight',
  kinds: {
    'preflight-allows-any-origin': {
      why: 'The page cannot read the response, but the browser sends the request. Any site can send PUT and DELETE requests, including the cookies of the user if credentials are allowed.',
      recommendation: 'Use the same list of origins for preflights and for actual requests.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  plan: target => requests(target),
  judge (target, responses, report) {
    const [one, other] = target.untrusted
    // Access that any origin has is reported by the probe of untrusted origins.
    const known = Math.max(wantedAccess(target, one), Math.min(accessOf(one, target, responses.get('read one')), accessOf(other, target, responses.get('read other'))))
    for (const [i, request] of preflightedRequests(target).entries()) {
      const access = preflightAccess(target, responses, request, i)
      if (access <= known) continue
      report('preflight-allows-any-origin', {
        severity: access === WITH_CREDENTIALS ? 'error' : 'warning',
        subject: request.method,
        message: `A page from any origin can send ${request.label} ${accessPhrase(access)}, although it ${known === NO_ACCESS ? 'cannot read the response' : 'can read only responses without credentials'}.`,
        expected: ['no access-control-allow-origin'],
        actual: corsLines(responses.get(`${i} of one`)!),
        evidence: [`${i} of other`, `${i} of one`]
      })
      return
    }
  }
})

function preflightedRequests ({ methods }: CheckTarget): readonly PreflightedRequest[] {
  const own = methods.filter(method => !isSafelistedMethod(method) && !isForbiddenMethod(method)).slice(0, 2)
  return [
    ...[...new Set(['PUT', ...own])].map(method => ({ method, requestHeaders: [], label: `${method} requests` })),
    { method: 'POST', requestHeaders: ['content-type'], label: 'JSON POST requests' }
  ]
}

function requests (target: CheckTarget): ProbeRequests {
  const { untrusted: [one, other] } = target
  const preflights = preflightedRequests(target).flatMap(({ method, requestHeaders }, i) => [[`${i} of one`, one] as const, [`${i} of other`, other] as const].map(([name, origin]) =>
    [name, { method: 'OPTIONS' as const, headers: preflightLines(origin, method, requestHeaders) }] as const))
  return {
    ...Object.fromEntries(preflights),
    'read one': requestFrom(one),
    'read other': requestFrom(other)
  }
}

function preflightAccess ({ untrusted: [one, other], url: { href } }: CheckTarget, responses: Responses, request: PreflightedRequest, i: number): Access {
  const isFor = (credentials: boolean): boolean =>
    isApproved({ ...request, origin: one, url: href, credentials }, responses.get(`${i} of one`)) &&
    isApproved({ ...request, origin: other, url: href, credentials }, responses.get(`${i} of other`))
  if (!isFor(false)) return NO_ACCESS
  return isFor(true) ? WITH_CREDENTIALS : ANONYMOUS
}
