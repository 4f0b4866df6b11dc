/** Reads a request that the developer tools of a browser copied, and removes what the browser itself adds. */
import type { CredentialsMode, HeaderLine } from '../../types/browser.ts'
import { isHttpUrl, parseUrl } from '../browser/url.ts'
import { isForbiddenRequestHeaderName } from '../standard/headers.ts'
import { ClipboardError } from './clipboard-error.ts'
import { readCurl, type CopiedText } from './curl.ts'
import { readFetchCall } from './fetch-call.ts'

/** The request of the page. */
export interface CopiedRequest {
  /** Absolute URL with http or https. */
  readonly url: string
  /** The method of the page. If a preflight was copied, the method that it requests. */
  readonly method: string
  /** The headers that the page can have set. If a preflight was copied, the ones that it requests, each with the value "1". */
  readonly headers: readonly HeaderLine[]
  /** The serialized origin of the page. Null if the text does not have it. */
  readonly origin: string | null
  /** Null if the text does not show it. */
  readonly credentials: CredentialsMode | null
  /** Whether the text is a preflight. */
  readonly isPreflight: boolean
  /** Whether the request had a cookie. Null where the copied form leaves cookies out. */
  readonly hasCookie: boolean | null
  /** The value of `Sec-Fetch-Storage-Access`. Null if the request did not have it. */
  readonly storageAccess: string | null
}

/** The maximum number of characters. Copied requests include their bodies. */
const MAX_LENGTH = 1_000_000

/** Headers that browsers add, and that pages seldom set. Those of caches come from the developer tools, or from the cache. */
const BY_BROWSER: ReadonlySet<string> = new Set([
  'user-agent', 'priority', 'upgrade-insecure-requests', 'x-client-data', 'if-none-match', 'if-modified-since', 'accept', 'accept-language'
])

/** @throws ClipboardError if the text is not a copied request */
export function readCopiedRequest (given: string): CopiedRequest {
  if (given.length > MAX_LENGTH) throw new ClipboardError(`The text has more than ${MAX_LENGTH} characters.`)
  const text = given.trim()
  const copied = copiedTextOf(text)
  const url = parseUrl(copied.url)
  if (url === undefined || !isHttpUrl(url)) throw new ClipboardError(`The URL ${JSON.stringify(copied.url)} of the copied request is not absolute, with http or https.`)
  const valueOf = (name: string): string | null => copied.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null
  const requested = valueOf('access-control-request-method')
  const isPreflight = copied.method === 'OPTIONS' && requested !== null
  const cookie = valueOf('cookie')
  const storageAccess = valueOf('sec-fetch-storage-access')
  return {
    url: url.href,
    method: isPreflight ? requested : copied.method,
    headers: isPreflight ? namesIn(valueOf('access-control-request-headers')).map(name => [name, '1']) : copied.headers.filter(isByPage),
    origin: valueOf('origin') ?? originOf(valueOf('referer')) ?? originOf(copied.referrer),
    credentials: credentialsOf(copied) ?? (cookie !== null || storageAccess !== null ? 'include' : null),
    isPreflight,
    hasCookie: isPreflight || copied.credentials !== undefined ? null : cookie !== null,
    storageAccess
  }
}

function copiedTextOf (text: string): CopiedText {
  if (/^curl(?:\.exe)?\s/.test(text)) return readCurl(text)
  if (/^(?:await\s+)?fetch\s*\(/.test(text)) return readFetchCall(text)
  throw new ClipboardError('The text begins neither with "curl" nor with "fetch(". Use "Copy as cURL" or "Copy as fetch" in the network panel of the developer tools.')
}

function isByPage ([name, value]: HeaderLine): boolean {
  const lower = name.toLowerCase()
  // The developer tools add these while the cache is disabled.
  if (lower === 'cache-control' || lower === 'pragma') return value !== 'no-cache'
  return !BY_BROWSER.has(lower) && !lower.startsWith(':') && !isForbiddenRequestHeaderName(lower)
}

function namesIn (list: string | null): string[] {
  return (list ?? '').split(',').map(name => name.trim()).filter(name => name !== '')
}

function originOf (referrer: unknown): string | null {
  const url = typeof referrer === 'string' ? parseUrl(referrer) : undefined
  return url === undefined || url.origin === 'null' ? null : url.origin
}

function credentialsOf ({ credentials }: CopiedText): CredentialsMode | null {
  return credentials === 'include' || credentials === 'omit' || credentials === 'same-origin' ? credentials : null
}
