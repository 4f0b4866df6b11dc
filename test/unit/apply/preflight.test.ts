/** Effects of other code of the application on the response to a preflight. */
import Fastify, { type onRequestHookHandler } from 'fastify'
import type { ServerResponse } from 'node:http'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { corsHeadersOf } from '../../decision-headers.ts'

const A = 'https://a.test'
const PREFLIGHT = { method: 'OPTIONS', url: '/', headers: { origin: A, 'access-control-request-method': 'PUT' } } as const
const APPROVED = { 'access-control-allow-origin': A, 'access-control-allow-methods': 'PUT' }

/** Replaces the method as packages for compression do. */
function appendVary (raw: ServerResponse, member: string): void {
  const { writeHead } = raw
  raw.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    this.appendHeader('vary', member)
    return Reflect.apply(writeHead, this, args) as ServerResponse
  }
}

function application (before: onRequestHookHandler, log: object[] = []) {
  const stream = { write: (line: string) => { log.push(JSON.parse(line) as object) } }
  const app = Fastify({ logger: { level: 'info', stream } })
  app.addHook('onRequest', before)
  app.register(corsPlugin, { origins: [A] })
  app.put('/', async () => 'put')
  return app
}

t.test('the log and onResponse hooks run for the response to a preflight, onSend hooks do not', async (t) => {
  const log: Array<{ msg?: string, res?: unknown }> = []
  const app = application((_request, _reply, done) => done(), log)
  const seen: unknown[] = []
  app.addHook('onSend', async () => { seen.push('onSend') })
  app.addHook('onResponse', async (_request, reply) => { seen.push(['onResponse', reply.statusCode, reply.sent]) })
  t.equal((await app.inject(PREFLIGHT)).statusCode, 204)
  t.same(seen, [['onResponse', 204, true]])
  t.match(log.filter(({ msg }) => msg === 'request completed'), [{ res: { statusCode: 204 } }])
})

t.test('headers of earlier hooks stay in the response to a preflight, except CORS headers', async (t) => {
  const app = application((_request, reply, done) => {
    reply.headers({ 'x-request-id': '1', vary: 'Cookie', 'access-control-allow-private-network': 'true' })
    reply.raw.setHeader('strict-transport-security', 'max-age=1')
    reply.raw.setHeader('access-control-max-age', '1')
    done()
  })
  const { headers } = await app.inject(PREFLIGHT)
  t.match(headers, { 'x-request-id': '1', 'strict-transport-security': 'max-age=1' })
  t.same(corsHeadersOf(headers), { ...APPROVED, vary: 'Cookie, Origin' })
})

t.test('what an earlier hook adds to Vary when the head is written stays', async (t) => {
  const app = application((_request, reply, done) => {
    reply.header('vary', 'Cookie')
    appendVary(reply.raw, 'Accept-Encoding')
    done()
  })
  for (const [origin, status] of [[A, 204], ['https://evil.test', 403]] as const) {
    const preflight = await app.inject({ ...PREFLIGHT, headers: { ...PREFLIGHT.headers, origin } })
    const { headers } = await app.inject({ method: 'PUT', url: '/', headers: { origin } })
    t.same([preflight.statusCode, preflight.headers.vary, headers.vary], [status, ['Cookie, Origin', 'Accept-Encoding'], ['Cookie, Origin', 'Accept-Encoding']])
  }
})

t.test('the response of an earlier hook to a preflight is kept', async (t) => {
  const app = application((_request, reply, done) => {
    reply.raw.writeHead(200, { 'x-mine': '1' })
    setTimeout(() => { reply.raw.end('mine') }, 5)
    done()
  })
  const { statusCode, headers, body } = await app.inject(PREFLIGHT)
  t.same([statusCode, body, corsHeadersOf(headers)], [200, 'mine', {}])
})

t.test('headers for a body are removed from a response without a body', async (t) => {
  const app = application((_request, reply, done) => {
    reply.headers({ 'content-type': 'text/plain', 'content-encoding': 'gzip', 'transfer-encoding': 'chunked', trailer: 'x-sum', 'x-request-id': '7' })
    reply.raw.setHeader('content-length', '7')
    done()
  })
  for (const [origin, status, length] of [[A, 204, undefined], ['https://evil.test', 403, '0']] as const) {
    const { statusCode, headers, body } = await app.inject({ ...PREFLIGHT, headers: { ...PREFLIGHT.headers, origin } })
    t.same([statusCode, headers['content-length'], headers['x-request-id'], body], [status, length, '7', ''])
    for (const name of ['content-type', 'content-encoding', 'transfer-encoding', 'trailer']) t.notOk(name in headers, name)
  }
})

t.test('an invalid header of another hook does not prevent the response to a preflight', async (t) => {
  for (const name of ['x-trace', 'vary', 'access-control-max-age']) {
    for (const before of ['nothing else', 'a header of the raw response', 'a method of its own']) {
      const app = application((_request, reply, done) => {
        if (before === 'a header of the raw response') reply.raw.setHeader('content-type', 'text/plain')
        if (before === 'a method of its own') appendVary(reply.raw, 'Accept-Encoding')
        reply.header('x-request-id', '7').header(name, '\u2603')
        done()
      })
      for (const [origin, status, fields] of [[A, 204, APPROVED], ['https://evil.test', 403, { }]] as const) {
        const { statusCode, headers } = await app.inject({ ...PREFLIGHT, headers: { ...PREFLIGHT.headers, origin } })
        t.same([statusCode, corsHeadersOf(headers), 'x-trace' in headers, 'content-type' in headers, headers['content-length']],
          [status, { ...fields, vary: before === 'a method of its own' ? ['Origin', 'Accept-Encoding'] : 'Origin' }, false, false, status === 204 ? undefined : '0'], `${name}, and ${before}`)
      }
    }
  }
})

t.test('an invalid header of another hook does not prevent the response to a preflight if any origin is allowed', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => { reply.header('x-trace', '\u2603') })
  app.register(corsPlugin, { origins: '*' })
  app.put('/', async () => 'put')
  const { statusCode, headers } = await app.inject(PREFLIGHT)
  t.same([statusCode, corsHeadersOf(headers)], [204, { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'PUT' }])
})

t.test('a preflight whose response has started gets no second response', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => { reply.code(429).send('slow down') })
  app.register(corsPlugin, { origins: [A] })
  app.put('/', async () => 'put')
  app.after(() => {
    app.addHook('onSend', async (_request, _reply, payload) => {
      await new Promise((resolve) => { setTimeout(resolve, 5) })
      return payload
    })
  })
  const { statusCode, body } = await app.inject(PREFLIGHT)
  t.same([statusCode, body], [429, 'slow down'])
})
