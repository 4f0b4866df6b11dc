/** The requests that the browser sends, with the headers of the CORS protocol and of the page. */
import type { HeaderLine, PreflightNeed, ResponseTainting, SentRequest } from '../../types/browser.ts'
import type { EngineFacts } from './engines.ts'
import { currentUrl, type BrowserRequest } from './page-request.ts'
import { serializedOrigin } from './redirect.ts'
import { withoutFragment } from './url.ts'

/** The CORS-preflight request: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
export function preflightRequest (request: BrowserRequest, { unsafeHeaderNames }: PreflightNeed): SentRequest {
  const headers: HeaderLine[] = [
    ['origin', serializedOrigin(request)],
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
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const hides = request.mode !== 'cors' && request.noReferrer && !facts.sendsOriginWithoutReferrer
  const hasMoved = request.urls.some(url => url.origin !== request.urls[0].origin)
  return hides || (hasMoved && facts.hidesOriginOnRedirect) ? 'null' : serializedOrigin(request)
}

function sent (
  request: BrowserRequest, kind: SentRequest['kind'], method: string, headers: HeaderLine[], credentials: boolean
): SentRequest {
  const lines = headers.map(line => Object.freeze(line))
  const url = withoutFragment(currentUrl(request))
  return Object.freeze({ kind, hop: request.urls.length - 1, method, url, headers: Object.freeze(lines), credentials })
}
