/** lib/fastify uses undocumented parts of routes and their contexts, which each supported Fastify has. */
import t from 'tap'
import { hasTimeLimit, hookNames, listRoutes, removeOnSendHooks } from '../../../lib/fastify/route-list.ts'
import { lintApp } from '../../../lib/tools.ts'
import { A, B, OF_B, application, check, handler, preflight, put, replace, testParts, withReply } from './parts.ts'

testParts(t, [
  {
    part: '`printRoutes`, which calls `buildPrettyMeta` for each route with its context',
    user: listRoutes,
    lost: 'preflights for routes that were declared before the plugin was loaded are rejected, and lint reports this',
    exists: async (create) => {
      const app = application(create, (app) => { app.get('/before', { exposeHeadRoute: false }, handler) })
      await app.ready()
      const listed = listRoutes(app)?.map(({ method, pattern }) => `${method} ${pattern}`)
      return ['GET /before', 'PUT /x/:id', 'PUT /b'].every((route) => listed?.includes(route))
    },
    without: async (create) => {
      const app = application(create, (app) => {
        replace(app, 'printRoutes', () => '')
        app.put('/before', handler)
      })
      app.register(async (app) => {
        app.put('/after', handler)
        app.put('/after-b', OF_B, handler)
      })
      await app.ready()
      const findings = (await lintApp(app)).map(({ id }) => id)
      return [await preflight(app, '/before'), await put(app, '/before'), await put(app, '/b'), await put(app, '/b', B),
        await preflight(app, '/after'), await put(app, '/after'), await preflight(app, '/after-b'), await preflight(app, '/after-b', B),
        findings.includes('routes-not-known')]
    },
    remains: ['403 undefined', `200 ${A}`, '200 undefined', `200 ${B}`, `204 ${A}`, `200 ${A}`, '403 undefined', `204 ${B}`, true]
  },
  {
    part: 'a context whose `config` is the object `request.routeOptions.config`, and whose `server` is the instance of the route',
    user: listRoutes,
    lost: 'requests to routes with a policy of their own get the policy of their scope',
    exists: async (create) => {
      const app = create()
      const [config, server] = await withReply(app, (_reply, request) => [request.routeOptions.config, request.server])
      const route = listRoutes(app)?.find(({ method, pattern }) => method === 'GET' && pattern === '/reply')
      return route?.config === config && route?.server === server
    }
  },
  {
    part: 'the hooks of a context, in their order, with the names of the functions',
    user: hookNames,
    lost: 'lint does not know hooks: hook-before-plugin, auth-hook-rejects-preflight and others report nothing',
    exists: async (create) => {
      const app = create()
      const kinds = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const
      for (const kind of kinds) app.addHook(kind as 'onRequest', check)
      app.get('/', { onRequest: async function own () {} }, handler)
      await app.ready()
      const { context } = listRoutes(app)!.find(({ method }) => method === 'GET')!
      return kinds.map((kind) => hookNames(context, kind).join()).join(' ') === 'check,own check check check'
    }
  },
  {
    part: 'the list of onSend hooks of a context, which Fastify reads for each response',
    user: removeOnSendHooks,
    lost: 'speed: each response runs the hook of the plugin, also where no other hook can respond before it',
    exists: async (create) => {
      const app = create()
      const calls: string[] = []
      app.addHook('onSend', async function removed () { calls.push('removed') })
      app.addHook('onSend', async function kept () { calls.push('kept') })
      app.get('/', handler)
      await app.ready()
      removeOnSendHooks(listRoutes(app)!.find(({ method }) => method === 'GET')!.context!, 'removed')
      await app.inject('/')
      return calls.join() === 'kept'
    }
  },
  {
    part: 'the `handlerTimeout` of a context, its own or that of the server',
    user: hasTimeLimit,
    lost: 'a response to a time limit that ends while a source is read has no headers of the policy, so that pages see a network error',
    exists: async (create) => {
      const limited: boolean[] = []
      for (const [server, route] of [[{}, {}], [{ handlerTimeout: 1000 }, {}], [{}, { handlerTimeout: 1000 }]] as const) {
        const app = create(server)
        app.get('/', route, handler)
        await app.ready()
        limited.push(hasTimeLimit(listRoutes(app)!.find(({ method }) => method === 'GET')!.context!))
      }
      const app = create()
      await app.ready()
      const hasLimits = 'handlerTimeout' in app.initialConfig
      return limited.join() === (hasLimits ? 'false,true,true' : 'false,false,false')
    }
  },
  {
    part: 'the `schema` of a context',
    user: listRoutes,
    lost: 'lint does not know schemas: schema-header-not-allowed and others report nothing',
    exists: async (create) => {
      const app = create()
      app.get('/', { schema: { headers: { type: 'object', properties: { 'x-a': {} } } } }, handler)
      await app.ready()
      const schema = listRoutes(app)!.find(({ method }) => method === 'GET')!.context!.schema
      return JSON.stringify(schema).includes('x-a')
    }
  }
])
