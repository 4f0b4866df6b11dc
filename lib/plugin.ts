/** Fastify: registers, wires the verbs to hooks. Knows no rule of CORS. */
import type {
  FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler, onSendHookHandler
} from 'fastify'
import fp from 'fastify-plugin'
import type { CorsPluginOptions } from '../types/fastify.ts'
import { answerPreflight, applyDecision, enforceDecision, keepAnswer } from './apply.ts'
import { isRescuable, rescuePreflight } from './apply/rescue.ts'
import { enforceInResponse, isWebResponse } from './apply/web-response.ts'
import { applicationOf, type Application } from './plugin/application.ts'
import { ON_REQUEST_HOOK, duplicate } from './plugin/conflicts.ts'
import { claim } from './plugin/copies.ts'
import { decideRequest, rescues } from './plugin/decide-request.ts'
import { OFF, decisionOf, isDecision, originOf, remember } from './plugin/request-state.ts'
import { addDocsRoute } from './plugin/documentation.ts'
import { decorateHijack } from './plugin/hijack.ts'
import { decorate } from './plugin/introspection.ts'
import { readOptions } from './plugin/options.ts'
import { addPreflightRoute } from './plugin/preflight-route.ts'
import { createScope, kScope, scopeOf, type Scope } from './routes/scope.ts'

const implementation: FastifyPluginAsync<CorsPluginOptions> = async (app, options) => {
  claim(app)
  const outer = scopeOf(app)
  const read = readOptions(options, outer)
  const application = applicationOf(app)
  if (Object.hasOwn(app, kScope)) {
    throw duplicate('fastify-cors-policy is registered twice in one scope. Remove one registration, or put it ' +
      'inside its own register(…).')
  }
  const owner = outer?.owner ?? application.owners.push(app.prefix) - 1
  const scope = createScope({ ...read, app, owner }, outer)
  app.decorate(kScope, scope)
  application.scopes.push(scope)
  if (outer === undefined) install(app, application, owner)
  if (read.docs !== undefined) addDocsRoute(app, read.docs)
}

/**
 * CORS for a Fastify application, as a policy.
 *
 * `register(corsPlugin, policy)` covers the scope that it is called in and every scope inside it; a registration
 * further in takes over there. Rejects with CorsPolicyError: FST_CORS_POLICY_INVALID at once for the document, at
 * `ready()` for the routes' own choices; FST_CORS_ROUTES_INVALID; FST_CORS_DUPLICATE; FST_CORS_LOADED_TWICE.
 */
export const corsPlugin: FastifyPluginAsync<CorsPluginOptions> = fp(implementation, {
  fastify: '5.x || 6.x',
  name: 'fastify-cors-policy'
})

/** Hooks and the OPTIONS route: once for each topmost registration; nested ones are served by them too. */
function install (app: FastifyInstance, application: Application, owner: number): void {
  if (owner === 0) app.addHook('onReady', async () => { application.boot() })
  app.addHook('onRegister', (instance) => { application.noteInstance(instance) })
  app.addHook('onRoute', function (route) { application.noteRoute(this, route) })
  decorate(app, application)
  decorateHijack(app)
  addPreflightRoute(app, application, owner)
  app.addHook('onRequest', onRequestHook(application, owner))
  app.addHook('onSend', onSendHook(application, owner))
}

/** Answers preflights before later hooks can refuse them, and sets the headers of all other requests early. */
function onRequestHook (application: Application, owner: number): onRequestHookHandler {
  function onRequest (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const scope = scopeOf(request.server)
    // A registration that loads after a nested one pushes its hooks into it all the same.
    if (scope === undefined || scope.owner !== owner) return done()
    const decision = decideRequest(application, scope, request)
    const { origin } = request.raw.headers
    const before = decisionOf(request)
    remember(request, decision, origin)
    if (!isDecision(decision)) return done()
    if (decision.kind === 'preflight') {
      // Where onSend has run, another answer is on its way: a time limit's, or that of a hook that did not wait for it.
      if (before === null) answerPreflight(reply, decision, origin)
      return
    }
    applyDecision(reply, decision, origin)
    done()
  }
  // Bundlers that shorten names leave texts as they are.
  return Object.defineProperty(onRequest, 'name', { value: ON_REQUEST_HOOK })
}

/** Has the last word on the headers, and the only one where an earlier hook replied. */
function onSendHook (application: Application, owner: number): onSendHookHandler {
  return function corsPolicyOnSend (request, reply, payload, done) {
    const made = decisionOf(request)
    if (made === OFF) return done()
    const scope = scopeOf(request.server)
    if (scope === undefined || scope.owner !== owner) return done()
    if (made === null) remember(request, decideRequest(application, scope, request), request.raw.headers.origin)
    const decision = decisionOf(request)
    if (!isDecision(decision)) return done()
    const origin = originOf(request)
    if (made === null && decision.kind === 'preflight') {
      if (isRescuable(reply, decision, payload) && rescues(application, request)) {
        rescuePreflight(reply, decision, origin, payload)
        return done(null, null)
      }
      keepAnswer(reply, decision)
    } else {
      const foreign = enforceDecision(reply, decision, origin)
      if (foreign !== undefined) tellOnce(scope, request, foreign)
    }
    if (!isWebResponse(payload)) return done()
    const { response, foreign } = enforceInResponse(reply, decision, payload)
    if (foreign !== undefined) tellOnce(scope, request, foreign)
    done(null, response)
  }
}

/** A handler or an upstream sets a header that is ours: said once for each registration, overruled always. */
function tellOnce (scope: Scope, request: FastifyRequest, field: string): void {
  if (scope.hasToldOfForeignHeader) return
  scope.hasToldOfForeignHeader = true
  request.log.warn({ field, route: request.routeOptions.url },
    'another part of the application set a CORS header on a route under a policy; the policy\'s value was sent')
}
