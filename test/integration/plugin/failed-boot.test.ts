/** After a failed boot, CORS stays disabled: an application that is served anyway allows no origin and throws no error. */
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { listening } from '../../listening.ts'

// A loopback origin is an error of lint in production.
const { NODE_ENV } = process.env
process.env['NODE_ENV'] = 'production'
t.teardown(() => { if (NODE_ENV === undefined) delete process.env['NODE_ENV']; else process.env['NODE_ENV'] = NODE_ENV })

const A = 'https://a.test'
const POLICY = { origins: [A], credentials: true }

/** What keeps an application from starting. */
type Failure = readonly [code: string, setUp: (app: FastifyInstance) => void]

const FAILURES: readonly Failure[] = [
  ['FST_CORS_POLICY_INVALID', (app) => {
    app.register(corsPlugin, POLICY)
    app.get('/wrong', { config: { cors: 'nobody' } as {} }, async () => '')
  }],
  ['FST_CORS_ROUTES_INVALID', (app) => {
    app.register(corsPlugin, POLICY)
    for (const [version, cors] of [['1.0.0', false], ['2.0.0', undefined]] as const) {
      app.route({ method: 'GET', url: '/x', constraints: { version }, config: (cors === undefined ? {} : { cors }) as {}, handler: async () => '' })
    }
  }],
  ['FST_CORS_LINT_FAILED', (app) => { app.register(corsPlugin, { origins: [A, 'http://localhost:*'], credentials: true, lint: 'error' }) }],
  // An application can handle the error of a registration. Its routes must not get the policy of an outer registration.
  ...([[true, 'outer'], [false, 'outer'], [true, 'inner']] as const).map(([isFirst, failing]): Failure => [
    'FST_CORS_POLICY_INVALID', (app) => {
      const good = (app: FastifyInstance) => { app.register(corsPlugin, POLICY) }
      const bad = (app: FastifyInstance) => { app.register(corsPlugin, { origins: ['nonsense'] }).after((_error) => {}) }
      const [outer, inner] = failing === 'outer' ? [bad, good] : [good, bad]
      if (isFirst) outer(app)
      app.register(async (app) => { inner(app); app.get('/inner', async () => '') })
      if (!isFirst) outer(app)
    }
  ]),
  ['FST_CORS_DUPLICATE', (app) => {
    app.register(corsPlugin, POLICY)
    app.register(corsPlugin, { origins: ['https://b.test'] }).after((_error) => {})
  }],
  ['OTHER', (app) => {
    app.addHook('onReady', async () => { throw Object.assign(new Error('other'), { code: 'OTHER' }) })
    app.register(corsPlugin, POLICY)
  }]
]

for (const [i, [code, setUp]] of FAILURES.entries()) {
  t.test(`after a boot that failed with ${code}, no origin is allowed (row ${i})`, async (t) => {
    const app = Fastify()
    setUp(app)
    app.register(async (app) => {
      // Without a registration in this scope or around it, there is no guard.
      const guard = app.hasDecorator('cors') ? app.cors.originGuard() : async (_request: unknown, reply: FastifyReply) => reply.code(403).send()
      app.addHook('onRequest', guard)
      app.get('/guarded', async () => 'guarded')
    })
    app.get('/', async () => 'hello')
    app.setNotFoundHandler({ config: { cors: { origins: [A] } } } as {}, (_request, reply) => { reply.code(404).send('nothing') })
    await t.rejects(async () => { await app.ready() }, { code })

    const { origin, close } = await listening(app.server)
    const asks: ReadonlyArray<readonly [method: string, path: string]> = [['GET', '/'], ['GET', '/guarded'], ['GET', '/none'], ['OPTIONS', '/'], ['OPTIONS', '/none']]
    for (const [method, path] of asks) {
      const headers = { origin: A, ...method === 'OPTIONS' && { 'access-control-request-method': 'GET' } }
      const response = await fetch(`${origin}${path}`, { method, headers })
      t.equal(response.headers.get('access-control-allow-origin'), null, `${method} ${path}: ${response.status}`)
      t.equal(response.status, method === 'OPTIONS' || path === '/none' ? 404 : path === '/guarded' ? 403 : 200)
    }
    await close()
  })
}
