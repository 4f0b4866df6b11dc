/** One mistake of a declaration is told once, however many routes Fastify makes of it. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin, type CorsPolicyError } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

const A = 'https://a.test'
const handler = async (): Promise<string> => ''
const LACKING = { origins: [{ source: 'tenants', key: { param: 'realm' } }] }

/** The kinds of mistakes, each with what it is at a declaration; `other` has none. */
const MISTAKES: Readonly<Record<string, { readonly config: () => object, readonly other?: Record<string, unknown> }>> = {
  'an unknown field': { config: () => ({ cors: { maxAg: 5 } }) },
  'an unknown source': { config: () => ({ cors: { origins: [{ source: 'tenant' }] } }) },
  'a parameter that is missing': { config: () => ({ cors: LACKING }) },
  'routes that differ in a version': { config: () => ({ cors: { maxAge: 5 } }), other: { version: '2.0.0' } }
}

/** Declarations that Fastify makes several routes of. */
const DECLARATIONS: Readonly<Record<string, (app: FastifyInstance, options: { readonly config: object, readonly constraints: Record<string, unknown> }) => unknown>> = {
  'GET, which has HEAD': (app, options) => app.get('/x', options, handler),
  'several methods': (app, options) => app.route({ method: ['GET', 'HEAD', 'PUT', 'DELETE'], url: '/x', handler, ...options }),
  'an optional parameter': (app, options) => app.get('/x/:id?', options, handler),
  'GET and HEAD, which have equal objects of a hook': (app, { config, constraints }) => app.register(async (app) => {
    app.addHook('onRoute', (route) => { Object.assign(route, { config: { ...route.config, ...structuredClone(config) } }) })
    app.get('/x', { constraints }, handler)
  }),
  'an index': (app, options) => app.register(async (app) => app.get('/', options, handler), { prefix: '/x' })
}

for (const [mistake, { config, other }] of Object.entries(MISTAKES)) {
  for (const [what, declare] of Object.entries(DECLARATIONS)) {
    t.test(`${mistake} at ${what} is one issue`, async (t) => {
      const app = Fastify()
      await app.register(corsPlugin, { origins: [A], lint: 'off', sources: { tenants: memoryOrigins() } } as CorsPluginOptions)
      if (other !== undefined) declare(app, { config: {}, constraints: other })
      declare(app, { config: config(), constraints: {} })
      const { issues } = await app.ready().then(() => { throw new Error('ready') }, (error: unknown) => error as CorsPolicyError)
      t.match(issues.map(({ message }) => message), [/GET \/x/])
      t.equal(issues.length, 1)
      t.notMatch(issues[0]!.message, /GET \/x\/(?!:id)/, 'of the path without a slash')
    })
  }
}

t.test('two declarations with one mistake are two issues, and so is a HEAD route of its own', async (t) => {
  const rows: ReadonlyArray<readonly [routes: readonly (readonly [method: string, url: string, constraints: Record<string, unknown>])[], labels: readonly string[]]> = [
    [[['PUT', '/x', {}], ['PUT', '/y', {}]], ['PUT /x', 'PUT /y']],
    [[['PUT', '/x', {}], ['PUT', '/x', { host: 'a.test' }], ['PUT', '/x/', {}]], ['PUT /x', 'PUT /x', 'PUT /x/']],
    [[['HEAD', '/x', {}], ['PUT', '/x', {}]], ['HEAD /x', 'PUT /x']],
    [[['HEAD', '/x', { host: 'a.test' }], ['GET', '/x', { host: 'b.test' }]], ['GET /x', 'HEAD /x']]
  ]
  for (const [routes, labels] of rows) {
    const app = Fastify({ exposeHeadRoutes: false })
    await app.register(corsPlugin, { ...LACKING, lint: 'off', sources: { tenants: memoryOrigins() } } as CorsPluginOptions)
    for (const [method, url, constraints] of routes) app.route({ method: method as 'PUT', url, constraints, handler })
    const { issues } = await app.ready().then(() => { throw new Error('ready') }, (error: unknown) => error as CorsPolicyError)
    t.strictSame(issues.map(({ message }) => message.split(':')[0]).sort(), [...labels].sort())
  }
})
