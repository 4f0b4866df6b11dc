/** Fastify: registers, wires the verbs to hooks. Knows no rule of CORS. */
import type {
  FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HookHandlerDoneFunction, onSendHookHandler
} from 'fastify'
import fp from 'fastify-plugin'
import type { Decision } from '../types/decision.ts'
import type { CorsPluginOptions } from '../types/fastify.ts'
import { answerPreflight, applyDecision, enforceDecision, enforceInResponse, keepAnswer, rescuePreflight } from './apply.ts'
import { applicationOf, duplicate, type Application } from './plugin/application.ts'
import { OFF, decideRequest } from './plugin/decide-request.ts'
import { readOptions } from './plugin/options.ts'
import { addPreflightRoute } from './plugin/preflight-route.ts'
import { createScope, kScope, scopeOf } from './routes/scope.ts'

/** The decision of a request, null until a hook has made it; and the origin that it was made for. */
const kDecision = Symbol('fastify-cors-policy.decision')
const kOrigin = Symbol('fastify-cors-policy.origin')

interface DecidedRequest extends FastifyRequest {
  [kDecision]: Decision | typeof OFF | null
  [kOrigin]: string | undefined
}

/** The router tells at most 31 routes of one pattern apart by their constraints. */
const MAX_OWNERS_AT_A_PREFIX = 31

const implementation: FastifyPluginAsync<CorsPluginOptions> = async (app, options) => {
  const { document, policy, rescuesPreflights } = readOptions(options)
  const application = applicationOf(app)
  if (Object.hasOwn(app, kScope)) {
    throw duplicate('fastify-cors-policy is registered twice in one scope. Keep one registration, or put the other ' +
      'in a register(…) of its own.')
  }
  const outer = scopeOf(app)
  const owner = outer?.owner ?? application.owners.push(app.prefix) - 1
  const scope = createScope({ app, document, policy, owner, rescuesPreflights }, outer)
  app.decorate(kScope, scope)
  application.scopes.push(scope)
  if (outer === undefined) install(app, application, owner)
}

/**
 * CORS for a Fastify application, as a policy.
 *
 * `register(corsPlugin, policy)` covers the scope that it is called in and every scope inside it; a registration
 * further in takes over there. Rejects with CorsPolicyError: FST_CORS_POLICY_INVALID at once for the document, at
 * `ready()` for the routes' own choices; FST_CORS_ROUTES_INVALID; FST_CORS_DUPLICATE.
 */
export const corsPlugin: FastifyPluginAsync<CorsPluginOptions> = fp(implementation, {
  fastify: '5.x',
  name: 'fastify-cors-policy'
})

/** Hooks and the OPTIONS route: once for each topmost registration; nested ones are served by them too. */
function install (app: FastifyInstance, application: Application, owner: number): void {
  if (application.owners.filter((prefix) => prefix === app.prefix).length > MAX_OWNERS_AT_A_PREFIX) {
    throw duplicate(`more than ${MAX_OWNERS_AT_A_PREFIX} registrations stand side by side at "${app.prefix}/". ` +
      'Register once around them, and name the policies.')
  }
  if (owner === 0) app.addHook('onReady', async () => { application.boot() })
  app.addHook('onRoute', function (route) { application.noteRoute(this, route) })
  if (!app.hasRequestDecorator(kDecision)) {
    app.decorateRequest(kDecision, null)
    app.decorateRequest(kOrigin, undefined)
  }
  addPreflightRoute(app, application, owner)
  app.addHook('onRequest', onRequestHook(application, owner))
  app.addHook('onSend', onSendHook(application, owner))
}

/** Answers preflights before later hooks can refuse them, and sets the headers of all other requests early. */
function onRequestHook (application: Application, owner: number) {
  return function corsPolicyOnRequest (
    request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction
  ): void {
    const scope = scopeOf(request.server)
    // A registration that loads after a nested one pushes its hooks into it all the same.
    if (scope === undefined || scope.owner !== owner) return done()
    const decision = decideRequest(application, scope, request)
    const { origin } = request.raw.headers
    const state = request as DecidedRequest
    state[kDecision] = decision
    state[kOrigin] = origin
    if (decision === OFF) return done()
    if ((decision as Decision).kind === 'preflight') return answerPreflight(reply, decision as Decision, origin)
    applyDecision(reply, decision as Decision, origin)
    done()
  }
}

/** Has the last word on the headers, and the only one where an earlier hook replied. */
function onSendHook (application: Application, owner: number): onSendHookHandler {
  return function corsPolicyOnSend (request, reply, payload, done) {
    const scope = scopeOf(request.server)
    if (scope === undefined || scope.owner !== owner) return done()
    const { [kDecision]: made, [kOrigin]: origin = request.raw.headers.origin } = request as DecidedRequest
    const decision = made ?? decideRequest(application, scope, request)
    if (decision === OFF) return done()
    const verdict = decision as Decision
    if (made === null && verdict.kind === 'preflight') {
      const isRescued = scope.rescuesPreflights && verdict.status === 204 &&
        (reply.statusCode === 401 || reply.statusCode === 403)
      if (!isRescued) {
        keepAnswer(reply, verdict)
        return done()
      }
      rescuePreflight(reply, verdict, origin, payload)
      return done(null, null)
    }
    enforceDecision(reply, verdict, origin)
    if (Object.prototype.toString.call(payload) === '[object Response]') {
      return done(null, enforceInResponse(reply, verdict, payload as unknown as Response))
    }
    done()
  }
}
