/** The hook for responses of earlier hooks: only routes on which such a hook exists keep it. */
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify'
import t from 'tap'
import { listRoutes } from '../../../lib/fastify/route-list.ts'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { hasHandlerTimeout } from '../../fastify-facts.ts'

const A = 'https://a.test'
const POLICY = { origins: [A], lint: 'off' } as const
const WITH_SOURCE = { ...POLICY, origins: [{ source: 'tenants' }], sources: { tenants: memoryOrigins([A]) } }

/** The routes that have an `onSend` hook, in order. */
async function withOnSend (build: (app: FastifyInstance) => void): Promise<string[]> {
  const app = Fastify({ exposeHeadRoutes: false })
  build(app)
  await app.ready()
  const routes = listRoutes(app)!.filter(({ method }) => method === 'GET')
  return routes.flatMap(({ pattern, context }) => context!.onSend === null ? [] : [pattern]).sort()
}

function addRoutes (app: FastifyInstance): void {
  app.get('/plain', () => '')
  app.get('/own-hook', { onRequest: async () => {} }, () => '')
  app.get('/on-send', { onSend: async () => {} }, () => '')
}

const ROWS: ReadonlyArray<readonly [title: string, build: (app: FastifyInstance) => void, routes: readonly string[]]> = [
  ['no other hook runs first', (app) => {
    app.register(corsPlugin, POLICY)
    addRoutes(app)
  }, ['/on-send']],
  ['hooks of the application run first', (app) => {
    app.addHook('onRequest', async () => {})
    app.register(corsPlugin, POLICY)
    addRoutes(app)
  }, ['/on-send', '/own-hook', '/plain']],
  ['hooks of a scope that is loaded before the plugin run first there', (app) => {
    app.register(async (child) => {
      child.addHook('onRequest', async () => {})
      child.get('/child', () => '')
    })
    app.register(async (app) => { addRoutes(app) })
    app.after(() => { app.register(corsPlugin, POLICY) })
  }, ['/child', '/on-send']],
  ['another library wraps hooks, so that the order cannot be seen', (app) => {
    const addHook = app.addHook.bind(app) as (name: string, hook: unknown) => FastifyInstance
    Object.assign(app, {
      addHook (name: string, hook: onRequestHookHandler) {
        return addHook(name, name === 'onRequest' ? (...args: Parameters<onRequestHookHandler>) => { hook.apply(app, args) } : hook)
      }
    })
    app.addHook('onRequest', (_request, _reply, done) => { done() })
    app.register(corsPlugin, POLICY)
    addRoutes(app)
  }, ['/on-send', '/own-hook', '/plain']],
  ['a decision can wait for a source, and nothing else responds meanwhile', (app) => {
    app.register(corsPlugin, WITH_SOURCE)
    addRoutes(app)
  }, ['/on-send']],
  ['a time limit can end while a decision waits for a source', (app) => {
    app.register(corsPlugin, WITH_SOURCE)
    addRoutes(app)
    if (hasHandlerTimeout) app.get('/limited', { handlerTimeout: 1000 }, () => '')
  }, hasHandlerTimeout ? ['/limited', '/on-send'] : ['/on-send']],
  ['a hook for sockets that time out can respond while a decision waits for a source', (app) => {
    app.register(corsPlugin, WITH_SOURCE)
    addRoutes(app)
    app.get('/on-timeout', { onTimeout: async () => {} }, () => '')
  }, ['/on-send', '/on-timeout']],
  ['a hook for sockets that time out can respond, but no decision waits', (app) => {
    app.register(corsPlugin, POLICY)
    addRoutes(app)
    app.get('/on-timeout', { onTimeout: async () => {} }, () => '')
  }, ['/on-send']],
  ['a time limit can end, but no decision waits', (app) => {
    app.register(corsPlugin, POLICY)
    addRoutes(app)
    if (hasHandlerTimeout) app.get('/limited', { handlerTimeout: 1000 }, () => '')
  }, ['/on-send']]
]

for (const [title, build, routes] of ROWS) {
  t.test(`only routes that need it have an onSend hook: ${title}`, async (t) => {
    t.strictSame(await withOnSend(build), routes)
  })
}
