/** Whether options are any, before anything is sent. */
import { isIP } from 'node:net'
import type { CheckOptions } from '../../types/check.ts'
import { isForbiddenRequestHeaderName, isToken } from '../standard/headers.ts'
import { isSerializedOrigin } from '../standard/origin.ts'

/** The options are none, or not for this URL. */
export class CheckOptionError extends TypeError {}

interface Range {
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
}

const NUMBERS: Readonly<Record<'timeout' | 'maxRequests' | 'maxTime' | 'rate' | 'seed', Range>> = {
  // The most is what timers of Node take.
  timeout: { least: 1, most: 2 ** 31 - 1, isWhole: false },
  maxRequests: { least: 1, most: 100_000, isWhole: true },
  maxTime: { least: 1, most: 2 ** 31 - 1, isWhole: false },
  rate: { least: 0.01, most: 100_000, isWhole: false },
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, isWhole: true }
}

/** The check sets those that make a CORS request, and those that frame a message belong to HTTP. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'origin', 'access-control-request-method', 'access-control-request-headers',
  'connection', 'content-length', 'expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'
])

/** Methods with bodies that are JSON. */
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** @throws CheckOptionError for the first option that is none */
export function assertOptions (options: CheckOptions, { hostname }: URL): void {
  const { allow = [], methods = [], requestHeaders = [], headers = {}, errorPath, errorMethod, resolve } = options
  for (const origin of allow) {
    if (!isSerializedOrigin(origin)) refuse('allow', origin, 'is no serialized origin, such as https://app.example.com')
  }
  for (const name of requestHeaders) {
    if (!isToken(name) || isForbiddenRequestHeaderName(name)) refuse('requestHeaders', name, 'is no header that a page can set')
  }
  for (const method of methods) {
    if (!isToken(method)) refuse('methods', method, 'is no method')
  }
  for (const [name, value] of Object.entries(headers)) {
    // A value may be secret, and is not shown.
    if (!isToken(name) || !isValue(value)) refuse('headers', name, 'is no header name, or its value is no header value')
    if (OWN_HEADERS.has(name.toLowerCase())) refuse('headers', name, 'is a header that the check or HTTP itself sets')
  }
  // Two slashes would begin a host.
  if (errorPath !== undefined && !/^\/(?![/\\])/.test(errorPath)) refuse('errorPath', errorPath, 'is no path: begin it with one "/"')
  if (errorMethod !== undefined && !BODY_METHODS.has(errorMethod)) refuse('errorMethod', errorMethod, `is none of ${[...BODY_METHODS].join(', ')}`)
  if (resolve !== undefined && isIP(resolve) === 0) refuse('resolve', resolve, 'is no address, such as 127.0.0.1 or ::1')
  if (resolve !== undefined && isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) refuse('resolve', resolve, 'has no effect, as the URL has an address for its host')
  for (const name of Object.keys(NUMBERS) as Array<keyof typeof NUMBERS>) assertNumber(name, options[name])
}

function assertNumber (name: keyof typeof NUMBERS, value: unknown): void {
  const { least, most, isWhole } = NUMBERS[name]
  if (value === undefined || (typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value)))) return
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value)
  throw new CheckOptionError(`${name}: ${shown} is no ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`)
}

function isValue (value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

function refuse (option: string, given: unknown, why: string): never {
  throw new CheckOptionError(`${option}: ${JSON.stringify(given)} ${why}`)
}
