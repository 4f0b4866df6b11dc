/** Facts about header names. All functions accept any letter case: https://www.rfc-editor.org/rfc/rfc9110.html#section-5.1 */

/**
 * Headers that are CORS-safelisted if their value is; any other header always needs approval by a preflight.
 * https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
const SAFELISTED_REQUEST: ReadonlySet<string> = new Set([
  'accept', 'accept-language', 'content-language', 'content-type', 'range'
])

/** https://fetch.spec.whatwg.org/#forbidden-request-header */
const FORBIDDEN_REQUEST: ReadonlySet<string> = new Set([
  'accept-charset', 'accept-encoding', 'access-control-request-headers', 'access-control-request-method', 'connection',
  'content-length', 'cookie', 'cookie2', 'date', 'dnt', 'expect', 'host', 'keep-alive', 'origin', 'referer', 'set-cookie', 'te',
  'trailer', 'transfer-encoding', 'upgrade', 'via'
])

/** Forbidden if their value is a forbidden method: https://fetch.spec.whatwg.org/#forbidden-request-header */
const METHOD_OVERRIDE: ReadonlySet<string> = new Set(['x-http-method', 'x-http-method-override', 'x-method-override'])

/** https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name */
const NO_CORS_SAFELISTED_REQUEST: ReadonlySet<string> = new Set([
  'accept', 'accept-language', 'content-language', 'content-type'
])

/** https://fetch.spec.whatwg.org/#request-body-header-name */
const REQUEST_BODY: ReadonlySet<string> = new Set([
  'content-encoding', 'content-language', 'content-location', 'content-type'
])

/** The maximum length in bytes of the value of a CORS-safelisted request-header: https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
export const MAX_SAFELISTED_VALUE_LENGTH = 128

/** The maximum total length in bytes of all such values of a request: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names */
export const MAX_SAFELISTED_VALUES_LENGTH = 1024

/** Lower case: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name */
export const SAFELISTED_RESPONSE: ReadonlySet<string> = new Set([
  'cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'
])

/** https://fetch.spec.whatwg.org/#forbidden-response-header-name */
const FORBIDDEN_RESPONSE: ReadonlySet<string> = new Set(['set-cookie', 'set-cookie2'])

/** Request headers of the CORS protocol, lower case: https://fetch.spec.whatwg.org/#http-requests */
const PROTOCOL_REQUEST: ReadonlySet<string> = new Set([
  'origin', 'access-control-request-method', 'access-control-request-headers'
])

/** Response headers of the CORS protocol, lower case: https://fetch.spec.whatwg.org/#http-responses */
const PROTOCOL_RESPONSE: ReadonlySet<string> = new Set([
  'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-methods',
  'access-control-allow-headers', 'access-control-max-age', 'access-control-expose-headers'
])

/** The characters of a token: https://www.rfc-editor.org/rfc/rfc9110.html#section-5.6.2 */
const TOKEN_BYTES = new Uint8Array(128)
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  TOKEN_BYTES[char.charCodeAt(0)] = 1
}

/** Whether a text is a token, like names of methods and headers: https://www.rfc-editor.org/rfc/rfc9110.html#section-5.6.2 */
export function isToken (text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (TOKEN_BYTES[text.charCodeAt(i)] !== 1) return false
  }
  return text !== ''
}

/** Whether a request header is CORS-safelisted if its value is. */
export function isSafelistedRequestHeaderName (name: string): boolean {
  return SAFELISTED_REQUEST.has(name.toLowerCase())
}

/**
 * Whether only the browser can set a request header. Excludes the three headers that are forbidden only with some values:
 * `X-HTTP-Method`, `X-HTTP-Method-Override` and `X-Method-Override`.
 */
export function isForbiddenRequestHeaderName (name: string): boolean {
  const lower = name.toLowerCase()
  return FORBIDDEN_REQUEST.has(lower) || lower.startsWith('proxy-') || lower.startsWith('sec-')
}

/** Whether a request header overrides the method of the request. It is forbidden if its value is a forbidden method. */
export function isMethodOverrideHeaderName (name: string): boolean {
  return METHOD_OVERRIDE.has(name.toLowerCase())
}

/** Whether a page can set a request header in the mode `no-cors`, if its value is CORS-safelisted too. */
export function isNoCorsSafelistedRequestHeaderName (name: string): boolean {
  return NO_CORS_SAFELISTED_REQUEST.has(name.toLowerCase())
}

/** Whether a request header describes the body, so that a redirect that drops the body removes it. */
export function isRequestBodyHeaderName (name: string): boolean {
  return REQUEST_BODY.has(name.toLowerCase())
}

/** Whether "*" does not cover a request header: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name */
export function isNonWildcardRequestHeaderName (name: string): boolean {
  return name.toLowerCase() === 'authorization'
}

/** Whether pages can read a response header without `Access-Control-Expose-Headers`. */
export function isSafelistedResponseHeaderName (name: string): boolean {
  return SAFELISTED_RESPONSE.has(name.toLowerCase())
}

/** Whether pages can never read a response header, even with `Access-Control-Expose-Headers`. */
export function isForbiddenResponseHeaderName (name: string): boolean {
  return FORBIDDEN_RESPONSE.has(name.toLowerCase())
}

/** Whether a request header belongs to the CORS protocol. */
export function isProtocolRequestHeaderName (name: string): boolean {
  return PROTOCOL_REQUEST.has(name.toLowerCase())
}

/** Whether a response header belongs to the CORS protocol. */
export function isProtocolResponseHeaderName (name: string): boolean {
  return PROTOCOL_RESPONSE.has(name.toLowerCase())
}
