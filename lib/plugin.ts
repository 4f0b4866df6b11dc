/** The Fastify plugin: registration. Contains no CORS rules. */
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import type { CorsPluginOptions } from '../types/plugin-options.ts'
import { applicationOf, type Application } from './plugin/application.ts'
import { duplicate } from './plugin/conflicts.ts'
import { claimApplication, recordFailure } from './plugin/package-copies.ts'
import { addDocsRoute } from './plugin/documentation.ts'
import { firstDocument } from './plugin/first-document.ts'
import { onRequestHook, onSendHook } from './plugin/hooks.ts'
import { decorate } from './plugin/introspection.ts'
import { runBeforeMiddleware } from './plugin/middleware.ts'
import { addObservingHooks } from './plugin/observe.ts'
import { readOptions } from './plugin/options.ts'
import { addPreflightRoute } from './plugin/preflight-route.ts'
import { addReportRoute } from './plugin/refusal-report.ts'
import { followDocuments } from './plugin/replace.ts'
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
  const { owners, scopes } = application.registrations
  const { document, followed } = await firstDocument(app, read, outer, scopes.length === 0)
  const owner = outer?.owner ?? owners.push(app.prefix) - 1
  const scope = createScope({ ...read, document, policy: scopePolicy(document), store: followed, app, owner }, outer)
  app.decorate(kScope, scope)
  scopes.push(scope)
  application.addSources(read.sources, scope)
  if (followed !== undefined) application.followed.push([scope, followed])
  if (read.shadow !== undefined) application.shadowOptions.push([scope, read.shadow])
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
