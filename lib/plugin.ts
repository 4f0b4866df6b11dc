/** The Fastify plugin: registration and hooks. Contains no CORS rules. */
import type {
  FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler, onSendHookHandler
} from 'fastify'
import fp from 'fastify-plugin'
import type { CorsPluginOptions } from '../types/plugin-options.ts'
import { governHead, headPolicyOf, respondToPreflight } from './apply.ts'
import { isRescuable, rescuePreflight } from './apply/rescue.ts'
import { headersOf } from './fastify/reply.ts'
import { applicationOf, type Application } from './plugin/application.ts'
import { ON_REQUEST_HOOK, ON_SEND_HOOK, duplicate } from './plugin/conflicts.ts'
import { claimApplication, recordFailure } from './plugin/copies.ts'
import { reportOff } from './plugin/cors-off.ts'
import { decideRequest } from './plugin/decide-request.ts'
import { reportDecision } from './plugin/decision-events.ts'
import { addDocsRoute } from './plugin/documentation.ts'
import { firstDocument } from './plugin/first-document.ts'
import { decorate } from './plugin/introspection.ts'
import { runBeforeMiddleware } from './plugin/middleware.ts'
import { addObservingHooks } from './plugin/observe.ts'
import { readOptions } from './plugin/options.ts'
import { addPreflightRoute } from './plugin/preflight-route.ts'
import { addReportRoute } from './plugin/refusal-report.ts'
import { followDocuments } from './plugin/replace.ts'
import { isOff, markOff, type RequestRecord } from './plugin/request-state.ts'
import { createScope, kScope, scopeOf, type Scope } from './routes/scope.ts'
import { scopePolicy } from './validate.ts'

const implementation: FastifyPluginAsync<CorsPluginOptions> = async (app, options) => {
  try {
    await registerScope(app, options)
  } catch (error) {
    recordFailure(app, error)
    throw error
  }
}

/**
 * Validates the options, reads the document if it is in a store, and adds the scope. The first registration of an application also adds
 * the hooks.
 */
async function registerScope (app: FastifyInstance, options: CorsPluginOptions): Promise<void> {
  claimApplication(app)
  const outer = scopeOf(app)
  const application = applicationOf(app)
  const read = readOptions(options, outer, application.registrations.sources)
  if (Object.hasOwn(app, kScope)) {
    throw duplicate('fastify-cors-policy is registered twice in one scope. Remove one registration, or put it ' +
      'inside its own register(…).')
  }
  const { document, followed } = await firstDocument(app, read, outer)
  const { owners, scopes } = application.registrations
  const owner = outer?.owner ?? owners.push(app.prefix) - 1
  const scope = createScope({ ...read, document, policy: scopePolicy(document), store: followed, app, owner }, outer)
  app.decorate(kScope, scope)
  scopes.push(scope)
  application.addSources(read.sources, scope)
  if (followed !== undefined) application.followed.push([scope, followed])
  if (read.shadow !== undefined) application.trials.push([scope, read.shadow])
  decorate(app, application, scope)
  if (outer === undefined) install(app, application, scope)
  if (read.docs !== undefined) addDocsRoute(app, application, scope, read.docs)
  if (read.report !== undefined) addReportRoute(app, application, scope, read.report)
}

/**
 * The CORS plugin for Fastify.
 *
 * `register(corsPlugin, policy)` covers its scope and every scope inside it; a registration in an inner scope replaces it there.
 * Rejects with CorsPolicyError: FST_CORS_POLICY_INVALID at registration for the document and at `ready()` for the choices of
 * routes; FST_CORS_SOURCE_FAILED at registration for the store of a document, and at `ready()` for a source of origins; at `ready()` also FST_CORS_ROUTES_INVALID, FST_CORS_DUPLICATE, FST_CORS_LOADED_TWICE and FST_CORS_LINT_FAILED.
 */
export const plugin: FastifyPluginAsync<CorsPluginOptions> = fp(implementation, {
  fastify: '5.x || 6.x',
  name: 'fastify-cors-policy'
})

/** Adds the hooks and the OPTIONS route, once for each topmost registration. Nested registrations use the same ones. */
function install (app: FastifyInstance, application: Application, { owner, observes }: Scope): void {
  if (owner === 0) {
    app.addHook('onReady', async () => { await start(application) })
    app.addHook('onClose', async () => { application.close() })
  }
  app.addHook('onRegister', (instance) => { application.registrations.noteInstance(instance) })
  app.addHook('onRoute', function (route) { application.registrations.noteRoute(this, route) })
  addPreflightRoute(app, application, owner)
  if (observes) {
    addObservingHooks(app, application, owner)
    return
  }
  app.addHook('onSend', onSendHook(application, owner))
  const onRequest = onRequestHook(application, owner)
  app.addHook('onRequest', onRequest)
  app.after(() => { runBeforeMiddleware(app, onRequest) })
}

