import type { ServerResponse } from '../../../types/browser.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { accessForAnyOrigin, accessPhrase, ANONYMOUS, higher, lower, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { isApproved } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { reportAccess } from '../report-access.ts'
import { family, get, preflight } from '../requests.ts'
import type { CheckTarget } from '../target.ts'

/** A request that needs a preflight. */
interface PreflightedRequest {
  readonly method: string
  readonly requestHeaders: readonly string[]
  /** Unique: a plural for messages. */
  readonly label: string
}

interface PageRequest extends PreflightedRequest {
  readonly origin: string
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
  plan: target => ({
    preflights: family(preflightedRequests(target).flatMap(request => target.untrusted.map(origin => ({ ...request, origin }))),
      ({ origin, method, requestHeaders }) => preflight(origin, method, requestHeaders)),
    readOne: get(target.untrusted[0]),
    readOther: get(target.untrusted[1])
  }),
  judge (target, { preflights, readOne, readOther }, report) {
    const known = higher(wantedAccess(target, target.untrusted[0]), accessForAnyOrigin(target, readOne, readOther))
    for (const { label, method } of preflightedRequests(target)) {
      const received = [...preflights].filter(([request]) => request.label === label)
      const accesses = received.map(([request, response]) => preflightAccess(target, request, response))
      const access = accesses.length < target.untrusted.length ? NO_ACCESS : accesses.reduce(lower)
      const reading = known === NO_ACCESS ? 'cannot read the response' : 'can read only responses without credentials'
      reportAccess(report, {
        id: 'preflight-allows-any-origin',
        subject: method,
        message: `A page from any origin can send ${label} ${accessPhrase(access)}, although it ${reading}.`,
        severities: ['error', 'warning'],
        access,
        // Access that any origin has is reported by the probe of untrusted origins.
        limit: known,
        responses: received.map(([, response]) => response).reverse(),
        once: 'preflight-allows-any-origin'
      })
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

/** The access that the response to a preflight gives to a page: whether it can send the request. */
function preflightAccess ({ url: { href } }: CheckTarget, request: PageRequest, response: ServerResponse): Access {
  const isFor = (credentials: boolean): boolean => isApproved({ ...request, url: href, credentials }, response)
  if (!isFor(false)) return NO_ACCESS
  return isFor(true) ? WITH_CREDENTIALS : ANONYMOUS
}
