/** Hostile and broken servers: the check ends, and leaves no connections and unhandled errors behind. */
import { createServer as createHttp, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { checkEndpoint, UnreachableError } from '../../../lib/check.ts'
import { noResponseReason } from '../../../lib/check/no-response-reasons.ts'
import { HttpClient } from '../../../lib/check/http-client.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { listening } from '../../listening.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { certificate } from './certificate.ts'

const APP = 'https://app.example.com'
const FAST: CheckOptions = { allowedOrigins: [APP], rate: 100_000 }

/** For slow servers: fewer requests, except in long test runs. */
const FEW: CheckOptions = { ...FAST, ...!isLong && { maxRequests: 20 } }

/** Timeout in milliseconds for a server that never responds. */
const SHORT = 50

/** Timeout in milliseconds for a server that responds at first: long enough for the first response on a busy machine. */
const ENOUGH = 1000

const unhandled: unknown[] = []
process.on('unhandledRejection', reason => unhandled.push(reason))
process.on('uncaughtException', reason => unhandled.push(reason))

/** A server that writes raw bytes. */
function bytes (t: Test, onRequest: (socket: Socket, count: number) => void): Promise<string> {
  let count = 0
  const server = createServer(socket => {
    socket.on('error', () => {}).on('data', () => onRequest(socket, ++count))
  })
  return urlOf(t, server)
}

/** Open connections by the URL of the server. */
const connections = new Map<string, ReadonlySet<Socket>>()

/** Waits until all connections are closed, so that nothing more can be sent. A test that waits in vain ends by its own timeout. */
async function allClosed (url: string): Promise<void> {
  // The server may accept more connections during the loop, which were not yet accepted when the check ended.
  for (const socket of connections.get(url)!) await new Promise(resolve => socket.once('close', resolve))
}

async function urlOf (t: Test, server: Server, scheme = 'http', host = '127.0.0.1'): Promise<string> {
  const { port, connections: open } = await listening(server, { t })
  const url = `${scheme}://${host}:${port}/`
  connections.set(url, open)
  return url
}

const OK = 'HTTP/1.1 200 OK\r\n'

/** Sends a text repeatedly, as fast as the other side reads. */
function forEver (socket: Socket, text: string): void {
  const send = (): void => {
    while (!socket.destroyed && socket.write(text, 'latin1')) { /* more */ }
    if (!socket.destroyed) socket.once('drain', send)
  }
  send()
}

/** Title, behavior for each request, expected reason of the error or null for a report, and timeout of the check. */
const rows: Array<[name: string, onRequest: (socket: Socket, count: number) => void, ends: RegExp | null, timeout?: number]> = [
  ['never responds', () => {}, /^no response within the timeout$/, SHORT],
  ['responds byte by byte', socket => {
    const timer = setInterval(() => { if (socket.destroyed) clearInterval(timer); else socket.write('H') }, 20)
    socket.write('HTTP/1.1 200 ')
  }, /^no response within the timeout$/, 3 * SHORT],
  ['sends only the first response', (socket, count) => { if (count === 1) socket.write(`${OK}Content-Length: 0\r\n\r\n`) }, null, ENOUGH],
  ['sends endless header lines', socket => { socket.write(OK); forEver(socket, 'X-More: and more\r\n'.repeat(500)) }, /^the headers of the response are too large$/],
  ['sends an endless header line', socket => { socket.write(`${OK}X-More: `); forEver(socket, 'a'.repeat(1000)) }, /^the headers of the response are too large$/],
  ['sends endless informational responses', socket => forEver(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'), /^no response within the timeout$|^the response is not valid HTTP$|^the server closed the connection$/, 3 * SHORT],
  ['sends early hints before the response', socket => { socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}Content-Length: 0\r\n\r\n`) }, null],
  ['sends an endless body', socket => { socket.write(`${OK}Content-Length: 99999999999\r\n\r\n`); forEver(socket, 'a'.repeat(1000)) }, null],
  ['sends a body slowly', socket => {
    socket.write(`${OK}Content-Type: text/event-stream\r\n\r\n`)
    const timer = setInterval(() => { if (socket.destroyed) clearInterval(timer); else socket.write('data: x\n\n') }, 20)
  }, null],
  ['has no status line', socket => socket.end('hello\r\n\r\n'), /^the response is not valid HTTP$/],
  ['has an invalid status', socket => socket.end('HTTP/1.1 banana OK\r\n\r\n'), /^the response is not valid HTTP$/],
  ['sends less than its Content-Length', socket => socket.end(`${OK}Content-Length: 500\r\n\r\nshort`), null],
  ['sends two Content-Length headers', socket => socket.end(`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort`), /^the response is not valid HTTP$/],
  ['sends more than its Content-Length', socket => { socket.write(`${OK}Content-Length: 1\r\n\r\nlong HTTP/1.1 200 OK\r\n\r\n`) }, null],
  ['closes the connection at once', socket => socket.destroy(), /^the server closed the connection/],
  ['closes the connection after the status line', socket => socket.end(OK), /^the server closed the connection|^the response is not valid HTTP$/],
  ['sends thousands of cookies', socket => { socket.write(`${OK}Content-Length: 0\r\n${'Set-Cookie: a=b\r\n'.repeat(3000)}\r\n`) }, null],
  ['sends too many cookies', socket => { socket.write(`${OK}Content-Length: 0\r\n${'Set-Cookie: a=b\r\n'.repeat(9000)}\r\n`) }, /^the headers of the response are too large$/],
  ['redirects to itself', socket => { socket.write('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n') }, null],
  ['redirects to another host', socket => { socket.write('HTTP/1.1 301 Gone\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n') }, null],
  ['upgrades without a request to do so', socket => { socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n') }, /^the server closed the connection/],
  ['has control characters in a value', socket => socket.end(`${OK}Access-Control-Allow-Origin: \x01\x02\r\nContent-Length: 0\r\n\r\n`, 'latin1'), /^the response is not valid HTTP$/],
  ['has a carriage return in a value', socket => socket.end(`${OK}X: a\rb\r\nContent-Length: 0\r\n\r\n`), /^the response is not valid HTTP$/],
  ['has a NUL in a value', socket => socket.end(`${OK}X: a\0b\r\nContent-Length: 0\r\n\r\n`), /^the response is not valid HTTP$/]
]

for (const [name, onRequest, ends, timeout] of rows) {
  t.test(`a server that ${name}`, async t => {
    const url = await bytes(t, onRequest)
    // Each four requests wait for the timeout.
    const waiting = { timeout, ...timeout === ENOUGH && !isLong && { maxRequests: 8 } }
    const outcome: object = await checkEndpoint(url, { ...FEW, ...timeout !== undefined && waiting }).catch((error: Error) => error)
    if (ends === null) t.hasProp(outcome, 'findings')
    else {
      t.type(outcome, UnreachableError, String(outcome))
      t.match(outcome, { name: 'UnreachableError', code: 'FST_CORS_CHECK_UNREACHABLE' })
      t.match((outcome as Error).message, ends)
    }
    await allClosed(url)
    t.equal(connections.get(url)?.size, 0, 'no connection stays open')
  })
}

t.test('bytes above 0x7f in headers are decoded as one character each', async t => {
  const url = await bytes(t, socket => { socket.write(Buffer.from(`${OK}X-Bytes: \xe9\xff\x80 ok\r\nx-bytes: 2\r\nContent-Length: 0\r\n\r\n`, 'latin1')) })
  const client = new HttpClient(new URL(url).origin, FAST)
  t.strictSame(await client.send({ method: 'GET', url, headers: [['Origin', '\xe9']] }), { response: { status: 200, headers: [['X-Bytes', '\xe9\xff\x80 ok'], ['x-bytes', '2'], ['Content-Length', '0']] } })
  await client.close()
})

t.test('after a response with status 429 nothing more is sent', async t => {
  let count = 0
  const url = await urlOf(t, createHttp((_request, response) => response.writeHead(++count < 10 ? 200 : 429).end()))
  const progress: number[] = []
  const { isComplete, requestsWithoutResponse, requests } = await checkEndpoint(url, { ...FAST, onProgress: done => progress.push(done) })
  const [sent, reported] = [count, progress.length]
  await allClosed(url)
  await nextTurn()
  t.ok(sent <= 14, `${sent} requests were sent`)
  t.equal(requests, sent)
  t.strictSame([count, progress.length], [sent, reported], 'nothing is sent and no progress is reported afterwards')
  t.equal(isComplete, false)
  t.strictSame(requestsWithoutResponse.map(({ reason }) => reason), [
    'the server responded with 429 (too many requests): use a lower rate and a longer maximum time',
    'not sent, because the server responded with 429 (too many requests): use a lower rate and a longer maximum time'
  ])
  await t.rejects(checkEndpoint(url, FAST), { constructor: UnreachableError, message: /429/ }, 'an error if the first response has status 429')
})

t.test('a refused connection, an unknown host and an untrusted certificate have their own messages', async t => {
  const { origin, close } = await listening(createServer())
  await close()
  await t.rejects(checkEndpoint(`${origin}/`, FAST), { message: 'the server refused the connection' })
  await t.rejects(checkEndpoint('http://unknown.invalid/', FAST), { message: /^the DNS lookup / })
  const secure = await urlOf(t, createHttps(certificate(), (_request, response) => response.end('{}')), 'https', 'localhost')
  await t.rejects(checkEndpoint(secure, FAST), { constructor: UnreachableError, message: 'the certificate is self-signed, which the option insecure accepts' })
  t.hasProp(await checkEndpoint(secure, { ...FAST, insecure: true }), 'findings')
  const bare = await urlOf(t, createHttp((_request, response) => response.end('{}')), 'https', 'localhost')
  await t.rejects(checkEndpoint(bare, FAST), { constructor: UnreachableError, message: 'the server does not use TLS on this port: use a URL with http' })
  await t.rejects(checkEndpoint(secure.replace('https', 'http'), FAST), { constructor: UnreachableError, message: 'the server closed the connection: if it uses TLS on this port, use a URL with https' })
  const http2 = await import('node:http2')
  const modern = await urlOf(t, http2.createSecureServer({ ...certificate(), allowHTTP1: false }, (_request, response) => { response.end('{}') }), 'https', 'localhost')
  await t.rejects(checkEndpoint(modern, { ...FAST, insecure: true }), { constructor: UnreachableError, message: 'the server supports only HTTP/2, which the option http2 allows' })
})

t.test('HTTP/2 is used if the option is set', async t => {
  const versions = new Set<string>()
  const http2 = await import('node:http2')
  const server = http2.createSecureServer({ ...certificate(), allowHTTP1: true }, (request, response) => {
    versions.add(request.httpVersion)
    response.setHeader('x-bytes', '\xe9')
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.end('{}')
  })
  const url = await urlOf(t, server, 'https', 'localhost')
  for (const [isHttp2, version] of [[true, '2.0'], [false, '1.1']] as const) {
    versions.clear()
    t.hasProp(await checkEndpoint(url, { ...FAST, insecure: true, http2: isHttp2 }), 'findings')
    t.strictSame([...versions], [version])
  }
  const client = new HttpClient(new URL(url).origin, { insecure: true, http2: true })
  const outcome = await client.send({ method: 'GET', url, headers: [] })
  const lines = 'response' in outcome ? outcome.response.headers : []
  t.strictSame(lines.filter(([name]) => name === 'set-cookie' || name === 'x-bytes'), [['x-bytes', '\xe9'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']])
  await client.close()
})

t.test('the signal aborts the check before and while it runs', async t => {
  let count = 0
  const url = await urlOf(t, createHttp((_request, response) => { count++; response.end() }))
  await t.rejects(checkEndpoint(url, { ...FAST, signal: AbortSignal.abort(new Error('never mind')) }), { message: 'never mind' })
  t.equal(count, 0)
  const controller = new AbortController()
  const check = checkEndpoint(url, { ...FAST, signal: controller.signal, onProgress: done => { if (done === 5) controller.abort(new Error('enough')) } })
  await t.rejects(check, { message: 'enough' })
  const sent = count
  await allClosed(url)
  await nextTurn()
  t.equal(count, sent)
  t.ok(sent < 15, `${sent} requests were sent`)
})

t.test('an error of the progress callback rejects the check', async t => {
  const url = await urlOf(t, createHttp((_request, response) => response.end()))
  await t.rejects(checkEndpoint(url, { ...FAST, onProgress: () => { throw new Error('of the caller') } }), { message: 'of the caller' })
})

t.test('resolve connects to another address, and the Host header stays', async t => {
  const hosts = new Set<string | undefined>()
  const url = await urlOf(t, createHttp((request, response) => { hosts.add(request.headers.host); response.end() }), 'http', 'api.example.com')
  t.hasProp(await checkEndpoint(url, { ...FAST, resolve: '127.0.0.1' }), 'findings')
  t.strictSame([...hosts], [new URL(url).host])
  t.type(await checkEndpoint('http://api.example.com:1/', { ...FAST, resolve: '::1' }).catch((error: unknown) => error), UnreachableError)
})

t.test('maxRequests and rate limit the requests, and at most four are pending', async t => {
  let [count, most] = [0, 0]
  const waiting: ServerResponse[] = []
  const url = await urlOf(t, createHttp((_request, response) => {
    count++
    most = Math.max(most, waiting.push(response))
    // The first is sent alone. All others wait until four are pending, or no more arrive, and a moment longer.
    const respond = () => { for (const response of waiting.splice(0)) response.end() }
    if (count === 1) respond()
    else setTimeout(respond, waiting.length < 4 ? 50 : 5)
  }))
  const few = await checkEndpoint(url, { ...FAST, maxRequests: 10 })
  t.strictSame([few.requests, count], [10, 10])
  t.match(few.probes.find(({ id }) => id === 'plain-options')?.noResponse, /^not sent/)
  const start = performance.now()
  await checkEndpoint(url, { ...FAST, maxRequests: 21, rate: 100 })
  const took = performance.now() - start
  t.ok(took > 190, `20 intervals of 10 ms take ${Math.round(took)} ms`)
  await checkEndpoint(url, FAST)
  t.equal(most, 4)
})

t.test('after the time limit nothing more is sent, and the report has the reason', async t => {
  const maxTime = 100_000
  let count = 0
  let ahead = 0
  // The test moves the clock that the check reads before each request, instead of waiting.
  const { now } = performance
  t.teardown(() => { performance.now = now })
  performance.now = () => now.call(performance) + ahead
  const url = await urlOf(t, createHttp((_request, response) => {
    if (++count === 8) ahead = maxTime
    response.end()
  }))
  const { requests, requestsWithoutResponse } = await checkEndpoint(url, { ...FAST, maxTime })
  t.ok(requests >= 8 && requests < 12, `${requests} requests, of which at most three were pending at the time limit`)
  t.equal(requests, count)
  const notSent = requestsWithoutResponse.find(({ reason }) => reason === 'not sent, because the time limit is reached')
  t.ok(notSent!.requests > 10)
  // What was pending is canceled, or has a response by then that is not evaluated.
  t.strictSame(requestsWithoutResponse.filter(({ reason }) => !/^(?:not sent|canceled|not evaluated), because the time limit is reached$/.test(reason)), [])
  t.strictSame((await checkEndpoint(url, { ...FAST, maxRequests: 10 })).requestsWithoutResponse.map(({ reason }) => reason), ['not sent, because the maximum number of requests is reached'])
  t.strictSame((await checkEndpoint(url, FAST)).requestsWithoutResponse, [])
})

t.test('the reason for a missing response never contains texts of the server', async t => {
  const failed = (code?: string) => Object.assign(new Error('<script>'), code !== undefined && { code })
  t.equal(noResponseReason(new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')])), 'the server refused the connection')
  t.equal(noResponseReason(failed('EWHAT')), 'the request failed (EWHAT)')
  t.equal(noResponseReason(failed()), 'the request failed (Error)')
  t.equal(noResponseReason(failed('EPROTO')), 'the TLS handshake failed')
})

t.test('no error is unhandled', async t => {
  await nextTurn()
  t.strictSame(unhandled, [])
})
