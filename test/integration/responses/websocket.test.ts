/** CORS does not apply to WebSockets, the origin guard does: with @fastify/websocket and a client over a socket. */
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import { connect, createServer } from 'node:http2'
import t from 'tap'
import { WebSocket } from 'ws'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyChoice, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsOriginGuardOptions } from '../../../types/fastify.ts'
import { listening } from '../../listening.ts'
import { overHttp1 } from './exchange.ts'

const A = 'https://a.test'
const EVIL = 'https://evil.test'
const LIST: CorsPolicyDocument = {
  origins: [A, 'https://*.a.test'], credentials: true, policies: { open: { origins: '*' } }
}

interface Chat {
  readonly options?: CorsOriginGuardOptions
  readonly cors?: CorsPolicyChoice
  readonly config?: { readonly corsGuard: false }
}

/** One WebSocket that greets, and a simple request that changes state, both behind the guard. */
function chat ({ options, cors, config: also }: Chat = {}, isOursFirst = true): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true })
  if (isOursFirst) app.register(corsPlugin, LIST)
  app.register(websocket)
  if (!isOursFirst) app.register(corsPlugin, LIST)
  app.register(async (app) => {
    const config = { ...also, ...cors === undefined ? {} : { cors } }
    const onRequest = app.cors.originGuard(options)
    app.get('/chat', { websocket: true, onRequest, config }, (socket) => { socket.send('welcome') })
    app.post('/vote', { onRequest, config }, async () => 'counted')
    app.get('/open', { websocket: true }, (socket) => { socket.send('welcome') })
  })
  return app
}

/** Opens a WebSocket, and returns its first message or the status of its rejection. */
function dial (port: number, path: string, headers: Record<string, string>): Promise<string | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
    socket.on('message', (message: Buffer) => {
      resolve(message.toString())
      socket.terminate()
    })
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    socket.on('error', reject)
  })
}

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
const EXTENSION = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'
const OWN: Chat = { cors: { origins: ['https://own.test'] } }
const ALSO: Chat = { options: { alsoAllow: [EXTENSION, 'https://*.partner.test'] } }

const OFF = { corsGuard: false } as const

/** What is allowed: both requests, none, or only the simple request. */
type Allowed = boolean | 'post'

const ROWS: ReadonlyArray<readonly [name: string, headers: Record<string, string>, allowed: Allowed, chat?: Chat]> = [
  ['an allowed origin', { origin: A }, true],
  ['an origin that a wildcard allows', { origin: 'https://x.a.test' }, true],
  ['no origin, so a program, or a proxy that drops it', {}, 'post'],
  ['no origin with cookies', { cookie: 'session=1' }, 'post'],
  ['no origin with allowMissingOrigin', {}, true, { options: { allowMissingOrigin: true } }],
  ['another origin with allowMissingOrigin', { origin: EVIL }, false, { options: { allowMissingOrigin: true } }],
  ['no origin with allowMissingOrigin off', {}, 'post', { options: { allowMissingOrigin: false } }],
  ['no origin, and a same-origin page by Sec-Fetch-Site', SAME_ORIGIN, true],
  ['another origin where the route is exempt', { origin: EVIL }, true, { config: OFF }],
  ['no origin where the route is exempt', {}, true, { config: OFF }],
  ['another origin where the route is exempt and has no CORS', { origin: EVIL }, true, { config: OFF, cors: false }],
  ['another origin where a value other than false does not exempt the route', { origin: EVIL }, false, { config: { corsGuard: 'off' as unknown as false } }],
  ['another origin', { origin: EVIL }, false],
  ['the opaque origin', { origin: 'null' }, false],
  ['an empty origin', { origin: '' }, false],
  ['an allowed origin in upper case', { origin: A.toUpperCase() }, false],
  ['two origins in one', { origin: `${A}, ${A}` }, false],
  ['a same-origin page by Sec-Fetch-Site', { origin: EVIL, ...SAME_ORIGIN }, true],
  ['a page of the same site', { origin: EVIL, 'sec-fetch-site': 'same-site' }, false],
  ['another site', { origin: EVIL, 'sec-fetch-site': 'cross-site' }, false],
  ['two values of Sec-Fetch-Site', { origin: EVIL, 'sec-fetch-site': 'same-origin, same-origin' }, false],
  ['an origin that names the host', { origin: 'https://api.test', host: 'api.test', 'x-forwarded-host': 'api.test' }, false],
  ['cookies with another origin', { origin: EVIL, cookie: 'session=1' }, false],
  ['an origin in alsoAllow', { origin: EXTENSION }, true, ALSO],
  ['one that a pattern lets in beyond it', { origin: 'https://x.partner.test' }, true, ALSO],
  ['an origin of the policy with alsoAllow', { origin: A }, true, ALSO],
  ['an untrusted origin with alsoAllow', { origin: EVIL }, false, ALSO],
  ['any origin where the route\'s policy is for all', { origin: EVIL }, true, { cors: 'open' }],
  ['an origin that only the route\'s own policy allows', { origin: 'https://own.test' }, true, OWN],
  ['an origin that only the scope allows', { origin: A }, false, OWN],
  ['an origin where the route has no CORS', { origin: A }, false, { cors: false }],
  ['no origin where the route has no CORS', {}, 'post', { cors: false }],
  ['an origin in alsoAllow on a route with CORS disabled', { origin: EXTENSION }, true, { ...ALSO, cors: false }]
]

