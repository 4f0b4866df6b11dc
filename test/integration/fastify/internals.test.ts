/**
 * The parts of Fastify that it does not document and lib/fastify uses: that the oldest and the newest supported version have them,
 * and what is lost in a version without them. `npm run test:matrix` also runs this with the next version of Fastify.
 */
import middie from '@fastify/middie'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { applicationKey, childrenOf, frameworkErrorHandlerOf, levelsOf, notFoundContextOf, onRequestHooksOf } from '../../../lib/fastify/instances.ts'
import { matchOptionsOf } from '../../../lib/fastify/match-options.ts'
import { headersOf } from '../../../lib/fastify/reply.ts'
import { hasTimeLimit, hookNames, listRoutes, removeOnSendHooks } from '../../../lib/fastify/route-list.ts'
import { isTooManyRoutes, parametersAt, usesOwnStrategy } from '../../../lib/fastify/router.ts'
import { corsFrameworkErrors, corsPlugin } from '../../../lib/index.ts'
import { lintApp } from '../../../lib/tools.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

type Create = typeof Fastify

interface Part {
  /** What Fastify has. */
  readonly part: string
  /** The function of lib/fastify that uses it. */
  readonly user: { readonly name: string }
  /** What the plugin cannot do without the part. */
  readonly lost: string
  readonly exists: (create: Create) => unknown
  /** Removes the part, where a test can do so. Returns responses of an application, or the code or name of its error. */
  readonly without?: (create: Create) => unknown
  /** What `without` returns. */
  readonly remains?: unknown
}

const A = 'https://a.test'
const B = 'https://b.test'
const POLICY: CorsPluginOptions = { origins: [A], lint: 'off' }
const OF_B = { config: { cors: { origins: [B] } } }
const handler = async () => ''
const noop = () => {}
/** A hook with a name. */
async function check () {}

/** An application with PUT /x/:id under the policy of A, and PUT /b under a policy of B. */
function application (create: Create, prepare: (app: FastifyInstance) => void = noop, options: object = {}): FastifyInstance {
  // Fastify changes the object.
  const app = create({ ...options })
  prepare(app)
  app.register(corsPlugin, POLICY)
  app.put('/x/:id', { exposeHeadRoute: false }, handler)
  app.put('/b', OF_B, handler)
  return app
}

/** The status and the allowed origin of a preflight for PUT. */
async function preflight (app: FastifyInstance, url: string, origin = A): Promise<string> {
  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'PUT' } })
  return `${statusCode} ${headers['access-control-allow-origin']}`
}

/** The status and the allowed origin of a PUT. */
async function put (app: FastifyInstance, url: string, origin = A): Promise<string> {
  const { statusCode, headers } = await app.inject({ method: 'PUT', url, headers: { origin } })
  return `${statusCode} ${headers['access-control-allow-origin']}`
}

/** The reply of an application, while it is handled. */
async function withReply<T> (app: FastifyInstance, use: (reply: FastifyReply, request: FastifyRequest) => T): Promise<T> {
  let result: T
  app.get('/reply', async (request, reply) => { result = use(reply, request) })
  await app.inject('/reply')
  return result!
}

/** Hides symbols with a description from everything that runs meanwhile. */
async function withoutSymbol<T> (description: string, work: () => Promise<T>): Promise<T> {
  const { getOwnPropertySymbols } = Object
  Object.getOwnPropertySymbols = (object: object) => getOwnPropertySymbols(object).filter((symbol) => symbol.description !== description)
  try {
    return await work()
  } finally {
    Object.getOwnPropertySymbols = getOwnPropertySymbols
  }
}

/** Replaces a member of an instance. */
function replace (app: FastifyInstance, name: string, value: unknown): void {
  Object.defineProperty(app, name, { value, configurable: true })
}

const codeOf = (error: unknown): unknown => (error as { code?: string }).code ?? (error as Error).name
const startOf = (app: FastifyInstance): Promise<unknown> => Promise.resolve(app.ready()).then(() => 'starts', codeOf)

/** Has a child instance with a child. */
async function family (create: Create): Promise<FastifyInstance[]> {
  const root = create()
  const instances: FastifyInstance[] = [root]
  root.register(async (child) => {
    instances.unshift(child)
    child.register(async (grandchild) => { instances.unshift(grandchild) })
  })
  await root.ready()
  return instances
}

const MATCH_OPTIONS = { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 7, useSemicolonDelimiter: true }

/** Both places of the options. Some versions read only one of them. */
const placesOf = (options: object): object[] => [{ ...options }, { routerOptions: { ...options } }]

/** Returns the places from which a version reads an option. */
async function readPlaces (create: Create): Promise<number[]> {
  const statuses = await Promise.all(placesOf({ caseSensitive: false }).map((options) => put(application(create, noop, options), '/X/1')))
  return statuses.flatMap((status, i) => status.startsWith('200') ? [i] : [])
}

