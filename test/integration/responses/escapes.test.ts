/** Responses that have other headers than those of the policy: each row of the table in docs/routes.md, and what is sent. */
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { readFileSync } from 'node:fs'
import { createServer, ServerResponse, type RequestListener } from 'node:http'
import { Http2ServerResponse, type ServerHttp2Stream } from 'node:http2'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { corsLinesOf, exchange, responsesIn } from '../wire/raw-exchange.ts'
import { listening } from '../../listening.ts'
import { overHttp1, overHttp2, type Answer } from './exchange.ts'

const A = 'https://a.test'
const OTHER = { 'access-control-allow-origin': '*' }
const OF_OTHER = ['access-control-allow-origin: *']
const ORIGIN = `Host: a\r\nOrigin: ${A}\r\n`

interface Row {
  /** The first cell of the row in the table. */
  readonly name: string
  readonly http2?: true
  readonly options?: object
  readonly before?: (app: FastifyInstance) => void
  /** Default: a response without a body. */
  readonly handler?: (reply: FastifyReply) => unknown
  /** Sends this in another way than with a client of Node. */
  readonly bytes?: string
  readonly url?: string
  /** Whether the request comes while the application closes. */
  readonly isClosing?: true
  readonly status?: number
  /** The lines of the protocol that are received. */
  readonly lines: readonly string[]
}

const streamOf = ({ raw }: FastifyReply): ServerHttp2Stream => (raw as unknown as Http2ServerResponse).stream

const SOCKET = 'written to the socket'
const STREAM = 'written with `stream.respond` or `stream.respondWithFile` of HTTP/2'
const PROTOTYPE = 'written with `writeHead` of a prototype'

