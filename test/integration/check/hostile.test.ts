/** Servers that mean ill, or are broken: the check ends, and leaves nothing behind. */
import { createServer as createHttp, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { checkEndpoint, UnreachableError } from '../../../lib/check.ts'
import { wordsOf } from '../../../lib/check/failure-words.ts'
import { HttpClient } from '../../../lib/check/http-client.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { certificate } from './certificate.ts'

const APP = 'https://app.example.com'
const FAST: CheckOptions = { allowedOrigins: [APP], rate: 100_000 }

/** With servers that take their time: fewer requests every day. */
const FEW: CheckOptions = { ...FAST, ...!isLong && { maxRequests: 20 } }

/** Milliseconds, for a server that does not answer at all. */
const SHORT = 50

/** Milliseconds, for a server that answers at first: so many that a busy machine has the first answer in time. */
const ENOUGH = 1000

const unhandled: unknown[] = []
process.on('unhandledRejection', reason => unhandled.push(reason))
process.on('uncaughtException', reason => unhandled.push(reason))

/** A server of bytes. */
function bytes (t: Test, onRequest: (socket: Socket, count: number) => void): Promise<string> {
  let count = 0
  const server = createServer(socket => {
    socket.on('error', () => {}).on('data', () => onRequest(socket, ++count))
  })
  return listen(t, server)
}

/** The connections to each server that are open, by its URL. */
const connections = new Map<string, Set<Socket>>()

/** Waits until no connection is open, so that nothing more can be sent; for some seconds, where one stays. */
async function hungUp (url: string): Promise<void> {
  const late = delay(10_000, undefined, { ref: false })
  // Some come while others are waited for: the server has not yet accepted them when the check ends.
  for (const socket of connections.get(url)!) await Promise.race([late, new Promise(resolve => socket.once('close', resolve))])
}

async function listen (t: Test, server: Server, onClose = () => {}, scheme = 'http', host = '127.0.0.1'): Promise<string> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => { open.add(socket.on('close', () => open.delete(socket))) })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    onClose()
    for (const socket of open) socket.destroy()
    return new Promise(resolve => server.close(resolve))
  })
  const url = `${scheme}://${host}:${(server.address() as AddressInfo).port}/`
  connections.set(url, open)
  return url
}

const OK = 'HTTP/1.1 200 OK\r\n'

/** Sends on, as fast as the other side reads. */
function forEver (socket: Socket, text: string): void {
  const send = (): void => {
    while (!socket.destroyed && socket.write(text, 'latin1')) { /* more */ }
    if (!socket.destroyed) socket.once('drain', send)
  }
  send()
}

