/** The hook `originGuard`, which rejects cross-origin requests that CORS does not block: WebSockets and requests without a preflight. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import type { CorsOriginGuardOptions } from '../../types/fastify.ts'
import { headPolicyOf } from '../apply.ts'
import { refuses } from '../guard-rule.ts'
import type { Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { reportGuarded } from './guard-refusals.ts'
import { isExempt } from './guards.ts'
import { readGuardOptions } from './origin-guard-options.ts'
import { isObserved, isReportedRefusal, type RequestRecord } from './request-state.ts'
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
 * @param scope  the registration that makes it. Its log has the refusals on routes outside of all registrations.
 * @throws       CorsPolicyError for invalid options, and if `alsoAllow` would allow untrusted origins
 */
export function originGuard (application: Application, scope: Scope, options: CorsOriginGuardOptions = {}): onRequestHookHandler {
  const { registrations } = application
  const suffixes = registrations.scopes.flatMap((scope) => scope.privateSuffixes)
  const guard = registrations.guards.add(readGuardOptions(options, suffixes))

  function refuse (request: FastifyRequest, done: HookHandlerDoneFunction, message: string, decision?: CorsDecision): void {
    // `routeOptions` builds an object at each access, so allowed requests do not read it.
    if (isExempt(request.routeOptions.config)) return done()
    const { booted } = application
    if (booted !== undefined && !isReportedRefusal(request)) reportGuarded(booted, scope, request, decision?.reason)
    done(new OriginRefusedError(message))
  }

  function corsOriginGuard (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const { headers } = request.raw
    if (!refuses(guard, headers) || isObserved(request)) return done()
    const { origin } = headers
    if (origin === undefined) return refuse(request, done, 'The WebSocket handshake has no Origin header.')
    const decide = (decision: CorsDecision | undefined): void => {
      if (decision?.allowOrigin === undefined) refuse(request, done, 'The origin of this request is not allowed here.', decision)
      else done()
    }
    const record = headPolicyOf(reply.raw) as RequestRecord | undefined
    // The decision in place has been reported, and the content of a source can differ by now.
    if (record?.request === request && record.decision.kind === 'actual') decide(record.decision)
    else decideRoute(application, request, origin, decide)
  }
  // Minifiers rename functions but keep strings.
  return Object.defineProperty(corsOriginGuard, 'name', { value: guard.name })
}
