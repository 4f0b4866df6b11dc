/** From what a page asks to the request that the browser performs: https://fetch.spec.whatwg.org/#dom-request */
import type { CredentialsMode, HeaderLine, PageRequest, RequestMode } from '../../types/browser.ts'
import { isToken } from '../standard/headers.ts'
import { isForbiddenMethod, isSafelistedMethod, normalizeMethod } from '../standard/methods.ts'
import type { EngineFacts } from './engines.ts'
import type { StepFailure } from './failures.ts'
import { getValue, isHeaderLine, joinLines, normalizeValue } from './header-values.ts'
import { isForbiddenRequestHeader, isNoCorsSafelistedRequestHeader } from './safelist.ts'
import { hasCredentials, parseUrl } from './url.ts'

/** A request as it goes through the browser; a redirect makes another of it. */
export interface BrowserRequest {
  /** The page's, which no redirect changes. */
  readonly origin: string
  readonly credentials: CredentialsMode
  readonly mode: RequestMode
  readonly api: 'fetch' | 'xhr'
  readonly uploadListener: boolean
  readonly body: PageRequest['body']
  readonly noReferrer: boolean
  /** Normalized. */
  readonly method: string
  /** The page's own, lower-case names, values normalized. */
  readonly headers: readonly HeaderLine[]
  /** The last one is the current one: https://fetch.spec.whatwg.org/#concept-request-url-list */
  readonly urls: readonly [URL, ...URL[]]
}

/** The current URL of a request. */
export function currentUrl ({ urls }: BrowserRequest): URL {
  return urls.at(-1)!
}

/** Makes the browser's request of a page's; or says why `fetch()` and `XMLHttpRequest` throw. */
export function constructRequest (page: PageRequest, facts: EngineFacts): BrowserRequest | StepFailure {
  const { origin, method = 'GET', headers = [], credentials = 'same-origin', mode = 'cors', api = 'fetch' } = page
  const url = parseUrl(page.url)
  if (url === undefined) return { code: 'url-is-malformed', parameter: page.url }
  if (api === 'fetch' && hasCredentials(url)) return { code: 'url-has-credentials', parameter: page.url }
  if (!isToken(method)) return { code: 'method-is-not-a-token', parameter: method }
  if (isForbiddenMethod(method)) return { code: 'method-is-forbidden', parameter: method }
  const stream = page.body === 'stream'
  const request: BrowserRequest = {
    origin,
    credentials,
    mode: stream && facts.sendsStreamsInCorsMode ? 'cors' : mode,
    api,
    uploadListener: page.uploadListener === true && (page.body !== undefined || !facts.uploadListenerNeedsBody),
    body: page.body,
    noReferrer: page.referrerPolicy === 'no-referrer',
    method: normalizeMethod(method),
    headers: [],
    urls: [url]
  }
  if (mode === 'no-cors' && !isSafelistedMethod(request.method)) {
    return { code: 'method-needs-cors-mode', parameter: request.method }
  }
  const malformed = headers.find(line => !isHeaderLine(line))
  if (malformed !== undefined) return { code: 'header-is-malformed', parameter: malformed[0] }
  if (stream && (request.method === 'GET' || request.method === 'HEAD')) {
    return { code: 'stream-with-get-or-head', parameter: request.method }
  }
  if (stream && mode === 'no-cors') return { code: 'stream-needs-cors-mode', parameter: '' }
  return { ...request, headers: ownHeaders(headers, request, facts) }
}

/** What the page may set of what it gives; the rest is left out, without a word to the page. */
function ownHeaders (
  headers: readonly HeaderLine[], { mode, api }: BrowserRequest, facts: EngineFacts
): readonly HeaderLine[] {
  const allowed: HeaderLine[] = []
  for (const [name, value] of headers) {
    const line: HeaderLine = [name.toLowerCase(), normalizeValue(value)]
    if (isForbiddenRequestHeader(line, facts)) continue
    // A line counts together with those before it: https://fetch.spec.whatwg.org/#concept-headers-append
    const joined: HeaderLine = [line[0], getValue([...allowed, line], line[0])!]
    if (mode === 'no-cors' && !isNoCorsSafelistedRequestHeader(joined, facts)) continue
    allowed.push(line)
  }
  // XMLHttpRequest joins everywhere: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
  return facts.joinsRequestHeaders || api === 'xhr' ? joinLines(allowed) : allowed
}
