/** A gateway that opens the WebSocket itself: without `Origin`, the guard behind it allows nobody, unless the application says so. */
import httpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsOriginGuardOptions } from '../../../types/fastify.ts'
import { listening } from '../../listening.ts'

const A = 'https://a.test'
const EVIL = 'https://evil.test'

async function upstream (t: Test, options?: CorsOriginGuardOptions): Promise<number> {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(websocket)
  await app.register(corsPlugin, { origins: [A], credentials: true })
  app.get('/chat', { websocket: true, onRequest: app.cors.originGuard(options) }, (socket, { headers }) => { socket.send(`welcome ${headers.cookie}`) })
  return (await listening(app, { t })).port
}

async function gateway (t: Test, port: number, options: Partial<FastifyHttpProxyOptions> = {}, prepare: (app: FastifyInstance) => Promise<void> = async () => {}): Promise<number> {
  const app = Fastify({ forceCloseConnections: true })
  await prepare(app)
  await app.register(httpProxy, { upstream: `http://127.0.0.1:${port}`, websocket: true, ...options })
  return (await listening(app, { t })).port
}

/** The first message of the WebSocket, or `closed`. */
function dial (port: number, origin: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`, { headers: { origin, cookie: 'session=1' } })
    socket.on('message', (message: Buffer) => {
      resolve(message.toString())
      socket.terminate()
    })
    socket.on('error', () => {}).on('close', () => { resolve('closed') })
  })
}

const results = (port: number): Promise<string[]> => Promise.all([dial(port, A), dial(port, EVIL)])

t.test('the guard rejects WebSockets of a gateway that drops Origin', async (t) => {
  t.strictSame(await results(await gateway(t, await upstream(t))), ['closed', 'closed'])
})

t.test('with allowMissingOrigin, every origin can use the gateway', async (t) => {
  t.strictSame(await results(await gateway(t, await upstream(t, { allowMissingOrigin: true }))), ['welcome session=1', 'welcome session=1'])
})

t.test('a gateway that forwards Origin opens WebSockets for allowed origins only', async (t) => {
  // Its types do not have this option, which its documentation has.
  const wsClientOptions: object = {
    rewriteRequestHeaders: (headers: object, { headers: { cookie, origin } }: FastifyRequest) => ({ ...headers, cookie, origin })
  }
  t.strictSame(await results(await gateway(t, await upstream(t), { wsClientOptions })), ['welcome session=1', 'closed'])
})

t.test('a guard on the gateway opens WebSockets for allowed origins only', async (t) => {
  const port = await gateway(t, await upstream(t, { allowMissingOrigin: true }), {}, async (app) => {
    await app.register(corsPlugin, { origins: [A], credentials: true })
    app.addHook('onRequest', app.cors.originGuard())
  })
  t.strictSame(await results(port), ['welcome session=1', 'closed'])
})
