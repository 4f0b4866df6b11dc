/** `webSocket`: handshakes from allowed and untrusted origins, with several servers. */
import { createServer, type RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import websocket from '@fastify/websocket'
import Fastify from 'fastify'
import t from 'tap'
import { checkEndpoint, planRequests } from '../../../lib/check.ts'
import corsPlugin from '../../../lib/index.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { listening } from '../../listening.ts'
import { Silence } from './silence.ts'

const APP = 'https://app.example.com'
const OPTIONS: CheckOptions = { allowedOrigins: [APP], webSocket: true, rate: 100_000, timeout: 60_000, maxTime: 600_000 }

/** A Fastify server with @fastify/websocket, with or without the origin guard: the URL of its WebSocket. */
async function fastify (isGuarded: boolean): Promise<string> {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(corsPlugin, { origins: [APP], credentials: true })
  await app.register(websocket)
  await app.register(async app => {
    app.get('/live', { websocket: true, ...isGuarded && { onRequest: app.cors.originGuard() } }, socket => { socket.send('welcome') })
  })
  return `${(await listening(app, { t })).origin}/live`
}

/** A server that handles handshakes by a function, which gets the `Origin`. */
async function plain (upgrade: ((socket: Duplex, origin: string) => void) | undefined, listener: RequestListener = (_request, response) => { response.end() }): Promise<string> {
  const server = createServer(listener)
  if (upgrade !== undefined) server.on('upgrade', (request, socket) => upgrade(socket, request.headers.origin!))
  return `${(await listening(server, { t })).origin}/live`
}

const ACCEPT = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n'
const REFUSE = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

async function found (url: string, options: CheckOptions = {}): Promise<string[]> {
  const { findings, probes } = await checkEndpoint(url, { ...OPTIONS, ...options })
  t.equal(probes.find(({ id }) => id === 'web-sockets')!.findings, findings.filter(({ probe }) => probe === 'web-sockets').length)
  return findings.filter(({ probe }) => probe === 'web-sockets').map(({ id, severity, subject, actual, exchanges }) => {
    t.ok(exchanges.every(({ response, curl }) => response !== undefined && curl.includes('-m 5') && curl.includes('Upgrade: websocket')))
    return `${severity} ${id} ${subject}: ${actual.join()}`
  })
}

const [UNTRUSTED] = planRequests('http://a.test', OPTIONS).filter(({ headers }) => headers.some(([name]) => name === 'Upgrade')).map(({ headers }) => headers.find(([name]) => name === 'Origin')![1])

t.test('the origin guard blocks untrusted origins, and allows listed ones', async t => {
  t.strictSame(await found(await fastify(true)), [])
})

t.test('without the origin guard untrusted origins can open a WebSocket', async t => {
  const url = await fastify(false)
  t.strictSame(await found(url), [`warning websocket-without-guard ${UNTRUSTED}: status 101`])
  t.strictSame(await found(url, { credentials: true }), [`error websocket-without-guard ${UNTRUSTED}: status 101`])
  t.strictSame(await found(url, { headers: { Cookie: 'session=1' } }), [`error websocket-without-guard ${UNTRUSTED}: status 101`])
  t.strictSame(await found(url, { allowedOrigins: [] }), [`warning websocket-without-guard ${UNTRUSTED}: status 101`])
})

t.test('a rejected handshake from an allowed origin is reported', async t => {
  t.strictSame(await found(await plain(socket => { socket.end(REFUSE) })), [`error websocket-is-refused ${APP}: status 403`])
  t.strictSame(await found(await plain(undefined)), [`error websocket-is-refused ${APP}: status 200`], 'the URL has no WebSocket')
})

t.test('a WebSocket URL that rejects plain GET requests is not a fault', async t => {
  const only = (status: number) => plain((socket, origin) => {
    if (origin === APP) socket.write(ACCEPT)
    else socket.end(REFUSE)
  }, (_request, response) => { response.writeHead(status).end() })
  for (const [status, options, ids] of [[426, {}, ['info endpoint-has-no-get']], [404, {}, ['info endpoint-has-no-get']], [426, { webSocket: false }, ['error cors-missing']]] as const) {
    const { findings } = await checkEndpoint(await only(status), { ...OPTIONS, ...options })
    t.strictSame(findings.filter(({ area }) => area === 'access').map(({ severity, id }) => `${severity} ${id}`), ids)
  }
})

t.test('a server that does not respond to handshakes, or sends endless data, does not delay the check', async t => {
  const silence = new Silence(t)
  t.strictSame(await found(await plain(() => { silence.add() }), silence.options), [])
  t.strictSame(await found(await plain(socket => { socket.destroy() })), [])
  const opened = new Set<string>()
  const endless = await plain((socket, origin) => {
    opened.add(origin)
    socket.on('error', () => {})
    socket.write(ACCEPT)
    const timer = setInterval(() => socket.write('x'.repeat(10_000)), 1)
    socket.on('close', () => clearInterval(timer))
  })
  t.strictSame(await found(endless), [`warning websocket-without-guard ${UNTRUSTED}: status 101`])
  t.equal(opened.size, 2)
})

t.test('no handshake is sent without the webSocket option', async t => {
  let handshakes = 0
  const url = await plain(socket => {
    handshakes++
    socket.end(REFUSE)
  })
  t.strictSame(await found(url, { webSocket: false }), [])
  t.equal(handshakes, 0)
})
