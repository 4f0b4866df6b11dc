/** Requests of probes as they are sent. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CheckOptions, CheckRequest } from '../../types/check.ts'
import { isSerializedOrigin } from '../standard/origin.ts'
import { browserHeaders, PLAIN_HEADERS } from './browser-headers.ts'
import { isClientHeader } from './user-headers.ts'
import type { ProbeRequest } from './probe.ts'
import type { CheckTarget } from './target.ts'

/** A request as it is sent, and as reports show it: without secrets, and without what every HTTP client sends. */
export interface LiteralRequest {
  readonly sent: CheckRequest
  readonly shown: CheckRequest
  readonly repeat: number | undefined
  readonly containsResponseText: boolean
}

/** @param options  with the headers of the user */
export function literalRequest (planned: ProbeRequest, target: CheckTarget, options: CheckOptions): LiteralRequest {
  const { method, url, headers, body, repeat, omitUserHeaders = method === 'OPTIONS', containsResponseText = false } = planned
  const given = Object.entries(options.headers ?? {})
  const clientHeaders = given.filter(([name]) => isClientHeader(name))
  const replaced = new Set(given.map(([name]) => name.toLowerCase()))
  const withoutReplaced = (lines: readonly HeaderLine[]): readonly HeaderLine[] => lines.filter(([name]) => !replaced.has(name.toLowerCase()))
  const added = withoutReplaced(browserHeaders(planned, target))
  const userHeaders = omitUserHeaders ? [] : given.filter(([name]) => !isClientHeader(name))
  const request = { method, url: url ?? target.url.href, ...body !== undefined && { body } }
  return {
    sent: { ...request, headers: [...withoutReplaced(PLAIN_HEADERS), ...headers, ...added, ...clientHeaders, ...userHeaders] },
    shown: { ...request, headers: [...headers, ...added, ...clientHeaders, ...userHeaders.map(([name]) => [name, '<redacted>'] as const)] },
    repeat,
    containsResponseText
  }
}

/** Equal requests have the same key. */
export function keyOf ({ sent: { method, url, headers, body }, repeat }: LiteralRequest): string {
  return JSON.stringify([method, url, headers, body, repeat])
}

/** Whether it is a GET for the URL itself that differs from others only in its origin. */
export function isOrdinary ({ method, url, headers, body }: ProbeRequest): boolean {
  return method === 'GET' && url === undefined && body === undefined && headers.every(([name, value]) => name === 'Origin' && (value === 'null' || isSerializedOrigin(value)))
}
