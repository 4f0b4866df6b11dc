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
 * The method names that Node's HTTP parser knows, upper case, sorted; a request with any other is answered 400 before a
 * server sees it. `http.METHODS` of Node 22; that of Node 20.19.0 lacks QUERY:
 * https://nodejs.org/docs/latest-v22.x/api/http.html#httpmethods
 */
export const NODE_METHODS: ReadonlySet<string> = new Set([
  'ACL', 'BIND', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE', 'MKACTIVITY',
  'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'OPTIONS', 'PATCH', 'POST', 'PROPFIND', 'PROPPATCH', 'PURGE', 'PUT', 'QUERY',
  'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE', 'TRACE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE'
])

/** No method that Node knows is longer, so nothing longer is looked up: that would cost as much as it is long. */
export const MAX_METHOD_LENGTH = 32

/** Whether a method needs no approval by a preflight; compared byte by byte. */
export function isSafelistedMethod (method: string): boolean {
  return SAFELISTED.has(method)
}

/** Whether browsers refuse to send a method at all; compared without regard to case, as the standard does. */
export function isForbiddenMethod (method: string): boolean {
  return FORBIDDEN.has(method.toUpperCase())
}

/** What a browser makes of the method given to `fetch()`: six names become upper case, any other stays as it is. */
export function normalizeMethod (method: string): string {
  const upper = method.toUpperCase()
  return NORMALIZED.has(upper) ? upper : method
}