/** Enables the policies, and follows the stores of documents. */
async function start (application: Application): Promise<void> {
  try {
    await application.boot()
  } catch (error) {
    // Their connections would keep the process alive.
    application.close()
    throw error
  }
  followDocuments(application)
}

/** Responds to preflights before later hooks can reject them, and applies the policy to the head of every other response. */
function onRequestHook (application: Application, owner: number): onRequestHookHandler {
  function onRequest (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const scope = scopeOf(request.server)
    // A registration that loads after a nested one still adds its hooks to the nested scope.
    if (scope === undefined || scope.owner !== owner) return done()
    const decided = decide(application, scope, request)
    if (decided instanceof Promise) void applyLater(application, scope, decided, request, reply, done)
    else apply(application, scope, decided, request, reply, done)
  }
  // Minifiers rename functions but keep strings.
  return Object.defineProperty(onRequest, 'name', { value: ON_REQUEST_HOOK })
}

async function applyLater (
  application: Application, scope: Scope, decided: Promise<RequestRecord>, request: FastifyRequest, reply: FastifyReply,
  done: HookHandlerDoneFunction
): Promise<void> {
  apply(application, scope, await decided, request, reply, done)
}

function apply (
  application: Application, scope: Scope, record: RequestRecord | false, request: FastifyRequest, reply: FastifyReply,
  done: HookHandlerDoneFunction
): void {
  settle(application, scope, record, request, reply)
  if (record === false) return done()
  if (record.decision.kind === 'preflight') {
    // If onSend has already run, another response is being sent, such as that of a timeout.
    if (!isGoverned(request, reply)) respondToPreflight(reply, record)
    return
  }
  record.own = headersOf(reply)
  governHead(reply.raw, record)
  done()
}

/** Applies the policy to responses of earlier hooks, and approves preflights that such a hook has rejected. */
function onSendHook (application: Application, owner: number): onSendHookHandler {
  const onSend: onSendHookHandler = (request, reply, payload, done) => {
    const scope = scopeOf(request.server)
    if (scope?.owner !== owner || isOff(request) || isGoverned(request, reply)) return done()
    const decided = decide(application, scope, request)
    if (decided instanceof Promise) {
      void decided.then((record) => { applyToEarlier(application, scope, record, request, reply, payload, done) })
    } else {
      applyToEarlier(application, scope, decided, request, reply, payload, done)
    }
  }
  return Object.defineProperty(onSend, 'name', { value: ON_SEND_HOOK })
}

function applyToEarlier (
  application: Application, scope: Scope, record: RequestRecord | false, request: FastifyRequest, reply: FastifyReply, payload: unknown,
  done: Parameters<onSendHookHandler>[3]
): void {
  settle(application, scope, record, request, reply)
  if (record === false) return done()
  if (record.decision.kind === 'preflight') {
    if (record.scope.rescuesPreflights && isRescuable(reply, record.decision, payload)) {
      // Fastify sends nothing more.
      rescuePreflight(reply, record, payload)
      return
    }
    // The response of another hook approves nothing.
    governHead(reply.raw, { ...record, decision: record.policy.compiled.preflight.refused })
  } else {
    governHead(reply.raw, record)
  }
  done()
}

/** Whether the policy of this request is applied to its response. Another request can share the raw response, with another application. */
function isGoverned (request: FastifyRequest, { raw }: FastifyReply): boolean {
  return (headPolicyOf(raw) as RequestRecord | undefined)?.request === request
}

/** Decides a request; `false` if CORS is disabled for it. */
function decide ({ booted }: Application, scope: Scope, request: FastifyRequest): RequestRecord | false | Promise<RequestRecord> {
  return booted === undefined ? false : decideRequest(booted, scope, request)
}

/** Reports the decision, or notes that there is none. */
function settle (
  { booted, shadow }: Application, scope: Scope, record: RequestRecord | false, request: FastifyRequest, reply: FastifyReply
): void {
  if (record === false) {
    markOff(request)
    if (booted !== undefined) reportOff(booted, scope, request, reply)
  } else {
    reportDecision(booted!, record)
  }
  shadow?.compare(scope, request, record)
}
