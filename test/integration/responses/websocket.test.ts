/** CORS does not apply to WebSockets, the origin guard does: with @fastify/websocket and a client over a socket. */
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { WebSocket } from 'ws'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyChoice, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsOriginGuardOptions } from '../../../types/fastify.ts'
import { listening, overHttp1 } from './exchange.ts'

const A = 'https://a.test'
const EVIL = 'https://evil.test'
const LIST: CorsPolicyDocument = {
  origins: [A, 'https://*.a.test'], credentials: true, policies: { open: { origins: '*' } }
}

interface Chat {
  readonly options?: CorsOriginGuardOptions
  readonly cors?: CorsPolicyChoice
}

/** One WebSocket that greets, and a simple request that changes state, both behind the guard. */
function chat ({ options, cors }: Chat = {}, isOursFirst = true): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true })
  if (isOursFirst) app.register(corsPlugin, LIST)
  app.register(websocket)
  if (!isOursFirst) app.register(corsPlugin, LIST)
  app.register(async (app) => {
    const config = cors === undefined ? {} : { cors }
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

const ROWS: ReadonlyArray<readonly [name: string, headers: Record<string, string>, isAllowed: boolean, chat?: Chat]> = [
  ['an allowed origin', { origin: A }, true],
  ['an origin that a wildcard allows', { origin: 'https://x.a.test' }, true],
  ['no origin, so no page', {}, true],
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
  ['no origin where the route has no CORS', {}, true, { cors: false }],
  ['an origin in alsoAllow on a route with CORS disabled', { origin: EXTENSION }, true, { ...ALSO, cors: false }]
]

for (const isOursFirst of [true, false]) {
  t.test(`originGuard blocks untrusted origins for WebSockets and posts, registered ${isOursFirst ? 'before' : 'after'} @fastify/websocket`, async (t) => {
    const apps = new Map<Chat | undefined, { port: number, ask: Awaited<ReturnType<typeof overHttp1>> }>()
    for (const [name, headers, isAllowed, kind] of ROWS) {
      let app = apps.get(kind)
      if (app === undefined) {
        const ask = await overHttp1(t, chat(kind, isOursFirst))
        app = { ask, port: await listening(t, chat(kind, isOursFirst)) }
        apps.set(kind, app)
      }
      t.equal(await dial(app.port, '/chat', headers), isAllowed ? 'welcome' : 403, name)
      const vote = await app.ask({ method: 'POST', url: '/vote', headers })
      t.equal(vote.status, isAllowed ? 200 : 403, `${name}, by a simple request`)
      t.equal(vote.body === 'counted', isAllowed)
    }
  })
}

t.test('without originGuard, any origin can open a WebSocket', async (t) => {
  const port = await listening(t, chat())
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
