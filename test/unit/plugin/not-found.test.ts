/** Preflights for URLs without a route, or without a route for the method, get the policy of the not-found handler. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { A, ask, methodsAt } from './send-options.ts'

const LIST: CorsPolicyDocument = { origins: [A] }
const VARY = { vary: 'Origin' }
const PREFLIGHT = { origin: A, 'access-control-request-method': 'GET' }

t.test('a preflight for an unknown URL gets the policy of the not-found handler with every routed method', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, LIST)
  app.get('/', async () => '')
  app.delete('/item', async () => '')
  app.put('/other', { config: { cors: { maxAge: 5 } } }, async () => '')
  app.patch('/equal', { config: { cors: { origins: [A] } } }, async () => '')
  t.same(await methodsAt(app, '/nowhere', 'DELETE'), [204, 'DELETE, GET, HEAD, PATCH'])
  t.same(await methodsAt(app, '/nowhere', 'BREW'), [204, 'DELETE, GET, HEAD, PATCH'])
  t.same(await ask(app, '/nowhere', { ...PREFLIGHT, origin: 'https://evil.test' }), [403, '', VARY])
  const actual = await app.inject({ url: '/nowhere', headers: { origin: A } })
  t.same([actual.statusCode, actual.headers['access-control-allow-origin']], [404, A])
})

t.test('a preflight for an unknown method of a known URL lists the methods of the URL', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, LIST)
  app.get('/item', async () => '')
  app.put('/item', async () => '')
  app.delete('/item', { config: { cors: { maxAge: 5 } } }, async () => '')
  app.patch('/other', async () => '')
  t.same(await methodsAt(app, '/item', 'PATCH'), [204, 'GET, HEAD, PUT'])
  t.same(await ask(app, '/item', { origin: A, 'access-control-request-method': 'PATCH' }), [204, '', {
    'access-control-allow-origin': A,
    'access-control-allow-methods': 'GET, HEAD, PUT',
    vary: 'Origin, Access-Control-Request-Method'
  }])
})

t.test('a not-found handler with a policy has priority over an OPTIONS catch-all route without a policy', async (t) => {
  const app = Fastify()
  app.options('*', async () => 'own')
  app.get('/', async () => '')
  app.register(async (child) => {
    child.register(corsPlugin, LIST)
    child.setNotFoundHandler(async (_request, reply) => {
      reply.code(404)
      return 'child'
    })
  })
  const actual = await app.inject({ url: '/nowhere', headers: { origin: A } })
  t.same([actual.body, actual.headers['access-control-allow-origin']], ['child', A])
  t.equal((await ask(app, '/nowhere', PREFLIGHT))[0], 204)
  t.same(await ask(app, '/', PREFLIGHT), [200, 'own', {}], 'while what is routed under none stays the application\'s')
})

t.test('a method without a route, at a URL that no registration is for, has no policy', async (t) => {
  const app = Fastify()
  let explain: FastifyInstance['cors']['explain'] | undefined
  app.get('/open', async () => '')
  app.register(async (scope) => {
    scope.register(corsPlugin, { origins: [A] })
    scope.after(() => { explain = scope.cors.explain })
  }, { prefix: '/api' })
  await app.ready()
  t.match(await explain!({ origin: A, url: 'http://api.example/open', method: 'PUT' }), { outcome: 'block' })
})
