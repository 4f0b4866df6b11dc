/** A hook that refuses requests from pages of other origins, where CORS does not: WebSockets, simple requests. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify'
import type { CorsOriginGuardOptions } from '../../types/fastify.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'
import { admits } from '../decide.ts'
import { scopeOf } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { actualPolicy } from './decide-request.ts'
import { readGuardOptions } from './guard-options.ts'

/** Answered by the application's error handler, like every other error of a hook. */
class OriginRefusedError extends Error {
  readonly code = 'FST_CORS_ORIGIN_REFUSED'
  readonly statusCode = 403

  constructor () {
    super('The origin of this request is not allowed here.')
    this.name = 'OriginRefusedError'
  }
}

/**
 * Makes an `onRequest` hook.
 *
 * Browsers send `Origin` with every WebSocket handshake and with every request whose method is not GET or HEAD
 * (https://fetch.spec.whatwg.org/#append-a-request-origin-header), so a request without it passes. So does one that the
 * browser says comes from this very origin; that header cannot be set by scripts, while `Host` and its kin can be
 * anything. https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 *
 * @throws CorsPolicyError for other options, and where `alsoAllow` would let strangers in
 */
export function originGuard (application: Application, options: CorsOriginGuardOptions = {}): onRequestHookHandler {
  const suffixes = application.scopes.flatMap((scope) => scope.privateSuffixes)
  const alsoAllowed = compileValidPolicy({ origins: readGuardOptions(options, suffixes) })
  return function corsOriginGuard (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const { headers } = request.raw
    const { origin } = headers
    if (origin === undefined || headers['sec-fetch-site'] === 'same-origin') return done()
    if (admits(alsoAllowed, origin)) return done()
    const scope = scopeOf(request.server)
    const policy = scope === undefined ? false : actualPolicy(application, scope, request)
    done(policy !== false && admits(policy.compiled, origin) ? undefined : new OriginRefusedError())
  }
}
