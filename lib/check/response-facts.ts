/** Facts about responses that show who made them: the application, or something before it. */
import type { ServerResponse } from '../../types/browser.ts'
import { getValue } from '../browser/header-values.ts'

/** Headers in which proxies and caches name themselves, the most specific first. */
const OF_PROXIES = ['x-cache', 'cf-cache-status', 'x-cache-status', 'age', 'via', 'server', 'cf-ray', 'location']

/** The lines of a response that show which proxy or cache sent it, and where it leads. */
export function proxyLines ({ headers }: ServerResponse): readonly string[] {
  return OF_PROXIES.flatMap(name => {
    const value = getValue(headers, name)
    return value === undefined ? [] : [`${name}: ${value}`]
  })
}

/** The most specific line in parentheses, for the middle of a sentence; '' if there is none. */
export function senderHint (response: ServerResponse): string {
  const [line] = proxyLines(response).filter(line => !line.startsWith('location:'))
  return line === undefined ? '' : ` (${line.slice(0, 80)})`
}

/** Whether a response has no header of the CORS protocol. */
export function hasNoCors ({ headers }: ServerResponse): boolean {
  return !headers.some(([name]) => name.toLowerCase().startsWith('access-control-'))
}

/** Whether a response has a header more than once. @param name  in lower case */
export function isRepeated ({ headers }: ServerResponse, name: string): boolean {
  const names = headers.map(([name]) => name.toLowerCase())
  return names.indexOf(name) !== names.lastIndexOf(name)
}

/** The origin that a response allows; undefined if it allows none. */
export function allowOriginOf ({ headers }: ServerResponse): string | undefined {
  return getValue(headers, 'access-control-allow-origin')
}

/** Whether the body is a page for people. Applications of APIs rarely send one. */
export function isHtml ({ headers }: ServerResponse): boolean {
  return /^text\/html\b/i.test(getValue(headers, 'content-type') ?? '')
}

/** Status codes of a proxy that gets no response from the application. Those above 511 are of Cloudflare. */
export function isGatewayError ({ status }: ServerResponse): boolean {
  return (status >= 502 && status <= 504) || (status >= 520 && status <= 530)
}
