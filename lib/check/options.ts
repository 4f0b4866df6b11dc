/** Validates the options before anything is sent. */
import { isIP } from 'node:net'
import type { CheckOptions } from '../../types/check.ts'
import { preview } from '../errors.ts'
import { isForbiddenRequestHeaderName, isToken } from '../standard/headers.ts'
import { isForbiddenMethod } from '../standard/methods.ts'
import { isSerializedOrigin } from '../standard/origin.ts'
import { assertTypes } from './options/types.ts'
import { assertNumbers } from './options/numbers.ts'
import { rejectOption } from './options/option-error.ts'

export { CheckOptionError } from './options/option-error.ts'

/** The check sets the headers of the CORS protocol; the HTTP client sets those that delimit a message. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'origin', 'access-control-request-method', 'access-control-request-headers',
  'connection', 'content-length', 'expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'
])

/** Methods that can be sent with a JSON body. */
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** @throws CheckOptionError for the first invalid option */
export function assertOptions (options: CheckOptions, { hostname }: URL): void {
  assertTypes(options)
  assertPageOptions(options)
  const { headers = {}, route, errorPath, errorMethod, resolve } = options
  for (const [name, value] of Object.entries(headers)) {
    // A value may be secret, so the message must not show it.
    if (!isToken(name) || !isValue(value)) rejectOption('headers', `${preview(name)} is not the name of a header, such as X-Api-Key, or its value has characters that a header cannot have.`)
    if (OWN_HEADERS.has(name.toLowerCase())) rejectOption('headers', `${preview(name)} is not allowed. The check or the HTTP client sets this header.`)
  }
  if (route !== undefined && !/^(?:\/|\*$)/.test(route)) rejectOption('route', `${preview(route)} is not a route. Use a path that begins with "/", or use "*".`)
  // A path that begins with two slashes would be parsed as a host.
  if (errorPath !== undefined && !/^\/(?![/\\])/.test(errorPath)) rejectOption('errorPath', `${preview(errorPath)} is not a path. Use a path that begins with one "/".`)
  if (errorMethod !== undefined && !BODY_METHODS.has(errorMethod)) rejectOption('errorMethod', `${preview(errorMethod)} is not allowed. Use ${[...BODY_METHODS].join(', ')}.`)
  if (resolve !== undefined && isIP(resolve) === 0) rejectOption('resolve', `${preview(resolve)} is not an IP address. Use an address such as 127.0.0.1 or ::1.`)
  if (resolve !== undefined && isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) rejectOption('resolve', `${preview(resolve)} has no effect, because the host of the URL is an IP address already. Remove it.`)
  assertNumbers(options)
  assertPagesAreKnown(options)
}

/** Validates the options about the pages that call the endpoint. */
function assertPageOptions ({ allowedOrigins: allow = [], methods = [], requestHeaders = [] }: CheckOptions): void {
  for (const origin of allow) {
    if (origin === '*') rejectOption('allowedOrigins', '"*" is not a serialized origin. For a public endpoint, use a `policy` with "origins": "*".')
    if (!isSerializedOrigin(origin)) rejectOption('allowedOrigins', `${preview(origin)} is not a serialized origin. Use an origin such as https://app.example.com.`)
  }
  for (const name of requestHeaders) {
    if (!isToken(name) || isForbiddenRequestHeaderName(name)) rejectOption('requestHeaders', `${preview(name)} is not the name of a header that a page can set. Use a name such as X-Api-Key.`)
  }
  for (const method of methods) {
    if (!isToken(method)) rejectOption('methods', `${preview(method)} is not the name of a method. Use a name such as GET or PUT.`)
    if (isForbiddenMethod(method)) rejectOption('methods', `${preview(method)} is a method that pages cannot send: browsers forbid it. Remove it.`)
  }
}

/** Rejects options about pages without the origins of the pages: they would have no effect. */
function assertPagesAreKnown ({ allowedOrigins: allow = [], methods = [], requestHeaders = [], policy, errorPath, errorMethod }: CheckOptions): void {
  if (allow.length > 0 || policy !== undefined) return
  for (const [name, isGiven] of [
    ['methods', methods.length > 0], ['requestHeaders', requestHeaders.length > 0], ['errorPath', errorPath !== undefined], ['errorMethod', errorMethod !== undefined]
  ] as const) {
    if (isGiven) rejectOption(name, 'This option needs the origins of the pages that should be allowed. Use `allowedOrigins` or `policy` to list them.')
  }
}

function isValue (value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}
