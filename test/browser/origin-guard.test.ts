/** Requests of the server's own pages in Chromium: what the origin guard allows, and what its own origin in `alsoAllow` adds. */
import websocket from '@fastify/websocket'
import Fastify, { type onRequestHookHandler } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../lib/index.ts'
import type { CorsOriginGuardOptions } from '../../types/fastify.ts'
import { listening } from '../listening.ts'
import { launchChromium } from './chromium.ts'

/** What a page of the server reaches on its own origin. */
interface Reached {
  /** The status of a POST with `fetch`. */
  readonly post: number
  /** The first message of a WebSocket. */
  readonly message: string
}

const browser = await launchChromium()
t.teardown(() => browser.close())

async function reached (ownOrigin: (port: number) => CorsOriginGuardOptions): Promise<Reached> {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(websocket)
  await app.register(corsPlugin, { origins: ['https://a.test'], credentials: true })
  const guards: onRequestHookHandler[] = []
  // The port of the server is part of its origin.
  const onRequest: onRequestHookHandler = function (...args) { guards[0]!.apply(this, args) }
  app.get('/', async (_request, reply) => reply.type('text/html').send('<p>page</p>'))
  app.post('/vote', { onRequest }, async () => 'counted')
  app.get('/chat', { websocket: true, onRequest }, (socket) => { socket.send('welcome') })
  const { port, close } = await listening(app)
  guards.push(app.cors.originGuard(ownOrigin(port)))
  const page = await browser.newPage()
  try {
    await page.goto(`http://localhost:${port}/`)
    return await page.evaluate(async () => ({
      post: (await fetch('/vote', { method: 'POST' })).status,
      message: await new Promise<string>((resolve) => {
        const socket = new WebSocket(new URL('/chat', location.href.replace('http', 'ws')))
        socket.onmessage = ({ data }) => { resolve(String(data)) }
        socket.onerror = () => { resolve('rejected') }
      })
    }))
  } finally {
    await page.close()
    await close()
  }
}

await t.test('a WebSocket to the own origin has no Sec-Fetch-Site, so it needs the own origin in alsoAllow', async (t) => {
  t.strictSame(await reached(() => ({})), { post: 200, message: 'rejected' })
  t.strictSame(await reached((port) => ({ alsoAllow: [`http://localhost:${port}`] })), { post: 200, message: 'welcome' })
})
