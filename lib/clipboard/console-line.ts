/** Reads the lines that browsers write to the console when they block a request, in their English wording. */
import type { Engine, FailureCode, HeaderLine } from '../../types/browser.ts'
import { ClipboardError } from './clipboard-error.ts'

/** Why a request is blocked: a failure of the model, or a rule of the browser that applies before CORS. */
export type ConsoleCause = FailureCode

/** What is known about a request from the lines in a console. */
export interface ConsoleReading {
  readonly engine: Exclude<Engine, 'standard'>
  /** The possible causes, because engines use one sentence for several; the most frequent first. At least one. */
  readonly causes: readonly ConsoleCause[]
  /** The response that fails. Null if the lines do not name it. */
  readonly at: 'preflight' | 'response' | null
  /** The value, method or header name that the lines of the console name, or ''. */
  readonly parameter: string
  /** The URL of the request. Null if the lines do not name it. */
  readonly url: string | null
  /** The serialized origin of the page. Null if the lines do not name it. */
  readonly origin: string | null
  /** The method of the request. Null if the lines do not name it. */
  readonly method: string | null
  /** The status of the response that fails. Null if the lines do not name it. */
  readonly status: number | null
}

/** A sentence: how to find it, and its possible causes. The first group of the pattern is the parameter. */
type Sentence = readonly [pattern: RegExp, causes: readonly [ConsoleCause, ...ConsoleCause[]], at?: ConsoleReading['at']]

const CREDENTIALS: readonly [ConsoleCause, ...ConsoleCause[]] = ['allow-credentials-missing', 'allow-credentials-is-not-true']

const CHROMIUM: readonly Sentence[] = [
  [/No 'Access-Control-Allow-Origin' header is present/, ['allow-origin-missing']],
  [/'Access-Control-Allow-Origin' header in the response must not be the wildcard/, ['wildcard-with-credentials']],
  [/'Access-Control-Allow-Origin' header contains multiple values '([^']*)'/, ['allow-origin-lists-several']],
  [/'Access-Control-Allow-Origin' header contains the invalid value '([^']*)'/, ['allow-origin-is-not-a-url']],
  [/'Access-Control-Allow-Origin' header has a value '([^']*)'/, ['allow-origin-differs']],
  [/'Access-Control-Allow-Credentials' header in the response is '' /, ['allow-credentials-missing']],
  [/'Access-Control-Allow-Credentials' header in the response is '([^']*)'/, ['allow-credentials-is-not-true']],
  [/It does not have HTTP ok status/, ['preflight-status-is-not-ok'], 'preflight'],
  [/Redirect is not allowed for a preflight request/, ['preflight-redirects'], 'preflight'],
  [/Cannot parse Access-Control-Allow-Methods/, ['allow-methods-is-malformed'], 'preflight'],
  [/Cannot parse Access-Control-Allow-Headers/, ['allow-headers-is-malformed'], 'preflight'],
  [/Method (\S+) is not allowed by Access-Control-Allow-Methods/, ['method-not-allowed'], 'preflight'],
  [/Request header field (\S+) is not allowed by Access-Control-Allow-Headers/, ['header-not-allowed'], 'preflight'],
  [/contains a username and password/, ['redirect-has-credentials']],
  [/only supported for protocol schemes/, ['redirect-scheme-is-not-http', 'scheme-is-not-http']],
  [/not a secure context and the resource is in \S+ address space/, ['local-network-needs-https']],
  [/address space/, ['local-network']]
]

const FIREFOX: readonly Sentence[] = [
  [/‘Access-Control-Allow-Origin’ missing/, ['allow-origin-missing']],
  [/‘Access-Control-Allow-Origin’ does not match ‘([^’]*)’/, ['allow-origin-differs', 'allow-origin-lists-several', 'allow-origin-is-not-a-url']],
  [/Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘\*’/, ['wildcard-with-credentials']],
  [/expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’/, CREDENTIALS],
  [/CORS request external redirect not allowed/, ['preflight-redirects'], 'preflight'],
  [/CORS preflight response did not succeed/, ['preflight-status-is-not-ok'], 'preflight'],
  [/invalid token ‘([^’]*)’ in CORS header ‘Access-Control-Allow-Methods’/, ['allow-methods-is-malformed'], 'preflight'],
  [/invalid token ‘([^’]*)’ in CORS header ‘Access-Control-Allow-Headers’/, ['allow-headers-is-malformed'], 'preflight'],
  [/Did not find method in CORS header/, ['method-not-allowed'], 'preflight'],
  [/(?:header|missing token) ‘([^’]*)’ (?:is not allowed according to|in CORS) header ‘Access-Control-Allow-Headers’/, ['header-not-allowed'], 'preflight'],
  [/CORS request not http/i, ['redirect-scheme-is-not-http', 'scheme-is-not-http']],
  [/CORS request did not succeed/, ['no-response']]
]

