/** Makes the request of the browser from the request of a page: https://fetch.spec.whatwg.org/#dom-request */
import type { CacheMode, CredentialsMode, HeaderLine, PageRequest, ReferrerPolicy, RequestMode } from '../../types/browser.ts'
import { isToken } from '../standard/headers.ts'
import { isForbiddenMethod, isSafelistedMethod, normalizeMethod } from '../standard/methods.ts'
import type { EngineFacts } from './engines.ts'
import type { StepFailure } from './failures.ts'
import { getValue, isHeaderLine, joinLines, normalizeValue } from './header-values.ts'
import { isForbiddenRequestHeader, isNoCorsSafelistedRequestHeader } from './safelist.ts'
import { hasCredentials, parseUrl } from './url.ts'

/** A request of the browser. A redirect makes a new one. */
export interface BrowserRequest {
  /** The origin of the page. Redirects do not change it. */
  readonly origin: string
  readonly credentials: CredentialsMode
  readonly mode: RequestMode
  readonly api: 'fetch' | 'xhr'
  readonly uploadListener: boolean
  /** Undefined for every other body: only a stream matters. */
  readonly body: 'stream' | undefined
  readonly cache: CacheMode
  readonly referrerPolicy: ReferrerPolicy
  /** Normalized. */
  readonly method: string
  /** The headers of the page, with lower-case names and normalized values. */
  readonly headers: readonly HeaderLine[]
  /** The headers before all redirects. */
  readonly pageHeaders: readonly HeaderLine[]
  /** The headers that a preflight is about. Different from `headers` only after redirects. */
  readonly preflightHeaders: readonly HeaderLine[]
  /** Whether a preflight is needed regardless of the method and the headers, because of redirects. */
  readonly needsPreflightAgain: boolean
  /** Whether the request has its `Origin` because the one before a redirect had it. */
  readonly keepsOrigin: boolean
  /** Why the last redirect is rejected, in an engine that first sends the preflight to its target. */
  readonly lateFailure: StepFailure | undefined
  /** The last URL is the current URL: https://fetch.spec.whatwg.org/#concept-request-url-list */
  readonly urls: readonly [URL, ...URL[]]
}

/** The current URL of a request. */
export function currentUrl ({ urls }: BrowserRequest): URL {
  return urls.at(-1)!
}

/** Makes the request of the browser, or returns why `fetch()` or `XMLHttpRequest` throws. */
export function constructRequest (page: PageRequest, facts: EngineFacts): BrowserRequest | StepFailure {
  const { origin, method = 'GET', headers = [], credentials = 'same-origin', mode = 'cors', api = 'fetch' } = page
  const url = parseUrl(page.url)
  if (url === undefined) return { code: 'url-is-malformed', parameter: page.url }
  if (api === 'fetch' && hasCredentials(url)) return { code: 'url-has-credentials', parameter: page.url }
  if (!isToken(method)) return { code: 'method-is-not-a-token', parameter: method }
  if (isForbiddenMethod(method)) return { code: 'method-is-forbidden', parameter: method }
  const stream = page.body === 'stream' && facts.streamBody !== 'text'
  const request: BrowserRequest = {
    origin,
    credentials,
    mode: stream && facts.sendsStreamsInCorsMode ? 'cors' : mode,
    api,
    uploadListener: page.uploadListener === true && (page.body !== undefined || !facts.uploadListenerNeedsBody),
    body: stream ? 'stream' : undefined,
    cache: page.cache ?? 'default',
    referrerPolicy: page.referrerPolicy ?? '',
    method: normalizeMethod(method),
    headers: [],
    pageHeaders: [],
    preflightHeaders: [],
    needsPreflightAgain: false,
    keepsOrigin: false,
    lateFailure: undefined,
    urls: [url]
  }
  if (mode === 'no-cors' && !isSafelistedMethod(request.method)) {
    return { code: 'method-needs-cors-mode', parameter: request.method }
  }
  if (request.cache === 'only-if-cached' && mode !== 'same-origin') {
    return { code: 'cache-mode-needs-same-origin-mode', parameter: '' }
  }
  const malformed = headers.find(line => !isHeaderLine(line))
  if (malformed !== undefined) return { code: 'header-is-malformed', parameter: malformed[0] }
  if (page.body === 'stream' && (request.method === 'GET' || request.method === 'HEAD')) {
    return { code: 'stream-with-get-or-head', parameter: request.method }
  }
  if (stream && mode === 'no-cors') return { code: 'stream-needs-cors-mode', parameter: '' }
  if (stream && facts.streamBody === 'error') return { code: 'stream-is-not-supported', parameter: '' }
  const own = ownHeaders(page.body === 'stream' && !stream ? withTextType(headers) : headers, request, facts)
  const cache = request.cache === 'default' && isConditional(own, api, facts) ? 'reload' : request.cache
  return { ...request, cache, headers: own, pageHeaders: own, preflightHeaders: own }
}

/** The headers with which a page makes a request depend on what it has already. */
const CONDITIONS: ReadonlySet<string> = new Set(['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'])

/** Whether the request ignores the preflight cache because of such headers. */
function isConditional (headers: readonly HeaderLine[], api: BrowserRequest['api'], { conditionsIgnoreCache }: EngineFacts): boolean {
  return (conditionsIgnoreCache === 'all' || conditionsIgnoreCache === api) && headers.some(([name]) => CONDITIONS.has(name))
}

/** The headers of a request whose stream is sent as a text. */
function withTextType (headers: readonly HeaderLine[]): readonly HeaderLine[] {
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return hasType ? headers : [...headers, ['content-type', 'text/plain;charset=UTF-8']]
}

/** The headers that the page is allowed to set. Browsers silently ignore the others. */
function ownHeaders (
  headers: readonly HeaderLine[], { mode, api }: BrowserRequest, facts: EngineFacts
): readonly HeaderLine[] {
  const allowed: HeaderLine[] = []
  for (const [name, value] of headers) {
    const line: HeaderLine = [name.toLowerCase(), normalizeValue(value)]
    if (isForbiddenRequestHeader(line, facts)) continue
    // Earlier lines of the same name count, too: https://fetch.spec.whatwg.org/#concept-headers-append
    const joined: HeaderLine = [line[0], getValue([...allowed, line], line[0])!]
    if (mode === 'no-cors' && !isNoCorsSafelistedRequestHeader(joined, facts)) continue
    allowed.push(line)
  }
  // XMLHttpRequest joins lines in every engine: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
  return facts.joinsRequestHeaders || api === 'xhr' ? joinLines(allowed) : allowed
}
