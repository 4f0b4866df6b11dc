/** The hook `originGuard`, which rejects cross-origin requests that CORS does not block: WebSockets and requests without a preflight. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify'
import type { CorsSourceResult } from '../../types/decision.ts'
import type { CorsOriginGuardOptions } from '../../types/fastify.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'
import { allowsOrigin, decideActual } from '../decide.ts'
import { scopeOf } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { findInSources, keyOfRequest } from './find-in-sources.ts'
import { actualPolicy } from './decide-request.ts'
import { readGuardOptions } from './guard-options.ts'

/** Handled by the error handler of the application, like other errors of hooks. */
class OriginRefusedError extends Error {
  readonly code = 'FST_CORS_ORIGIN_REFUSED'
  readonly statusCode = 403

  constructor () {
    super('The origin of this request is not allowed here.')
    this.name = 'OriginRefusedError'
  }
}

/**
 * Creates an `onRequest` hook.
 *
 * Browsers send `Origin` with every WebSocket handshake and with every request whose method is not GET or HEAD
 * (https://fetch.spec.whatwg.org/#append-a-request-origin-header), so a request without it is allowed. A request with
 * `Sec-Fetch-Site: same-origin` is allowed too: scripts cannot set this header, and `Host` and similar headers are unreliable
 * behind proxies. https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 *
 * @throws CorsPolicyError for invalid options, and if `alsoAllow` would allow untrusted origins
 */
export function originGuard (application: Application, options: CorsOriginGuardOptions = {}): onRequestHookHandler {
  const suffixes = application.registrations.scopes.flatMap((scope) => scope.privateSuffixes)
  const alsoAllowed = compileValidPolicy({ origins: readGuardOptions(options, suffixes) })
  return function corsOriginGuard (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const { headers } = request.raw
    const { origin } = headers
    if (origin === undefined || headers['sec-fetch-site'] === 'same-origin') return done()
    if (allowsOrigin(alsoAllowed, origin)) return done()
    const scope = scopeOf(request.server)
    const { booted } = application
    const policy = scope === undefined || booted === undefined ? false : actualPolicy(booted, scope, request)
    if (policy === false || booted === undefined) return done(new OriginRefusedError())
    const { compiled } = policy
    const result = findInSources(booted.sources, compiled, origin, keyOfRequest(request))
    const finish = (result: CorsSourceResult | undefined): void => {
      done(decideActual(compiled, origin, result).allowOrigin === undefined ? new OriginRefusedError() : undefined)
    }
    if (typeof result === 'object') void result.then(finish)
    else finish(result)
  }
}