/** What it does with each request, how the check ends (with words, or with a report), and how long it waits for an answer. */
const rows: Array<[name: string, onRequest: (socket: Socket, count: number) => void, ends: RegExp | null, timeout?: number]> = [
  ['never answers', () => {}, /^no answer in time$/, SHORT],
  ['answers byte by byte', socket => {
    const timer = setInterval(() => { if (socket.destroyed) clearInterval(timer); else socket.write('H') }, 20)
    socket.write('HTTP/1.1 200 ')
  }, /^no answer in time$/, 3 * SHORT],
  ['sends the first answer, and no other', (socket, count) => { if (count === 1) socket.write(`${OK}Content-Length: 0\r\n\r\n`) }, null, ENOUGH],
  ['sends header lines for ever', socket => { socket.write(OK); forEver(socket, 'X-More: and more\r\n'.repeat(500)) }, /^the header lines of the answer are too many$/],
  ['sends one header line for ever', socket => { socket.write(`${OK}X-More: `); forEver(socket, 'a'.repeat(1000)) }, /^the header lines of the answer are too many$/],
  ['sends informational answers for ever', socket => forEver(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'), /^no answer in time$|^the answer is no HTTP$|^the server hangs up$/, 3 * SHORT],
  ['sends hints before the answer', socket => { socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}Content-Length: 0\r\n\r\n`) }, null],
  ['sends a body for ever', socket => { socket.write(`${OK}Content-Length: 99999999999\r\n\r\n`); forEver(socket, 'a'.repeat(1000)) }, null],
  ['drips a body', socket => {
    socket.write(`${OK}Content-Type: text/event-stream\r\n\r\n`)
    const timer = setInterval(() => { if (socket.destroyed) clearInterval(timer); else socket.write('data: x\n\n') }, 20)
  }, null],
  ['has no status line', socket => socket.end('hello\r\n\r\n'), /^the answer is no HTTP$/],
  ['has a status that is none', socket => socket.end('HTTP/1.1 banana OK\r\n\r\n'), /^the answer is no HTTP$/],
  ['says another length than it sends', socket => socket.end(`${OK}Content-Length: 500\r\n\r\nshort`), null],
  ['says two lengths', socket => socket.end(`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort`), /^the answer is no HTTP$/],
  ['sends more than it says', socket => { socket.write(`${OK}Content-Length: 1\r\n\r\nlong HTTP/1.1 200 OK\r\n\r\n`) }, null],
  ['closes at once', socket => socket.destroy(), /^the server hangs up$/],
  ['closes after the status line', socket => socket.end(OK), /^the server hangs up$|^the answer is no HTTP$/],
  ['sends thousands of cookies', socket => { socket.write(`${OK}Content-Length: 0\r\n${'Set-Cookie: a=b\r\n'.repeat(3000)}\r\n`) }, null],
  ['sends too many cookies', socket => { socket.write(`${OK}Content-Length: 0\r\n${'Set-Cookie: a=b\r\n'.repeat(9000)}\r\n`) }, /^the header lines of the answer are too many$/],
  ['redirects to itself', socket => { socket.write('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n') }, null],
  ['redirects elsewhere', socket => { socket.write('HTTP/1.1 301 Gone\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n') }, null],
  ['upgrades unasked', socket => { socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n') }, /^the server hangs up$/],
  ['has control characters in a value', socket => socket.end(`${OK}Access-Control-Allow-Origin: \x01\x02\r\nContent-Length: 0\r\n\r\n`, 'latin1'), /^the answer is no HTTP$/],
  ['has a line break of its own in a value', socket => socket.end(`${OK}X: a\rb\r\nContent-Length: 0\r\n\r\n`), /^the answer is no HTTP$/],
  ['has a NUL in a value', socket => socket.end(`${OK}X: a\0b\r\nContent-Length: 0\r\n\r\n`), /^the answer is no HTTP$/]
]

for (const [name, onRequest, ends, timeout] of rows) {
  t.test(`a server that ${name}`, async t => {
    const url = await bytes(t, onRequest)
    const outcome: object = await checkEndpoint(url, { ...FEW, ...timeout !== undefined && { timeout } }).catch((error: Error) => error)
    if (ends === null) t.hasProp(outcome, 'findings')
    else {
      t.type(outcome, UnreachableError, String(outcome))
      t.match((outcome as Error).message, ends)
    }
    await hungUp(url)
    t.equal(connections.get(url)?.size, 0, 'no connection stays')
  })
}

t.test('bytes above 0x7f are handed over as they are, one character each', async t => {
  const url = await bytes(t, socket => { socket.write(Buffer.from(`${OK}X-Bytes: \xe9\xff\x80 ok\r\nx-bytes: 2\r\nContent-Length: 0\r\n\r\n`, 'latin1')) })
  const sender = new HttpClient(new URL(url).origin, FAST)
  t.strictSame(await sender.send({ method: 'GET', url, headers: [['Origin', '\xe9']] }), { answer: { status: 200, headers: [['X-Bytes', '\xe9\xff\x80 ok'], ['x-bytes', '2'], ['Content-Length', '0']] } })
  await sender.close()
})

t.test('a server that asks to be left alone is, and nothing more is sent', async t => {
  let count = 0
  const url = await listen(t, createHttp((_request, response) => response.writeHead(++count < 10 ? 200 : 429).end()))
  const progress: number[] = []
  const { isComplete, unanswered, requests } = await checkEndpoint(url, { ...FAST, onProgress: done => progress.push(done) })
  const [sent, told] = [count, progress.length]
  await hungUp(url)
  await nextTurn()
  t.ok(sent <= 14, `${sent} requests were sent`)
  t.equal(requests, sent)
  t.strictSame([count, progress.length], [sent, told], 'nothing is sent or told afterwards')
  t.equal(isComplete, false)
  t.strictSame(unanswered.map(({ reason }) => reason), [
    'the server asks to be left alone (429): try a lower rate, and a longer time', 'not sent, as the server asks to be left alone (429): try a lower rate, and a longer time'
  ])
  await t.rejects(checkEndpoint(url, FAST), { constructor: UnreachableError, message: /429/ }, 'where the first answer says so')
})

t.test('a refused connection, a host without an address and a certificate of nobody are said', async t => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  await t.rejects(checkEndpoint(`http://127.0.0.1:${port}/`, FAST), { message: 'the connection is refused' })
  await t.rejects(checkEndpoint('http://nobody.invalid/', FAST), { message: /^the host has no address/ })
  const secure = await listen(t, createHttps(certificate(), (_request, response) => response.end('{}')), () => {}, 'https', 'localhost')
  await t.rejects(checkEndpoint(secure, FAST), { constructor: UnreachableError, message: 'the certificate is signed by the server itself' })
  t.hasProp(await checkEndpoint(secure, { ...FAST, insecure: true }), 'findings')
  const bare = await listen(t, createHttp((_request, response) => response.end('{}')), () => {}, 'https', 'localhost')
  await t.rejects(checkEndpoint(bare, FAST), { constructor: UnreachableError, message: 'the server does not speak TLS as it should' })
})

t.test('HTTP/2 is spoken where it is asked for', async t => {
  const versions = new Set<string>()
  const http2 = await import('node:http2')
  const sessions = new Set<{ destroy (): void }>()
  const server = http2.createSecureServer({ ...certificate(), allowHTTP1: true }, (request, response) => {
    versions.add(request.httpVersion)
    response.setHeader('x-bytes', '\xe9')
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.end('{}')
  })
  server.on('session', session => sessions.add(session))
  const url = await listen(t, server, () => { for (const session of sessions) session.destroy() }, 'https', 'localhost')
  for (const [isHttp2, version] of [[true, '2.0'], [false, '1.1']] as const) {
    versions.clear()
    t.hasProp(await checkEndpoint(url, { ...FAST, insecure: true, http2: isHttp2 }), 'findings')
    t.strictSame([...versions], [version])
  }
  const sender = new HttpClient(new URL(url).origin, { insecure: true, http2: true })
  const outcome = await sender.send({ method: 'GET', url, headers: [] })
  const lines = 'answer' in outcome ? outcome.answer.headers : []
  t.strictSame(lines.filter(([name]) => name === 'set-cookie' || name === 'x-bytes'), [['x-bytes', '\xe9'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']])
  await sender.close()
})

t.test('the signal ends the check, before and while it runs', async t => {
  let count = 0
  const url = await listen(t, createHttp((_request, response) => { count++; response.end() }))
  await t.rejects(checkEndpoint(url, { ...FAST, signal: AbortSignal.abort(new Error('never mind')) }), { message: 'never mind' })
  t.equal(count, 0)
  const controller = new AbortController()
  const check = checkEndpoint(url, { ...FAST, signal: controller.signal, onProgress: done => { if (done === 5) controller.abort(new Error('enough')) } })
  await t.rejects(check, { message: 'enough' })
  const sent = count
  await hungUp(url)
  await nextTurn()
  t.equal(count, sent)
  t.ok(sent < 15, `${sent} requests were sent`)
})

t.test('an error of the progress callback is the check\'s', async t => {
  const url = await listen(t, createHttp((_request, response) => response.end()))
  await t.rejects(checkEndpoint(url, { ...FAST, onProgress: () => { throw new Error('of the caller') } }), { message: 'of the caller' })
})

t.test('resolve leads a host elsewhere, and the host is still named', async t => {
  const hosts = new Set<string | undefined>()
  const url = await listen(t, createHttp((request, response) => { hosts.add(request.headers.host); response.end() }), () => {}, 'http', 'api.example.com')
  t.hasProp(await checkEndpoint(url, { ...FAST, resolve: '127.0.0.1' }), 'findings')
  t.strictSame([...hosts], [new URL(url).host])
  t.type(await checkEndpoint('http://api.example.com:1/', { ...FAST, resolve: '::1' }).catch((error: unknown) => error), UnreachableError)
})

t.test('no more requests than allowed, no faster than allowed, and four at a time', async t => {
  let [count, most] = [0, 0]
  const waiting: ServerResponse[] = []
  const url = await listen(t, createHttp((_request, response) => {
    count++
    most = Math.max(most, waiting.push(response))
    // The first is sent alone. All others wait until there are four, and a moment longer, or until no more come.
    const answer = () => { for (const response of waiting.splice(0)) response.end() }
    if (count === 1) answer()
    else setTimeout(answer, waiting.length < 4 ? 50 : 5)
  }))
  const few = await checkEndpoint(url, { ...FAST, maxRequests: 10 })
  t.strictSame([few.requests, count], [10, 10])
  t.match(few.probes.find(({ id }) => id === 'plain-options')?.unanswered, /^not sent/)
  const start = performance.now()
  await checkEndpoint(url, { ...FAST, maxRequests: 21, rate: 100 })
  const took = performance.now() - start
  t.ok(took > 190, `20 intervals of 10 ms take ${Math.round(took)} ms`)
  await checkEndpoint(url, FAST)
  t.equal(most, 4)
})

t.test('nothing more is sent when the time is up, and the report says so', async t => {
  const maxTime = 100_000
  let count = 0
  let ahead = 0
  // The clock that is asked before each request, since a test does not wait for so long.
  const { now } = performance
  t.teardown(() => { performance.now = now })
  performance.now = () => now.call(performance) + ahead
  const url = await listen(t, createHttp((_request, response) => {
    if (++count === 8) ahead = maxTime
    response.end()
  }))
  const { requests, unanswered } = await checkEndpoint(url, { ...FAST, maxTime })
  t.ok(requests >= 8 && requests < 12, `${requests} requests, of which no more than three were under way when the time was up`)
  t.equal(requests, count)
  const notSent = unanswered.find(({ reason }) => reason === 'not sent, as the time is up')
  t.ok(notSent!.requests > 10)
  t.strictSame(unanswered.filter(one => one !== notSent).map(({ reason }) => reason).filter(reason => reason !== 'given up, as the time is up'), [])
  t.strictSame((await checkEndpoint(url, { ...FAST, maxRequests: 10 })).unanswered.map(({ reason }) => reason), ['not sent, as the most requests that are allowed have been sent'])
  t.strictSame((await checkEndpoint(url, FAST)).unanswered, [])
})

t.test('why no answer comes is said in words of our own', async t => {
  const failed = (code?: string) => Object.assign(new Error('<script>'), code !== undefined && { code })
  t.equal(wordsOf(new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')])), 'the connection is refused')
  t.equal(wordsOf(failed('EWHAT')), 'no answer (EWHAT)')
  t.equal(wordsOf(failed()), 'no answer (Error)')
  t.equal(wordsOf(failed('EPROTO')), 'the server does not speak TLS as it should')
})

t.test('nothing was left to nobody', async t => {
  await nextTurn()
  t.strictSame(unhandled, [])
})
