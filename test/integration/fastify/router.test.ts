/** lib/fastify uses undocumented parts of the router, which each supported Fastify has. */
import t from 'tap'
import { isTooManyRoutes, parametersAt, usesOwnStrategy } from '../../../lib/fastify/router.ts'
import { A, OF_B, application, handler, noop, preflight, put, replace, testParts } from './parts.ts'

testParts(t, [
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
])