const PARTS: readonly Part[] = [
  {
    part: 'the symbol fastify.reply.headers of replies',
    user: headersOf,
    lost: 'speed: the headers are copied for every preflight',
    exists: (create) => withReply(create(), (reply) => headersOf(reply.header('x-a', '1')) === headersOf(reply) && headersOf(reply)['x-a'] === '1'),
    without: async (create) => {
      // The plugin remembers the symbol of the Fastify that it has used last.
      for (const other of [OldestFastify as unknown as Create, Fastify]) if (other !== create) await preflight(application(other), '/x/1')
      return withoutSymbol('fastify.reply.headers', async () => {
        const app = application(create)
        return [await preflight(app, '/x/1'), await put(app, '/x/1')]
      })
    },
    remains: [`204 ${A}`, `200 ${A}`]
  },
  {
    part: 'the symbol fastify.404ContextKey of instances',
    user: notFoundContextOf,
    lost: 'preflights for URLs without a route are not approved',
    exists: async (create) => {
      const app = create()
      app.setNotFoundHandler({}, handler)
      app.register(async (child) => { child.setNotFoundHandler(handler) }, { prefix: '/child' })
      await app.ready()
      return notFoundContextOf(app)?.server === app && typeof notFoundContextOf(app)?.config === 'object'
    },
    without: (create) => withoutSymbol('fastify.404ContextKey', async () => {
      const app = application(create)
      return [await preflight(app, '/unknown'), await put(app, '/unknown'), await preflight(app, '/x/1'), await put(app, '/x/1')]
    }),
    remains: ['404 undefined', `404 ${A}`, `204 ${A}`, `200 ${A}`]
  },
  {
    part: 'the symbol fastify.options of the root instance',
    user: frameworkErrorHandlerOf,
    lost: 'with `corsFrameworkErrors`, preflights for URLs that Fastify rejects are not approved',
    exists: async (create) => {
      const frameworkErrors = noop
      return frameworkErrorHandlerOf(create({ frameworkErrors })) === frameworkErrors && frameworkErrorHandlerOf(create()) === undefined
    },
    without: (create) => withoutSymbol('fastify.options', async () => {
      const app = application(create, noop, { frameworkErrors: corsFrameworkErrors() })
      return [await preflight(app, '/x/%zz'), await put(app, '/x/%zz')]
    }),
    remains: ['403 undefined', `400 ${A}`]
  },
  {
    part: 'the symbol fastify.children of instances',
    user: childrenOf,
    lost: 'the command line does not find a plugin that only inner scopes have registered',
    exists: async (create) => {
      const [grandchild, child, root] = await family(create)
      return childrenOf(root!).includes(child!) && childrenOf(child!).includes(grandchild!)
    },
    without: (create) => withoutSymbol('fastify.children', async () => {
      const app = create()
      app.register(async (child) => { child.register(corsPlugin, POLICY) })
      await app.ready()
      return lintApp(app).catch(codeOf)
    }),
    remains: 'TypeError'
  },
  {
    part: 'the symbol fastify.hooks of instances, with the list of onRequest hooks',
    user: onRequestHooksOf,
    lost: 'responses of middleware that is registered before the plugin do not have the policy',
    exists: async (create) => {
      const app = create()
      app.addHook('onRequest', check)
      await app.ready()
      return onRequestHooksOf(app)?.includes(check)
    },
    without: (create) => withoutSymbol('fastify.hooks', async () => {
      const app = application(create, (app) => {
        app.register(middie)
        app.after(() => { app.use('/b', (_request: unknown, response: { end (text: string): void }) => { response.end('middleware') }) })
      })
      return [await preflight(app, '/b', B), await put(app, '/b', B), await preflight(app, '/x/1'), await put(app, '/x/1')]
    }),
    remains: ['200 undefined', '200 undefined', `204 ${A}`, `200 ${A}`]
  },
  {
    part: 'instances that are prototypes of their children',
    user: levelsOf,
    lost: 'in enclosing scopes, @fastify/cors, another copy of this package and not-found handlers are not found',
    exists: async (create) => {
      const instances = await family(create)
      const levels = [...levelsOf(instances[0]!)]
      return levels.length === 3 && levels.every((level, i) => level === instances[i])
    }
  },
  {
    part: 'one object `initialConfig` for all instances of an application',
    user: applicationKey,
    lost: 'an application with registrations in several scopes does not start',
    exists: async (create) => {
      const [grandchild, child, root] = await family(create)
      return applicationKey(grandchild!) === applicationKey(root!) && applicationKey(child!) === applicationKey(root!) &&
        applicationKey(create()) !== applicationKey(root!)
    },
    without: async (create) => {
      const app = create()
      for (const prefix of ['/a', '/b']) {
        app.register(async (child) => {
          replace(child, 'initialConfig', { ...app.initialConfig })
          child.register(corsPlugin, POLICY)
          child.put('/x', handler)
        }, { prefix })
      }
      return startOf(app)
    },
    remains: 'FST_CORS_LOADED_TWICE'
  },
  {
    part: 'the options of the router in `initialConfig`',
    user: matchOptionsOf,
    lost: 'preflights for URLs that match only with such an option are rejected',
    exists: async (create) => {
      const places = await readPlaces(create)
      const read = places.map((i) => matchOptionsOf(create(placesOf(MATCH_OPTIONS)[i])))
      return places.length > 0 && read.every((options) => JSON.stringify(options) === JSON.stringify(MATCH_OPTIONS))
    },
    without: async (create) => {
      const options = placesOf({ caseSensitive: false })[(await readPlaces(create))[0]!]!
      const app = application(create, (app) => { replace(app, 'initialConfig', Object.freeze({})) }, options)
      return [await preflight(application(create, noop, options), '/X/1'), await preflight(app, '/X/1'), await put(app, '/X/1'), await preflight(app, '/x/1')]
    },
    remains: [`204 ${A}`, '403 undefined', `200 ${A}`, `204 ${A}`]
  },
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
  },
  {
    part: '`findRoute`, which finds the route of any URL, and its parameters',
    user: parametersAt,
    lost: 'all preflights for routes are rejected',
    exists: async (create) => {
      const app = application(create)
      await app.ready()
      return JSON.stringify([parametersAt(app, 'PUT', '/x/1', undefined), parametersAt(app, 'PUT', '/b?q', undefined), parametersAt(app, 'PUT', '/c', undefined)]) ===
        '[{"id":"1"},{},null]'
    },
    without: async (create) => {
      const app = application(create, (app) => { replace(app, 'findRoute', () => null) })
      return [await preflight(app, '/x/1'), await put(app, '/x/1'), await preflight(app, '/unknown')]
    },
    remains: ['403 undefined', `200 ${A}`, `204 ${A}`]
  },
  {
    part: '`searchParams` of what `findRoute` returns, which is missing for invalid URLs',
    user: parametersAt,
    lost: 'all preflights for routes are rejected',
    exists: async (create) => {
      const app = application(create)
      await app.ready()
      return parametersAt(app, 'PUT', '/x/%zz', undefined) === undefined
    },
    without: async (create) => {
      const app = application(create, (app) => {
        const { findRoute } = app
        replace(app, 'findRoute', (options: never) => ({ ...findRoute(options) as object | null, searchParams: undefined }))
      })
      return [await preflight(app, '/x/1'), await put(app, '/x/1')]
    },
    remains: ['403 undefined', `200 ${A}`]
  },
  {
    part: 'the text of the error for a second host or version strategy',
    user: usesOwnStrategy,
    lost: 'preflights for URLs whose policies depend on the host are rejected',
    exists: async (create) => {
      const strategy = { name: 'host', storage: () => ({ get: noop, set: noop, del: noop, empty: noop }), validate: noop, deriveConstraint: noop }
      const [own, replaced] = [create(), create()]
      replaced.addConstraintStrategy(strategy as never)
      const results: boolean[] = []
      for (const app of [own, replaced]) {
        app.get('/', { constraints: { host: 'a.test' } }, handler)
        app.addHook('onReady', async () => { results.push(usesOwnStrategy(app, 'host')) })
        await app.ready()
      }
      return results[0] === true && results[1] === false
    },
    without: async (create) => {
      const app = application(create)
      app.put('/*', handler)
      app.put('/b', { ...OF_B, constraints: { host: 'b.test' } }, handler)
      app.put('/y', { ...OF_B, constraints: { host: 'b.test' } }, handler)
      app.after(() => { replace(app, 'addConstraintStrategy', () => { throw new Error('No.') }) })
      return [await preflight(app, '/y'), await preflight(app, '/x/1')]
    },
    remains: ['403 undefined', `204 ${A}`]
  },
  {
    part: 'the text of the error for too many routes with one pattern',
    user: isTooManyRoutes,
    lost: 'the error has the message of the router, without our fix',
    exists: (create) => {
      const app = create()
      app.addConstraintStrategy({ name: 'n', storage: () => new Map() as never, validate: noop, deriveConstraint: () => undefined } as never)
      try {
        for (let n = 0; n < 100; n++) app.get('/', { constraints: { n }, exposeHeadRoute: false }, handler)
      } catch (error) {
        return isTooManyRoutes(error) && !isTooManyRoutes(new Error('No.'))
      }
      return false
    }
  }
]

for (const create of [OldestFastify as unknown as Create, Fastify]) {
  t.test(`Fastify ${create().version} has the parts that lib/fastify uses`, async (t) => {
    for (const { part, user, lost, exists } of PARTS) t.equal(await exists(create), true, `${part} (${user.name}). Otherwise: ${lost}`)
  })

  for (const { part, lost, without, remains } of PARTS) {
    if (without === undefined) continue
    t.test(`without ${part} of Fastify ${create().version}, this is lost: ${lost}`, async (t) => { t.strictSame(await without(create), remains) })
  }
}
