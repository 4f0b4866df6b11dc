/** What callers ask, checked: JavaScript and command lines can ask anything. */
import type { Engine, HeaderLine } from '../../types/browser.ts'
import type { ExplainedRequest } from '../../types/explanation.ts'
import type { CorsPageQuestion } from '../../types/question.ts'
import { isHttp, parseUrl } from '../browser/url.ts'
import { normalizeMethod } from '../standard/methods.ts'

export const ENGINES: readonly Engine[] = ['standard', 'chromium', 'firefox', 'safari']
export const CREDENTIALS_MODES = ['omit', 'same-origin', 'include'] as const

/** Whose name stands for a server that is not named: nobody's, by https://www.rfc-editor.org/rfc/rfc6761.html#section-6.4 */
const NAMELESS_SERVER = 'server.invalid'

/** A question that is none. */
export class QuestionError extends TypeError {
  override readonly name = 'QuestionError'
}

/** A question with all that it leaves to defaults. */
export interface AskedQuestion {
  readonly request: ExplainedRequest
  readonly engine: Engine
  /** The method as the browser sends it. */
  readonly sentMethod: string
}

/**
 * Reads a question about the request of a page for a URL.
 *
 * @throws QuestionError that names the member which is not as it must be
 */
export function readQuestion (question: CorsPageQuestion, url: URL): AskedQuestion {
  const { origin, method = 'GET', headers = [], credentials = 'same-origin', engine = 'standard' } = question
  if (typeof origin !== 'string') throw new QuestionError('`origin` must be text: a serialized origin, or "null"')
  if (typeof method !== 'string') throw new QuestionError('`method` must be text')
  mustBeOneOf('credentials', credentials, CREDENTIALS_MODES)
  mustBeOneOf('engine', engine, ENGINES)
  const request = { origin, url: url.href, method, headers: linesOf(headers), credentials }
  return { request, engine, sentMethod: normalizeMethod(method) }
}

/**
 * The URL that is asked for, on a server of no name where only its path is known.
 *
 * @throws QuestionError where it is none of http or https
 */
export function readUrl (text: unknown, host: unknown): URL {
  if (typeof text !== 'string') throw new QuestionError('`url` must be text: a path, or a URL of http or https')
  if (host !== undefined && typeof host !== 'string') throw new QuestionError('`host` must be text')
  const url = urlOn(host, text)
  if (url !== undefined) return url
  throw new QuestionError(`\`url\` must be a path, or a URL of http or https, not ${JSON.stringify(text)}`)
}

/** A path, or a whole URL, as a URL of http or https; undefined where it is not one. */
export function urlOn (host: string | undefined, text: string): URL | undefined {
  const base = parseUrl(`https://${host ?? NAMELESS_SERVER}`)
  const url = base && parseUrl(text, base)
  return url !== undefined && isHttp(url) ? url : undefined
}

function mustBeOneOf (name: string, value: unknown, known: readonly string[]): void {
  if (known.includes(value as string)) return
  throw new QuestionError(`\`${name}\` must be one of ${known.join(', ')}, not ${JSON.stringify(value)}`)
}

function linesOf (headers: unknown): readonly HeaderLine[] {
  const isObject = typeof headers === 'object' && headers !== null
  const lines: unknown[] = !isObject ? [headers] : Array.isArray(headers) ? headers : Object.entries(headers)
  return lines.map(line => {
    const [name, value, ...rest] = Array.isArray(line) ? line as unknown[] : []
    if (typeof name !== 'string' || typeof value !== 'string' || rest.length > 0) {
      throw new QuestionError('`headers` must be an object, name to value, or a list of pairs of a name and a value')
    }
    return [name, value] as const
  })
}
