/** lib/fastify uses undocumented parts of replies, instances and their options, which each supported Fastify has. */
import middie from '@fastify/middie'
import Fastify from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { applicationKey, childrenOf, frameworkErrorHandlerOf, levelsOf, notFoundContextOf, onRequestHooksOf } from '../../../lib/fastify/instances.ts'
import { matchOptionsOf } from '../../../lib/fastify/match-options.ts'
import { headersOf } from '../../../lib/fastify/reply.ts'
import { corsFrameworkErrors, corsPlugin } from '../../../lib/index.ts'
import { lintApp } from '../../../lib/tools.ts'
import { A, B, MATCH_OPTIONS, POLICY, application, check, codeOf, family, handler, noop, placesOf, preflight, put, readPlaces, replace, startOf, testParts, withReply, withoutSymbol, type Create } from './parts.ts'

testParts(t, [
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
  }
])
