/** A preflight approves a method exactly if the server can receive a request with it: QUERY is unknown to the HTTP/1 parser of Node 20.19.0. */
import Fastify, { type FastifyInstance } from 'fastify'
import { METHODS } from 'node:http'
import { connect } from 'node:http2'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { NODE_METHODS, isForbiddenMethod } from '../../../lib/standard/methods.ts'
import { listening } from '../../listening.ts'
import { exchange, responsesIn } from './raw-exchange.ts'

const A = 'https://a.test'

/** Those that a page may send, except OPTIONS, which is what preflights are. */
const ASKED = [...NODE_METHODS].filter(method => !isForbiddenMethod(method) && method !== 'OPTIONS')

/** Fastify routes QUERY on every version of Node since 5.11, and other methods where the parser knows them. */
function routeEverything (app: FastifyInstance, arrived: string[]): string[] {
  for (const method of ASKED) {
    if (!app.supportedMethods.includes(method) && METHODS.includes(method)) app.addHttpMethod(method)
  }
  const routed = ASKED.filter(method => app.supportedMethods.includes(method))
  app.register(corsPlugin, { origins: [A] })
  app.register(async app => {
    app.route({ method: routed, url: '/', handler: async () => 'handled' })
    app.route({ method: routed.filter(method => method !== 'GET'), url: '/mixed', handler: async () => 'handled' })
    // Fastify has rules of its own for the body of QUERY.
    app.addHook('onRequest', async ({ method }) => { if (method !== 'OPTIONS') arrived.push(method) })
    app.get('/mixed', { config: { cors: { origins: [A], maxAge: 5 } } }, async () => 'handled')
  })
  return routed
}

t.test('over HTTP/1, a preflight approves exactly the methods that can arrive', async t => {
  const app = Fastify({ exposeHeadRoutes: false, forceCloseConnections: true })
  const arrived: string[] = []
  const routed = routeEverything(app, arrived)
  const { port } = await listening(app, { t })
  const ask = async (start: string, head = '') => {
    const [response] = responsesIn(await exchange(port, `${start} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nOrigin: ${A}\r\n${head}\r\n`))
    return { ...response!, fields: Object.fromEntries(response!.lines) }
  }
  for (const method of routed) await ask(`${method} /`)
  t.strictSame(arrived, routed.filter(method => METHODS.includes(method)))
  for (const method of routed) {
    const { status, fields } = await ask('OPTIONS /', `Access-Control-Request-Method: ${method}\r\n`)
    t.strictSame([status, fields['access-control-allow-methods']], [204, arrived.join(', ')], method)
  }
  const mixed = await ask('OPTIONS /mixed', 'Access-Control-Request-Method: PUT\r\n')
  t.strictSame(mixed.fields['access-control-allow-methods'], arrived.filter(method => method !== 'GET').join(', '))
  const nowhere = await ask('OPTIONS /nowhere', 'Access-Control-Request-Method: QUERY\r\n')
  t.strictSame(nowhere.fields['access-control-allow-methods'], arrived.join(', '))
})

t.test('over HTTP/2, every method arrives and is approved', async t => {
  const app = Fastify({ http2: true, exposeHeadRoutes: false, forceCloseConnections: true })
  const arrived: string[] = []
  const routed = routeEverything(app as unknown as FastifyInstance, arrived)
  const session = connect((await listening(app, { t })).origin)
  t.teardown(() => { session.destroy() })
  const ask = (headers: Record<string, string>) => new Promise<unknown>((resolve, reject) => {
    const stream = session.request({ ':path': '/', ':authority': 'a.test', origin: A, ...headers })
    stream.on('response', fields => resolve(fields['access-control-allow-methods'])).on('error', reject).resume().end()
  })
  for (const method of routed) await ask({ ':method': method })
  t.strictSame(arrived, routed)
  t.equal(await ask({ ':method': 'OPTIONS', 'access-control-request-method': 'QUERY' }), routed.join(', '))
})

t.test('if the parser does not support QUERY, the response to a preflight and the report agree', async t => {
  const app = Fastify()
  if (!app.supportedMethods.includes('QUERY')) {
    if (!METHODS.includes('QUERY')) return t.pass('Fastify routes no QUERY here')
    app.addHttpMethod('QUERY')
  }
  app.register(corsPlugin, { origins: [A], methods: ['QUERY', 'PUT'], routes: { '/put': { methods: ['PUT'] } } })
  app.register(async app => {
    app.route({ method: ['QUERY', 'PUT'], url: '/search', handler: async () => 'handled' })
    app.route({ method: ['QUERY', 'PUT'], url: '/put', handler: async () => 'handled' })
  })
  const at = METHODS.indexOf('QUERY')
  // What the list of Node 20.19.0 lacks; where this Node is such a one, Fastify routes it all the same.
  if (at !== -1) METHODS.splice(at, 1)
  await app.ready()
  if (at !== -1) METHODS.splice(at, 0, 'QUERY')
  t.teardown(() => app.close())
  const response = await app.inject({ method: 'OPTIONS', url: '/search', headers: { origin: A, 'access-control-request-method': 'QUERY' } })
  t.strictSame([response.statusCode, response.headers['access-control-allow-methods']], [204, 'PUT'])
  const { outcome, change: fix } = await app.cors.explain({ origin: A, url: '/search', method: 'QUERY' })
  t.strictSame([outcome, fix!.verdict], ['block', 'none'])
  t.match(fix!.message, 'this version of Node cannot receive the method `QUERY` over HTTP/1')
  t.equal((await app.cors.explain({ origin: A, url: '/search', method: 'PUT' })).outcome, 'allow')
  t.strictSame((await app.cors.lint()).map(({ id }) => id).filter(id => /method/.test(id)), [])
  t.strictSame(app.cors.policyFor({ method: 'QUERY', url: '/search', host: 'a.test' }).route, 'QUERY /search')
})
