/** Redirects: https://fetch.spec.whatwg.org/#http-redirect-fetch */
import type { HeaderLine, ResponseTainting, ServerResponse } from '../../types/browser.ts'
import { isNonWildcardRequestHeaderName, isRequestBodyHeaderName } from '../standard/headers.ts'
import { MAX_REDIRECTS, isRedirectStatus } from '../standard/statuses.ts'
import { isDeviceHint } from './client-hints.ts'
import type { EngineFacts } from './engines.ts'
import type { StepFailure } from './failures.ts'
import { valuesOf } from './header-values.ts'
import { needsPreflight } from './needs-preflight.ts'
import { currentUrl, type BrowserRequest } from './page-request.ts'
import { unsafeRequestHeaderNames } from './safelist.ts'
import { hasCredentials, isHttpUrl, isSameOrigin, parseUrl } from './url.ts'

/**
 * The value of `Origin`: the origin of the page, or `null` after a redirect from another origin to a third origin, or back
 * to the origin of the page.
 * https://fetch.spec.whatwg.org/#concept-request-redirect-taint
 */
export function serializedOrigin ({ origin, urls }: BrowserRequest): string {
  const tainted = urls.some((url, i) => {
    const before = urls[i - 1]
    return before !== undefined && url.origin !== before.origin && !isSameOrigin(origin, before)
  })
  return tainted ? 'null' : origin
}

/** The value of `Origin` in a preflight, and the one with which its response is checked. */
export function preflightOrigin (request: BrowserRequest, facts: EngineFacts): string {
  return facts.preflightOrigin === 'page' ? request.origin : serializedOrigin(request)
}

/** The tainting of the response of the current URL, given the tainting of the previous URL. */
export function taintingOf (request: BrowserRequest, before: ResponseTainting): ResponseTainting {
  if (before === 'basic' && isSameOrigin(request.origin, currentUrl(request))) return 'basic'
  return request.mode === 'no-cors' ? 'opaque' : 'cors'
}

/** The target of a redirect. `none` if the response is not a redirect. https://fetch.spec.whatwg.org/#concept-response-location-url */
export function locationOf (
  { status, headers }: ServerResponse, base: URL, facts: EngineFacts
): URL | 'none' | 'malformed' {
  const isRedirect = isRedirectStatus(status) || (facts.followsUnknownRedirects && status > 308 && status < 400)
  if (!isRedirect) return 'none'
  const values = valuesOf(headers, 'location')
  const locations = new Set(facts.joinsLocations && values.length > 1 ? [values.join(', ')] : values)
  const [location] = locations
  if (location === undefined) return 'none'
  if (location === '' && facts.emptyLocation !== 'same-url') return facts.emptyLocation
  const url = parseUrl(location, base)
  if (locations.size > 1 || url === undefined) return 'malformed'
  if (url.hash === '') url.hash = base.hash
  return url
}

/** The request after a redirect, or why the redirect fails. */
export function followRedirect (
  request: BrowserRequest, status: number, location: URL | 'malformed', tainting: ResponseTainting, facts: EngineFacts
): BrowserRequest | StepFailure {
  if (location === 'malformed') return { code: 'redirect-location-is-not-a-url', parameter: '' }
  if (!isHttpUrl(location)) return { code: 'redirect-scheme-is-not-http', parameter: '' }
  if (request.urls.length > MAX_REDIRECTS) return { code: 'too-many-redirects', parameter: '' }
  const rejectsCredentials = tainting === 'cors' || (facts.rejectsOwnRedirectCredentials && request.api === 'fetch') ||
    (request.mode === 'cors' && !isSameOrigin(request.origin, location))
  const failure: StepFailure | undefined = hasCredentials(location) && rejectsCredentials
    ? { code: 'redirect-has-credentials', parameter: '' }
    : undefined
  if (failure !== undefined && !(facts.rejectsRedirectsLate && tainting === 'basic')) return failure
  if (request.body === 'stream' && status !== 303) return { code: 'redirect-of-a-stream', parameter: '' }

  const { method } = request
  const leavesOrigin = currentUrl(request).origin !== location.origin
  const becomesGet = (status <= 302 && method === 'POST') || (status === 303 && method !== 'GET' && method !== 'HEAD') ||
    (leavesOrigin && method === 'DELETE' && facts.dropsDelete)
  const dropsHints = facts.dropsClientHintsOnRedirect && !isSameOrigin(request.origin, location)
  const keeps = ([name]: HeaderLine): boolean =>
    !(becomesGet && isRequestBodyHeaderName(name)) &&
    !(leavesOrigin && isNonWildcardRequestHeaderName(name)) &&
    !(dropsHints && isDeviceHint(name))
  return {
    ...request,
    method: becomesGet ? 'GET' : method,
    headers: request.headers.filter(keeps),
    preflightHeaders: preflightHeaders(request, keeps, facts),
    needsPreflightAgain: request.needsPreflightAgain || (facts.preflightAfterRedirect !== 'current' && isPreflightedOnce(request, tainting, facts)),
    body: becomesGet ? undefined : request.body,
    keepsOrigin: facts.keepsOriginOnRedirect && !leavesOrigin && (request.keepsOrigin || (method !== 'GET' && method !== 'HEAD')),
    lateFailure: failure,
    urls: [...request.urls, location]
  }
}

/** The headers that a preflight after the redirect is about. */
function preflightHeaders (
  { headers, pageHeaders }: BrowserRequest, keeps: (line: HeaderLine) => boolean, { preflightAfterRedirect }: EngineFacts
): readonly HeaderLine[] {
  switch (preflightAfterRedirect) {
    case 'current': return headers.filter(keeps)
    case 'again': return pageHeaders.filter(keeps)
    case 'original': return pageHeaders
  }
}

/** Whether the request before the redirect had a preflight, or has headers that would need one at another origin. */
function isPreflightedOnce (request: BrowserRequest, tainting: ResponseTainting, facts: EngineFacts): boolean {
  return unsafeRequestHeaderNames(request.headers, facts).length > 0 ||
    (tainting === 'cors' && needsPreflight(request, facts) !== undefined)
}
