/** A preflight that another hook has rejected with trailers: the response has no body and no trailers, and the connection goes on. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { exchange, responsesIn } from '../wire/raw-exchange.ts'
import { listening } from '../../listening.ts'
import { overHttp2 } from './exchange.ts'

const A = 'https://a.test'
const HEADERS = { origin: A, 'access-control-request-method': 'PUT' }

/** Each response as Fastify sees it at the end. */
const ended: string[] = []

function application (http2 = false): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, ...http2 ? { http2 } : {} } as {})
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization === undefined) return reply.trailer('x-sum', (_reply, _payload, done) => { done(null, '1') }).code(401).send('who?')
  })
  app.register(corsPlugin, { origins: [A] })
  app.addHook('onResponse', async (request, reply) => { ended.push(`${request.method} ${reply.statusCode}`) })
  app.put('/', async () => 'put')
  return app
}

t.test('a rescued preflight has no trailers over HTTP/1.1, and the next request on the connection has its response', async (t) => {
  const { port } = await listening(application(), { t })
  const head = `Host: a\r\nOrigin: ${A}\r\n`
  const text = await exchange(port, `OPTIONS / HTTP/1.1\r\n${head}Access-Control-Request-Method: PUT\r\n\r\n` +
    `PUT / HTTP/1.1\r\n${head}Authorization: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  const [rescued, next, ...others] = responsesIn(text)
  t.strictSame([rescued!.status, next!.status, next!.body, others.length], [204, 200, 'put', 0])
  t.strictSame(rescued!.lines.map(([name]) => name.toLowerCase()).filter((name) => /^(?:trailer|transfer-encoding|content-.*)$/.test(name)), [])
  t.strictSame(ended, ['OPTIONS 204', 'PUT 200'])
})

t.test('a rescued preflight has no trailers over HTTP/2', async (t) => {
  const ask = await overHttp2(t, application(true))
  const { status, headers, body, isComplete } = await ask({ method: 'OPTIONS', headers: HEADERS })
  t.strictSame([status, headers['trailer'], headers['access-control-allow-origin'], body, isComplete], [204, undefined, A, '', true])
})
