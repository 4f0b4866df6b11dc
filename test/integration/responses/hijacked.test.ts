/** Replies that a handler takes away from Fastify: their headers are on the raw response before it writes the rest. */
import Fastify, { type FastifyReply } from 'fastify'
import { connect } from 'node:net'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { listening } from '../../listening.ts'
import { overHttp1, overHttp2 } from './exchange.ts'

const A = 'https://a.test'
const LIST: CorsPolicyDocument = { origins: [A], credentials: true, exposedHeaders: ['X-E'] }
const ADMITTED = [
  'access-control-allow-credentials: true', `access-control-allow-origin: ${A}`, 'access-control-expose-headers: x-e'
]

type Row = readonly [name: string, vary: string, write: (reply: FastifyReply) => void]

const ROWS: readonly Row[] = [
  ['raw.writeHead with headers of its own', 'Origin', (reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'x-own': '1' })
    reply.raw.end('data: 1\n\n')
  }],
  ['raw.writeHead with reply.getHeaders()', 'Accept, Origin', (reply) => {
    reply.header('vary', 'Accept').hijack()
    reply.raw.writeHead(200, reply.getHeaders() as never)
    reply.raw.end('data: 1\n\n')
  }],
  ['reply.getHeaders() from before the hijack', 'Origin', (reply) => {
    const headers = reply.getHeaders()
    reply.hijack()
    reply.raw.writeHead(200, headers as never)
    reply.raw.end('data: 1\n\n')
  }],
  ['raw.setHeader and raw.write', 'Origin', (reply) => {
    reply.hijack()
    reply.raw.setHeader('x-own', '1')
    reply.raw.write('data: ')
    reply.raw.end('1\n\n')
  }],
  ['raw.end alone', 'Origin', (reply) => {
    reply.hijack()
    reply.raw.end('data: 1\n\n')
  }],
  ['fields of the protocol set on the raw response first', 'Accept, Origin', (reply) => {
    reply.raw.setHeader('Access-Control-Allow-Origin', '*')
    reply.raw.setHeader('access-control-allow-methods', 'PUT')
    reply.raw.setHeader('vary', 'Accept')
    reply.hijack()
    reply.raw.end('data: 1\n\n')
  }],
  ['hijack called twice', 'Origin', (reply) => {
    reply.hijack()
    reply.hijack()
    reply.raw.end('data: 1\n\n')
  }]
]

for (const [protocol, connected] of [['HTTP/1.1', overHttp1], ['HTTP/2', overHttp2]] as const) {
  for (const [name, vary, write] of ROWS) {
    t.test(`a hijacked reply has the headers of the policy over ${protocol}: ${name}`, async (t) => {
      const app = Fastify({ forceCloseConnections: true, ...(protocol === 'HTTP/2' ? { http2: true } : {}) } as {})
      app.register(corsPlugin, LIST)
      const handler = (_request: unknown, reply: FastifyReply) => { write(reply) }
      app.get('/', handler)
      app.register(async (child) => { child.get('/child', handler) })
      app.get('/everyone', { config: { cors: { origins: '*', credentials: false } } }, handler)
      app.get('/off', { config: { cors: false } }, handler)
      const ask = await connected(t, app)
      for (const url of ['/', '/child']) {
        for (const [origin, lines] of [[A, ADMITTED], ['https://evil.test', []]] as const) {
          const answer = await ask({ url, headers: { origin } })
          t.same([answer.status, answer.body, answer.lines], [200, 'data: 1\n\n', [...lines, `vary: ${vary}`]], url)
        }
      }
      const open = await ask({ url: '/everyone', headers: { origin: A } })
      const own = vary === 'Origin' ? [] : ['vary: Accept']
      t.same(open.lines, ['access-control-allow-origin: *', 'access-control-expose-headers: x-e', ...own])
      const off = await ask({ url: '/off', headers: { origin: A } })
      t.notOk(off.lines.includes(`access-control-allow-origin: ${A}`), 'with CORS off nothing is added')
    })
  }
}

t.test('server-sent events arrive during the response, after the headers of the policy', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, LIST)
  app.get('/', (request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    reply.raw.write('data: first\n\n')
    request.raw.on('close', () => { reply.raw.end() })
  })
  const socket = connect((await listening(app, { t })).port, '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nHost: api.test\r\nOrigin: ${A}\r\n\r\n`)
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    if (text.includes('data: first')) break
  }
  const lines = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n')
  t.same(lines.filter((line) => /^(access-control-|vary)/i.test(line)).sort(), [...ADMITTED, 'vary: Origin'])
})

t.test('a reply that is hijacked after its headers were sent is unchanged', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, LIST)
  app.get('/', (_request, reply) => {
    reply.raw.writeHead(200, { 'x-own': '1' })
    reply.hijack()
    reply.raw.end('body')
  })
  const ask = await overHttp1(t, app)
  const answer = await ask({ headers: { origin: A } })
  t.same([answer.status, answer.body, answer.headers['x-own']], [200, 'body', '1'])
})
