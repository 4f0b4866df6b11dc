/** The headers that the user gives to a check: those that describe the client, and those that may be secret. */
import type { CheckOptions } from '../../types/check.ts'

/** Browsers send these with every request, including preflights. */

const CLIENT_HEADERS: ReadonlySet<string> = new Set(['user-agent', 'accept', 'accept-language', 'accept-encoding'])

/** Whether a header describes the client, so that it is not secret. */
export function isClientHeader (name: string): boolean {
  return CLIENT_HEADERS.has(name.toLowerCase())
}

/** The headers of the user that may authenticate a request. */
export function userHeaders ({ headers = {} }: CheckOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isClientHeader(name)))
}
