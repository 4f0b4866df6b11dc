/** Whether options are any, before anything is sent. */
import { isIP } from 'node:net'
import type { CheckOptions } from '../../types/check.ts'
import { preview } from '../errors.ts'
import { isForbiddenRequestHeaderName, isToken } from '../standard/headers.ts'
import { isForbiddenMethod } from '../standard/methods.ts'
import { isSerializedOrigin } from '../standard/origin.ts'
import { assertKinds } from './options/kinds.ts'
import { assertNumbers } from './options/numbers.ts'
import { refuse } from './options/option-error.ts'

export { CheckOptionError } from './options/option-error.ts'

/** The check sets those that make a CORS request, and those that frame a message belong to HTTP. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'origin', 'access-control-request-method', 'access-control-request-headers',
  'connection', 'content-length', 'expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'
])

/** Methods with bodies that are JSON. */
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** @throws CheckOptionError for the first option that is none */
export function assertOptions (options: CheckOptions, { hostname }: URL): void {
  assertKinds(options)
  assertPages(options)
  const { headers = {}, route, errorPath, errorMethod, resolve } = options
  for (const [name, value] of Object.entries(headers)) {
    // A value may be secret, and is not shown.
    if (!isToken(name) || !isValue(value)) refuse('headers', `${preview(name)} is no header name, or its value is no header value`)
    if (OWN_HEADERS.has(name.toLowerCase())) refuse('headers', `${preview(name)} is a header that the check or HTTP itself sets`)
  }
  if (route !== undefined && !/^(?:\/|\*$)/.test(route)) refuse('route', `${preview(route)} is no route: begin it with "/", or write "*"`)
  // Two slashes would begin a host.
  if (errorPath !== undefined && !/^\/(?![/\\])/.test(errorPath)) refuse('errorPath', `${preview(errorPath)} is no path: begin it with one "/"`)
  if (errorMethod !== undefined && !BODY_METHODS.has(errorMethod)) refuse('errorMethod', `${preview(errorMethod)} is none of ${[...BODY_METHODS].join(', ')}`)
  if (resolve !== undefined && isIP(resolve) === 0) refuse('resolve', `${preview(resolve)} is no address, such as 127.0.0.1 or ::1`)
  if (resolve !== undefined && isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) refuse('resolve', `${preview(resolve)} has no effect, as the URL has an address for its host`)
  assertNumbers(options)
  assertPagesAreKnown(options)
}

/** Who calls, and how. */
function assertPages ({ allowedOrigins: allow = [], methods = [], requestHeaders = [] }: CheckOptions): void {
  for (const origin of allow) {
    if (origin === '*') refuse('allowedOrigins', '"*" is no serialized origin: for the pages of everybody give a `policy` with "origins": "*"')
    if (!isSerializedOrigin(origin)) refuse('allowedOrigins', `${preview(origin)} is no serialized origin, such as https://app.example.com`)
  }
  for (const name of requestHeaders) {
    if (!isToken(name) || isForbiddenRequestHeaderName(name)) refuse('requestHeaders', `${preview(name)} is no header that a page can set`)
  }
  for (const method of methods) {
    if (!isToken(method)) refuse('methods', `${preview(method)} is no method`)
    if (isForbiddenMethod(method)) refuse('methods', `${preview(method)} is a method that browsers send for no page`)
  }
}

/** Of pages that are not known nothing would be asked. */
function assertPagesAreKnown ({ allowedOrigins: allow = [], methods = [], requestHeaders = [], policy, errorPath, errorMethod }: CheckOptions): void {
  if (allow.length > 0 || policy !== undefined) return
  for (const [name, isGiven] of [
    ['methods', methods.length > 0], ['requestHeaders', requestHeaders.length > 0], ['errorPath', errorPath !== undefined], ['errorMethod', errorMethod !== undefined]
  ] as const) {
    if (isGiven) refuse(name, 'is about pages that should be let in, and none is known: name their origins by `allowedOrigins`, or give a `policy`')
  }
}

function isValue (value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}