const SAFARI: readonly Sentence[] = [
  [/redirection URL \S+ has credentials/, ['redirect-has-credentials']],
  [/Access-Control-Allow-Origin cannot contain more than one origin/, ['allow-origin-lists-several']],
  [/Cannot use wildcard in Access-Control-Allow-Origin/, ['wildcard-with-credentials']],
  [/Access-Control-Allow-Credentials is not "true"/, CREDENTIALS],
  [/Preflight response is not successful/, ['preflight-status-is-not-ok', 'preflight-redirects'], 'preflight'],
  [/Method (\S+) is not allowed by Access-Control-Allow-Methods/, ['method-not-allowed'], 'preflight'],
  [/Request header field (\S+) is not allowed by Access-Control-Allow-Headers/, ['header-not-allowed'], 'preflight'],
  [/Header Access-Control-Allow-Methods has an invalid value: (\S.*)/, ['allow-methods-is-malformed'], 'preflight'],
  [/Header Access-Control-Allow-Headers has an invalid value: (\S.*)/, ['allow-headers-is-malformed'], 'preflight'],
  [/is not allowed by Access-Control-Allow-Origin/, ['allow-origin-missing', 'allow-origin-differs', 'allow-origin-is-not-a-url']],
  [/due to access control checks/, ['no-response']]
]

/** The maximum number of characters. Each sentence is searched in all of them. */
const MAX_LENGTH = 20_000

/** What the sentence of each engine says about the request, and which sentences it has. */
interface Wording {
  readonly engine: ConsoleReading['engine']
  /** Occurs in every sentence of the engine. */
  readonly mark: RegExp
  readonly sentences: readonly Sentence[]
  readonly url: RegExp
  readonly origin: RegExp
}

/** Nothing can match it. */
const NEVER = /(?!)/

const WORDINGS: readonly Wording[] = [
  {
    engine: 'chromium', mark: /has been blocked by CORS policy/, sentences: CHROMIUM, url: /Access to \S+ at '([^']*)'/, origin: /from origin '([^']*)'/
  },
  {
    engine: 'firefox', mark: /Cross-Origin Request Blocked/, sentences: FIREFOX, url: /remote resource at ‘?([^\s’]*[^\s’.])/, origin: NEVER
  },
  {
    engine: 'safari',
    mark: /Access-Control-Allow-|due to access control checks|Preflight response is not successful/,
    sentences: SAFARI,
    url: /cannot load (\S+) due to access control checks/,
    origin: /Origin (\S+) is not allowed by/
  },
  {
    engine: 'chromium', mark: /Mixed Content: /, sentences: [[/has been blocked/, ['mixed-content']]], url: /insecure (?:resource|\S+ endpoint) '([^']*)'/, origin: /The page at '(\w+:\/\/[^'/]*)/
  },
  { engine: 'firefox', mark: /Blocked loading mixed active content/, sentences: [[/mixed active content/, ['mixed-content']]], url: /content [“"]([^”"]*)/, origin: NEVER },
  {
    engine: 'safari', mark: /requested insecure content from/, sentences: [[/content was blocked/, ['mixed-content']]], url: /insecure content from (\S*[^\s.])/, origin: /The page at (\w+:\/\/[^\s/]*)/
  }
]

/**
 * Reads lines of a console, in any order and with anything around them.
 *
 * @throws ClipboardError if they are not about a blocked request, or do not name the cause
 */
export function readConsoleLine (text: string): ConsoleReading {
  if (text.length > MAX_LENGTH) throw new ClipboardError(`The text has more than ${MAX_LENGTH} characters. Paste only the lines about one request.`)
  for (const { engine, mark, sentences, url, origin } of WORDINGS) {
    const found = mark.test(text) ? sentences.find(([pattern]) => pattern.test(text)) : undefined
    if (found === undefined) continue
    const [pattern, causes, at] = found
    const { 1: method = null } = /(?:^|\s)([A-Z]+) \w+:\/\/\S+ net::ERR_/.exec(text) ?? []
    const status = /(?:Status code: |net::ERR_FAILED )(\d{3})/.exec(text)?.[1]
    const parameter = pattern.exec(text)![1] ?? ''
    return {
      engine,
      causes: isAuthorization(parameter) ? [...causes, 'authorization-not-listed'] : causes,
      at: at ?? placeIn(engine, text, status),
      parameter,
      url: url.exec(text)?.[1] ?? null,
      origin: origin.exec(text)?.[1] ?? null,
      method: causes[0] === 'method-not-allowed' && parameter !== '' ? parameter : method,
      status: status === undefined ? null : Number(status)
    }
  }
  throw new ClipboardError(/Failed to fetch|NetworkError when attempting|Load failed/.test(text)
    ? 'This error has no cause, because pages must not know it. Copy the line about the same request that the browser writes to the console, ' +
      'such as "Access to fetch at … has been blocked by CORS policy: …".'
    : 'This is not a line about a blocked request. Lines of Chromium, Firefox and Safari in English are known, such as "Access to fetch at … ' +
      'has been blocked by CORS policy: …".')
}

/** Firefox adds a second line if a preflight fails, and also if a redirect does. Safari does not say which response fails. */
function placeIn (engine: ConsoleReading['engine'], text: string, status: string | undefined): ConsoleReading['at'] {
  if (engine === 'chromium') return text.includes('Response to preflight request') ? 'preflight' : 'response'
  const hasTwoLines = /Cross-Origin Request Blocked[^]*Cross-Origin Request Blocked/.test(text) && text.includes('CORS request did not succeed')
  return engine === 'firefox' && hasTwoLines && !/^3/.test(status ?? '') ? 'preflight' : null
}

/** For this header, the standard has a check of its own, but browsers use the sentence for any header. */
function isAuthorization (parameter: string): boolean {
  return parameter.toLowerCase() === 'authorization'
}

/** The headers of the page that the lines name. */
export function namedHeadersOf ({ causes, parameter }: ConsoleReading): HeaderLine[] {
  return causes[0] === 'header-not-allowed' ? [[parameter, '1']] : []
}