const ROWS: readonly Row[] = [
  { name: 'error of Fastify without hooks: a malformed URL (400), a parameter that is too long (414), a constraint that fails (500)', url: '/%zz', status: 400, lines: [] },
  { name: 'error of the HTTP parser (400, 431)', bytes: `GET / HTTP/1.1\r\n${ORIGIN}x: ${'x'.repeat(20_000)}\r\n\r\n`, status: 431, lines: [] },
  { name: 'error of the HTTP parser (400, 431)', bytes: `GET / HTTP/1.1\r\n${ORIGIN}no colon\r\n\r\n`, status: 400, lines: [] },
  { name: 'response while the application closes (503)', isClosing: true, status: 503, lines: [] },
  {
    name: SOCKET,
    handler: (reply) => { reply.hijack().raw.socket!.end('HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\nconnection: close\r\n\r\n') },
    lines: OF_OTHER
  },
  {
    name: STREAM,
    http2: true,
    handler: (reply) => {
      const stream = streamOf(reply.hijack())
      stream.respond({ ':status': 200, ...OTHER })
      stream.end()
    },
    lines: OF_OTHER
  },
  {
    name: STREAM,
    http2: true,
    handler: (reply) => { streamOf(reply.hijack()).respondWithFile(fileURLToPath(import.meta.url), { ':status': 200, ...OTHER }) },
    lines: OF_OTHER
  },
  { name: PROTOTYPE, handler: (reply) => { ServerResponse.prototype.writeHead.call(reply.hijack().raw, 200, OTHER).end() }, lines: OF_OTHER },
  { name: PROTOTYPE, http2: true, handler: (reply) => { Http2ServerResponse.prototype.writeHead.call(reply.hijack().raw as never, 200, undefined as never, OTHER as never).end() }, lines: OF_OTHER },
  {
    name: PROTOTYPE,
    handler: (reply) => {
      // A wrapper that does not call the function that it replaces.
      reply.raw.writeHead = function (this: ServerResponse, status: number) { return ServerResponse.prototype.writeHead.call(this, status, OTHER) } as never
      return reply.send('')
    },
    lines: OF_OTHER
  },
  {
    name: 'set by a wrapper of `writeHead` from a hook before the plugin',
    before: (app) => { app.addHook('onRequest', async (_request, { raw }) => { wrap(raw) }) },
    lines: [...OF_OTHER, 'vary: Origin']
  },
  {
    name: 'written to `reply.raw` by a hook before the plugin',
    before: (app) => { app.addHook('onRequest', (_request, reply) => { reply.hijack().raw.writeHead(200, OTHER).end() }) },
    lines: OF_OTHER
  },
  {
    name: 'written by code before Fastify, such as a `serverFactory`',
    options: {
      serverFactory: (_handler: RequestListener) => createServer((_request, response) => { response.writeHead(200, OTHER).end() })
    },
    lines: OF_OTHER
  },
  {
    name: 'WebSocket handshake (101)',
    before: (app) => {
      app.register(websocket)
      app.register(async (scope) => { scope.get('/chat', { websocket: true }, (socket) => { socket.terminate() }) })
    },
    bytes: `GET /chat HTTP/1.1\r\n${ORIGIN}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    status: 101,
    lines: []
  },
  {
    name: 'early hints (103)',
    handler: (reply) => {
      reply.raw.writeEarlyHints({ link: '</a.css>; rel=preload', ...OTHER })
      reply.raw.socket!.destroySoon()
    },
    bytes: `GET / HTTP/1.1\r\n${ORIGIN}\r\n`,
    status: 103,
    lines: OF_OTHER
  }
]

/** As the package on-headers does. */
function wrap (raw: ServerResponse): void {
  const { writeHead } = raw
  raw.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    this.setHeader('access-control-allow-origin', '*')
    return writeHead.apply(this, args as never)
  } as never
}

for (const { name, http2, options, before, handler = () => '', bytes, url = '/', isClosing, status = 200, lines } of ROWS) {
  t.test(`the policy does not reach this response: ${name}`, async (t) => {
    const app = Fastify({ forceCloseConnections: true, ...http2 === true ? { http2 } : {}, ...options } as {})
    before?.(app)
    app.register(corsPlugin, { origins: [A] })
    app.get('/', (_request, reply) => handler(reply))
    const received: unknown[] = []
    const requestOnce = async (): Promise<void> => {
      const { status, lines } = await ask()
      received.push([status, lines])
    }
    if (isClosing === true) app.addHook('preClose', requestOnce)
    const ask = await sender(t, app, { http2, bytes, url })
    await (isClosing === true ? app.close() : requestOnce())
    t.strictSame(received, [[status, lines]])
  })
}

async function sender (t: Test, app: FastifyInstance, { http2, bytes, url }: { readonly http2: true | undefined, readonly bytes: string | undefined, readonly url: string }): Promise<() => Promise<Pick<Answer, 'status' | 'lines'>>> {
  if (bytes === undefined) {
    const ask = await (http2 === true ? overHttp2 : overHttp1)(t, app)
    return () => ask({ url, headers: { origin: A } })
  }
  const { port } = await listening(app, { t })
  return async () => {
    const [response] = responsesIn(await exchange(port, bytes))
    return { status: response!.status, lines: corsLinesOf(response!) }
  }
}

t.test('a wrapper of `writeHead` from a later hook or a handler cannot override the headers of the policy', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, { origins: [A] })
  app.get('/', async (_request, { raw }) => { wrap(raw); return '' })
  const ask = await overHttp1(t, app)
  t.strictSame((await ask({ headers: { origin: A } })).lines, [`access-control-allow-origin: ${A}`, 'vary: Origin'])
})

t.test('the table in the documentation has these rows', async (t) => {
  const [, section = ''] = readFileSync(new URL('../../../docs/routes.md', import.meta.url), 'utf8').split('\n## Responses without the headers of the policy\n')
  const cells = section.split('\n## ')[0]!.split('\n').filter((line) => line.startsWith('| ')).slice(1).map((line) => line.split(' | ')[0]!.slice(2))
  t.strictSame(cells, [...new Set(ROWS.map(({ name }) => name))])
})
