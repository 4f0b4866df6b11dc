/** Facts about method names. Methods are case-sensitive tokens: https://fetch.spec.whatwg.org/#concept-method */

/**
 * CORS-safelisted methods: they need no approval by a preflight.
 * https://fetch.spec.whatwg.org/#cors-safelisted-method
 */
const SAFELISTED: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])

/** https://fetch.spec.whatwg.org/#forbidden-method */
const FORBIDDEN: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

/** https://fetch.spec.whatwg.org/#concept-method-normalize */
const NORMALIZED: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

/**
 * The methods that the HTTP parser of Node supports, in upper case, sorted. Node responds with 400 to any other method. These are
 * `http.METHODS` of Node 22; Node 20.19.0 lacks QUERY:
 * https://nodejs.org/docs/latest-v22.x/api/http.html#httpmethods
 */
export const NODE_METHODS: ReadonlySet<string> = new Set([
  'ACL', 'BIND', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE', 'MKACTIVITY',
  'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'OPTIONS', 'PATCH', 'POST', 'PROPFIND', 'PROPPATCH', 'PURGE', 'PUT', 'QUERY',
  'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE', 'TRACE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE'
])

/** Longer than any method that Node supports. The cost of a lookup grows with the length, so longer methods are not looked up. */
export const MAX_METHOD_LENGTH = 32

/** Whether a method is CORS-safelisted, so that it needs no approval by a preflight. Case-sensitive. */
export function isSafelistedMethod (method: string): boolean {
  return SAFELISTED.has(method)
}

/** Whether browsers never send a method. Case-insensitive, as in the standard. */
export function isForbiddenMethod (method: string): boolean {
  return FORBIDDEN.has(method.toUpperCase())
}

/** Normalizes a method like `fetch()`: six names become upper case, any other is unchanged. */
export function normalizeMethod (method: string): string {
  const upper = method.toUpperCase()
  return NORMALIZED.has(upper) ? upper : method
}