for (const isOursFirst of [true, false]) {
  t.test(`originGuard blocks untrusted origins for WebSockets and posts, registered ${isOursFirst ? 'before' : 'after'} @fastify/websocket`, async (t) => {
    const apps = new Map<Chat | undefined, { port: number, ask: Awaited<ReturnType<typeof overHttp1>> }>()
    for (const [name, headers, allowed, kind] of ROWS) {
      let app = apps.get(kind)
      if (app === undefined) {
        const ask = await overHttp1(t, chat(kind, isOursFirst))
        app = { ask, port: (await listening(chat(kind, isOursFirst), { t })).port }
        apps.set(kind, app)
      }
      t.equal(await dial(app.port, '/chat', headers), allowed === true ? 'welcome' : 403, name)
      const vote = await app.ask({ method: 'POST', url: '/vote', headers })
      t.equal(vote.status, allowed === false ? 403 : 200, `${name}, by a simple request`)
      t.equal(vote.body === 'counted', allowed !== false)
    }
  })
}

t.test('without originGuard, any origin can open a WebSocket', async (t) => {
  const { port } = await listening(chat(), { t })
  t.equal(await dial(port, '/open', { origin: EVIL }), 'welcome')
})

t.test('the error handler of the application handles the rejection of originGuard', async (t) => {
  const app = chat()
  let code: unknown
  app.setErrorHandler((error, _request, reply) => {
    code = (error as { code?: unknown }).code
    reply.code(403).send('go away')
  })
  const ask = await overHttp1(t, app)
  const answer = await ask({ method: 'POST', url: '/vote', headers: { origin: EVIL } })
  t.same([answer.status, answer.body, answer.lines, code], [403, 'go away', ['vary: Origin'], 'FST_CORS_ORIGIN_REFUSED'])
})

t.test('alsoAllow must contain origin patterns', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, LIST)
  for (const alsoAllow of [['https://a.test/'], ['*'], [], 'https://a.test', null]) {
    const make = () => app.cors.originGuard({ alsoAllow: alsoAllow as string[] })
    t.throws(make, { code: 'FST_CORS_POLICY_INVALID' }, JSON.stringify(alsoAllow))
  }
})

t.test('originGuard outside of all registrations allows only same-origin pages and clients without Origin', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(async (child) => {
    await child.register(corsPlugin, LIST)
    app.post('/', { onRequest: child.cors.originGuard() }, async () => 'counted')
  })
  const ask = await overHttp1(t, app)
  for (const [headers, status] of [[{ origin: A }, 403], [{ origin: EVIL, ...SAME_ORIGIN }, 200], [{}, 200]] as const) {
    t.equal((await ask({ method: 'POST', headers })).status, status)
  }
})

t.test('a guard of all routes does not apply to a route that is exempt, and a not-found handler can be exempt too', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(corsPlugin, LIST)
  app.addHook('onRequest', app.cors.originGuard())
  app.post('/vote', async () => 'counted')
  app.post('/webhook', { config: OFF }, async () => 'received')
  app.setNotFoundHandler({ config: OFF } as never, async (_request, reply) => reply.code(404).send('unknown'))
  const ask = await overHttp1(t, app)
  for (const [url, status] of [['/vote', 403], ['/webhook', 200], ['/unknown', 404]] as const) {
    t.equal((await ask({ method: 'POST', url, headers: { origin: EVIL } })).status, status, url)
  }
})

t.test('originGuard allows a request without Origin that offers another protocol than WebSocket', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(corsPlugin, LIST)
  app.post('/vote', { onRequest: app.cors.originGuard() }, async () => 'counted')
  const ask = await overHttp1(t, app)
  for (const [upgrade, status] of [['h2c', 200], ['WebSocket', 403], ['h2c, websocket', 403]] as const) {
    t.equal((await ask({ method: 'POST', url: '/vote', headers: { connection: 'upgrade', upgrade } })).status, status, upgrade)
  }
})

t.test('originGuard rejects a WebSocket over HTTP/2 without Origin', async (t) => {
  const app = Fastify({ http2: true, serverFactory: (handler: never) => createServer({ settings: { enableConnectProtocol: true } }, handler) } as {})
  await app.register(corsPlugin, LIST)
  app.addHttpMethod('CONNECT')
  app.route({ method: 'CONNECT' as 'GET', url: '/chat', onRequest: app.cors.originGuard(), handler: async () => 'welcome' })
  // Node does not give such requests to its usual listener.
  app.server.on('connect', ((request: never, response: never) => { app.routing(request, response) }) as never)
  const session = connect((await listening(app, { t })).origin)
  t.teardown(() => { session.destroy() })
  const statusOf = (headers: Record<string, string>) => new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':scheme': 'http', ':authority': 'a', ':path': '/chat', ...headers })
    stream.on('response', (received) => { resolve(received[':status']); stream.close() }).on('error', reject).resume()
  })
  await new Promise((resolve) => { session.once('remoteSettings', resolve) })
  t.strictSame([await statusOf({}), await statusOf({ origin: A })], [403, 200])
})
