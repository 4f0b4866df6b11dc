/** The hook `originGuard`, which rejects cross-origin requests that CORS does not block: WebSockets and requests without a preflight. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify'
import type { CorsOriginGuardOptions } from '../../types/fastify.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'
import { allowsOrigin } from '../decide.ts'
import type { Application } from './application.ts'
import { isObserved } from './request-state.ts'
import { readGuardOptions } from './origin-guard-options.ts'
import { decideRoute } from './route-decision.ts'

/** Handled by the error handler of the application, like other errors of hooks. */
class OriginRefusedError extends Error {
  readonly code = 'FST_CORS_ORIGIN_REFUSED'
  readonly statusCode = 403

  constructor (message: string) {
    super(message)
    this.name = 'OriginRefusedError'
  }
}

/**
 * Creates an `onRequest` hook.
 *
 * Browsers send `Origin` with every WebSocket handshake and with every request whose method is not GET or HEAD
 * (https://fetch.spec.whatwg.org/#append-a-request-origin-header). So a request without it comes from a program, and is allowed, but a
 * handshake without it is rejected: a proxy that opens a WebSocket itself can drop `Origin` and keep the cookies. A request with
 * `Sec-Fetch-Site: same-origin` is allowed: scripts cannot set this header, and `Host` and similar headers are unreliable
 * behind proxies. https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 *
 * @throws CorsPolicyError for invalid options, and if `alsoAllow` would allow untrusted origins
 */
export function originGuard (application: Application, options: CorsOriginGuardOptions = {}): onRequestHookHandler {
  const suffixes = application.registrations.scopes.flatMap((scope) => scope.privateSuffixes)
  const { alsoAllow, allowMissingOrigin } = readGuardOptions(options, suffixes)
  const alsoAllowed = compileValidPolicy({ origins: alsoAllow })
  return function corsOriginGuard (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const { headers } = request.raw
    const { origin } = headers
    if (headers['sec-fetch-site'] === 'same-origin' || isObserved(request)) return done()
    if (origin === undefined) {
      if (allowMissingOrigin || !isHandshake(headers)) return done()
      return refuse(request, done, 'The WebSocket handshake has no Origin header.')
    }
    if (allowsOrigin(alsoAllowed, origin)) return done()
    decideRoute(application, request, origin, decision => {
      if (decision?.allowOrigin === undefined) refuse(request, done)
      else done()
    })
  }
}

/** Whether a request opens a WebSocket, over HTTP/1 or HTTP/2: https://www.rfc-editor.org/rfc/rfc8441#section-5 */
function isHandshake (headers: FastifyRequest['raw']['headers']): boolean {
  const protocol = headers.upgrade ?? headers[':protocol']
  return protocol !== undefined && /websocket/i.test(String(protocol))
}

/** Rejects a request, unless its route is exempt. */
function refuse (request: FastifyRequest, done: HookHandlerDoneFunction, message = 'The origin of this request is not allowed here.'): void {
  // `routeOptions` builds an object at each access, so allowed requests do not read it.
  if (request.routeOptions.config.corsGuard === false) done()
  else done(new OriginRefusedError(message))
}
