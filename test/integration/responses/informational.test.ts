/** Informational responses are not touched, and the final response after them has the headers of the policy. */
import Fastify, { type FastifyReply } from 'fastify'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:http2'
import t, { type Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { listening } from '../../listening.ts'

const A = 'https://a.test'
const OF_POLICY = { 'access-control-allow-origin': A, vary: 'Origin' }
const HINTS = { link: '</a.css>; rel=preload', 'access-control-allow-origin': '*', vary: 'Accept' }

interface Received {
  /** The status of each informational response, with the headers that are in HINTS. */
  readonly before: ReadonlyArray<readonly [status: number, hints: IncomingHttpHeaders]>
  readonly final: IncomingHttpHeaders
}

const hintsIn = (headers: IncomingHttpHeaders): IncomingHttpHeaders => Object.fromEntries(Object.entries(headers).filter(([name]) => name in HINTS))

type Ask = (port: number, t: Test) => Promise<Received>

const HEADERS = { origin: A, expect: '100-continue', 'content-type': 'text/plain' }

const overHttp1: Ask = (port) => new Promise((resolve, reject) => {
  const before: [number, IncomingHttpHeaders][] = []
  const outgoing = request({ host: '127.0.0.1', port, method: 'POST', headers: HEADERS, agent: false })
  outgoing.on('continue', () => { outgoing.end('body') })
  // Node reports 100 here too.
  outgoing.on('information', ({ statusCode, headers }) => { before.push([statusCode, hintsIn(headers)]) })
  outgoing.on('response', ({ headers }) => { resolve({ before, final: headers }) })
  outgoing.on('error', reject)
  outgoing.flushHeaders()
})

const overHttp2: Ask = (port, t) => new Promise((resolve, reject) => {
  const before: [number, IncomingHttpHeaders][] = []
  const session = connect(`http://127.0.0.1:${port}`)
  t.teardown(() => { session.destroy() })
  const stream = session.request({ ':method': 'POST', ...HEADERS }, { endStream: false })
  stream.on('continue', () => { stream.end('body') })
  stream.on('headers', (headers) => { before.push([Number(headers[':status']), hintsIn(headers)]) })
  stream.on('response', (headers) => { resolve({ before, final: headers }) })
  stream.on('error', reject).resume()
})

const WRITERS: ReadonlyArray<readonly [who: string, write: (reply: FastifyReply) => unknown]> = [
  ['Fastify', async () => 'text'],
  ['a handler on the raw response', ({ raw }) => { raw.writeHead(200, { 'access-control-allow-origin': '*' }).end('raw') }]
]

for (const [protocol, ask] of [['HTTP/1.1', overHttp1], ['HTTP/2', overHttp2]] as const) {
  for (const [who, write] of WRITERS) {
    t.test(`early hints and 100-continue before a response of ${who} over ${protocol} stay as they are`, async (t) => {
      const app = Fastify({ forceCloseConnections: true, ...protocol === 'HTTP/2' ? { http2: true } : {} } as {})
      app.register(corsPlugin, { origins: [A] })
      app.post('/', (_request, reply) => {
        reply.raw.writeEarlyHints({ ...HINTS })
        return write(reply)
      })
      const { before, final } = await ask((await listening(app, { t })).port, t)
      t.strictSame(before.filter(([status]) => status !== 100), [[103, HINTS]])
      t.match(final, OF_POLICY)
    })
  }
}
