/** The target of a preflight: the route of its actual request. */
import type { IncomingMessage } from 'node:http'
import { MAX_METHOD_LENGTH } from '../standard/methods.ts'
import type { ActualRequest, BootedApplication, PreflightTarget } from './booted-application.ts'

/** Stores the result of the lookup for the hook. Fastify has no request of its own yet when it routes. */
const kLookup = Symbol('fastify-cors-policy.lookup')

/** An application can pass a raw request to another application, which has other routes. */
interface Lookup {
  readonly application: BootedApplication
  readonly target: PreflightTarget
}

/** Replaces a method that is too long. */
const NO_METHOD = ''

export interface RawRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingMessage['headers']
  [kLookup]?: Lookup
}

/**
 * Whether a request is a CORS-preflight request: OPTIONS with both headers present, with any value.
 * https://fetch.spec.whatwg.org/#cors-preflight-request
 */
export function isPreflight (request: RawRequest): boolean {
  return request.method === 'OPTIONS' && request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined
}

/** Returns the target of a preflight, which is looked up once. */
export function targetOf (application: BootedApplication, request: RawRequest): PreflightTarget {
  const known = request[kLookup]
  if (known?.application === application) return known.target
  const { method, url, host } = actualRequestOf(request)
  const target = application.find(method.length > MAX_METHOD_LENGTH ? NO_METHOD : method, url, host)
  request[kLookup] = { application, target }
  return target
}

/** The actual request of a preflight. */
export function actualRequestOf ({ url, headers }: RawRequest): ActualRequest {
  const method = String(headers['access-control-request-method'])
  // A method that is too long stays too long. The router uses the same headers.
  return { method: method.slice(0, MAX_METHOD_LENGTH + 1), url: url!, host: headers.host || headers[':authority'] as string | undefined }
}
