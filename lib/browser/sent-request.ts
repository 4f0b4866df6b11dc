/** The requests that the browser sends, with the headers of the CORS protocol and of the page. */
import type { HeaderLine, PreflightNeed, ResponseTainting, SentRequest } from '../../types/browser.ts'
import type { EngineFacts } from './engines.ts'
import { currentUrl, type BrowserRequest } from './page-request.ts'
import { preflightOrigin, serializedOrigin } from './redirect.ts'
import { isSameOrigin, withoutFragment } from './url.ts'

/** The CORS-preflight request: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
export function preflightRequest (request: BrowserRequest, { unsafeHeaderNames }: PreflightNeed, facts: EngineFacts): SentRequest {
  const headers: HeaderLine[] = [
    ['origin', preflightOrigin(request, facts)],
    ['access-control-request-method', request.method]
  ]
  // Unlike other lists, this one has no space after the comma.
  if (unsafeHeaderNames.length > 0) headers.push(['access-control-request-headers', unsafeHeaderNames.join(',')])
  return sent(request, 'preflight', 'OPTIONS', headers, false)
}

/** The actual request, possibly after redirects. */
export function actualRequest (request: BrowserRequest, tainting: ResponseTainting, facts: EngineFacts): SentRequest {
  const origin = originHeader(request, tainting, facts)
  const headers: HeaderLine[] = origin === undefined ? [] : [['origin', origin]]
  const credentials = request.credentials === 'include' ||
    (request.credentials === 'same-origin' && tainting === 'basic')
  return sent(request, 'actual', request.method, [...headers, ...request.headers], credentials)
}

/** https://fetch.spec.whatwg.org/#append-a-request-origin-header */
function originHeader (request: BrowserRequest, tainting: ResponseTainting, facts: EngineFacts): string | undefined {
  if (tainting === 'cors') return serializedOrigin(request)
  if ((request.method === 'GET' || request.method === 'HEAD') && !request.keepsOrigin) return undefined
  const hasMoved = request.urls.some(url => url.origin !== request.urls[0].origin)
  const hides = request.mode !== 'cors' && hidesOrigin(request) && !facts.sendsOriginWithoutReferrer && !(hasMoved && facts.showsOriginOnRedirect)
  return hides || (hasMoved && facts.hidesOriginOnRedirect) ? 'null' : serializedOrigin(request)
}

/** Whether the referrer policy hides the origin from the current URL. */
function hidesOrigin (request: BrowserRequest): boolean {
  const { origin, referrerPolicy } = request
  const url = currentUrl(request)
  switch (referrerPolicy) {
    case 'no-referrer': return true
    case 'same-origin': return !isSameOrigin(origin, url)
    case 'origin':
    case 'origin-when-cross-origin':
    case 'unsafe-url': return false
    // The default of browsers is strict-origin-when-cross-origin.
    default: return origin.startsWith('https:') && url.protocol !== 'https:'
  }
}

function sent (
  request: BrowserRequest, kind: SentRequest['kind'], method: string, headers: HeaderLine[], credentials: boolean
): SentRequest {
  const lines = headers.map(line => Object.freeze(line))
  const url = withoutFragment(currentUrl(request))
  return Object.freeze({ kind, hop: request.urls.length - 1, method, url, headers: Object.freeze(lines), credentials })
}
