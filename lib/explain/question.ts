/** Validates questions, because callers in JavaScript and on the command line can pass any value. */
import type { Engine, HeaderLine } from '../../types/browser.ts'
import type { CorsSourceResult } from '../../types/decision.ts'
import type { ExplainedRequest } from '../../types/explanation.ts'
import type { CookieQuestion } from '../../types/cookie.ts'
import type { CorsPageQuestion } from '../../types/question.ts'
import { isHttpUrl, parseUrl } from '../browser/url.ts'
import { normalizeMethod } from '../standard/methods.ts'

export const ENGINES: readonly Engine[] = ['standard', 'chromium', 'firefox', 'safari']
export const CREDENTIALS_MODES = ['omit', 'same-origin', 'include'] as const
export const PERMISSIONS = ['denied', 'granted'] as const
export const SOURCE_RESULTS: readonly CorsSourceResult[] = ['listed', 'not-listed', 'stale', 'unavailable', 'busy']

/** The host if none is given. It never exists: https://www.rfc-editor.org/rfc/rfc6761.html#section-6.4 */
const NAMELESS_SERVER = 'server.invalid'

/** The question is invalid. */
export class QuestionError extends TypeError {
  override readonly name = 'QuestionError'
}

/** A question with its defaults. */
export interface ResolvedQuestion {
  readonly request: ExplainedRequest
  readonly engine: Engine
  readonly localNetwork: 'denied' | 'granted'
  /** The method as the browser sends it. */
  readonly sentMethod: string
  /** Undefined without a cookie. */
  readonly cookie: CookieQuestion | undefined
}

/**
 * Validates a question about a request of a page to a URL.
 *
 * @throws QuestionError that names the invalid member
 */
export function readQuestion (question: CorsPageQuestion, url: URL): ResolvedQuestion {
  const { origin, method = 'GET', headers = [], credentials = 'same-origin', engine = 'standard', localNetwork = 'denied', cookie, cookieSetBy: setBy, cookieSetAt: setAt } = question
  if (typeof origin !== 'string') throw new QuestionError('`origin` must be a string: a serialized origin or "null".')
  if (typeof method !== 'string') throw new QuestionError('`method` must be a string.')
  assertOneOf('credentials', credentials, CREDENTIALS_MODES)
  assertOneOf('engine', engine, ENGINES)
  assertOneOf('localNetwork', localNetwork, PERMISSIONS)
  const request = { origin, url: url.href, method, headers: linesOf(headers), credentials }
  if (cookie !== undefined && url.hostname === NAMELESS_SERVER) {
    throw new QuestionError('`cookie` needs an absolute `url`, because browsers compare the site of the page with that of the request.')
  }
  return {
    request, engine, localNetwork, sentMethod: normalizeMethod(method), cookie: cookie === undefined ? undefined : { cookie, origin, url: url.href, credentials, setBy, setAt }
  }
}

/**
 * Validates the assumed result of the sources.
 *
 * @throws QuestionError
 */
export function readSourceResult (given: CorsSourceResult | undefined): CorsSourceResult | undefined {
  if (given !== undefined) assertOneOf('sourceResult', given, SOURCE_RESULTS)
  return given
}

/**
 * Parses the URL of the request. A path is resolved with a placeholder host.
 *
 * @throws QuestionError if the scheme is not http or https
 */
export function readUrl (text: unknown, host: unknown): URL {
  if (typeof text !== 'string') throw new QuestionError('`url` must be a string: a path or a URL with http or https.')
  if (host !== undefined && typeof host !== 'string') throw new QuestionError('`host` must be a string.')
  const url = urlOn(host, text)
  if (url !== undefined) return url
  throw new QuestionError(`\`url\` must be a path or a URL with http or https, not ${JSON.stringify(text)}.`)
}

/**
 * Parses an absolute URL, or a path, which is resolved with a placeholder host.
 *
 * @throws QuestionError if the URL is invalid, or its scheme is not http or https
 */
export function readPathOrUrl (text: unknown): URL {
  const absolute = typeof text === 'string' ? parseUrl(text) : undefined
  if (absolute !== undefined && isHttpUrl(absolute)) return absolute
  const url = typeof text === 'string' && text.startsWith('/') ? urlOn(undefined, text) : undefined
  // A text such as "//a.test" begins like a path, and names a host.
  if (url?.hostname === NAMELESS_SERVER) return url
  throw new QuestionError(`\`url\` must be a path that begins with "/", such as "/orders/7", or a URL with http or https, not ${JSON.stringify(text)}.`)
}

/** Resolves a path or a full URL. Undefined if it is not a valid URL with http or https. */
export function urlOn (host: string | undefined, text: string): URL | undefined {
  const base = parseUrl(`https://${host ?? NAMELESS_SERVER}`)
  const url = base && parseUrl(text, base)
  return url !== undefined && isHttpUrl(url) ? url : undefined
}

function assertOneOf (name: string, value: unknown, known: readonly string[]): void {
  if (known.includes(value as string)) return
  throw new QuestionError(`\`${name}\` must be one of ${known.join(', ')}, not ${JSON.stringify(value)}.`)
}

function linesOf (headers: unknown): readonly HeaderLine[] {
  const isObject = typeof headers === 'object' && headers !== null
  const lines: unknown[] = !isObject ? [headers] : Array.isArray(headers) ? headers : Object.entries(headers)
  return lines.map(line => {
    const [name, value, ...rest] = Array.isArray(line) ? line as unknown[] : []
    if (typeof name !== 'string' || typeof value !== 'string' || rest.length > 0) {
      throw new QuestionError('`headers` must be an object with names and values, or a list of pairs of a name and a value.')
    }
    return [name, value] as const
  })
}
