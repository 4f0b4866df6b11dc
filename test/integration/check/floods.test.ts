/** Servers that send as much as they can: the check still ends, with a report of a bounded size, and work grows with what is sent. */
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { checkEndpoint, UnreachableError } from '../../../lib/check.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { shownFindings, type Heard, type Noticed } from '../../../lib/check/shown.ts'
import { readableHeaders } from '../../../lib/browser/exposed-headers.ts'
import { checkJson } from '../../../lib/reporters/check-json.ts'
import type { HeaderLine } from '../../../types/browser.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { assertLinear } from '../../growth.ts'

/** Bytes of header lines that the client takes. */
const ROOM = 62 * 1024

/** As many as there is room for. */
function fill (make: (i: number) => string, room = ROOM): string {
  const parts: string[] = []
  for (let [i, left] = [0, room]; ; i++) {
    const part = make(i)
    // The client does not count what stands between lines, and between name and value.
    left -= part.endsWith('\r\n') ? part.length - 4 : part.length
    if (left < 0) return parts.join('')
    parts.push(part)
  }
}

/** Header lines of an answer, by the number of the answer. */
const FLOODS: Readonly<Record<string, (count: number) => string>> = {
  '5,000 cookies': () => 'Set-Cookie: a=\r\n'.repeat(5000),
  'cookies of many names': () => fill(i => `Set-Cookie: c${i}=value-of-cookie-${i}\r\n`),
  'cookies that differ each time': count => fill(i => `Set-Cookie: c${count}-${i}=value-of-cookie-${count}-${i}\r\n`),
  'a cookie of many words': count => `Set-Cookie: a=${fill(i => `word${count}x${i} `).trim()}\r\n`,
  'a cookie of one long word': count => `Set-Cookie: a=${'a'.repeat(count)}${'a'.repeat(ROOM / 2)}\r\nX: ${'a'.repeat(ROOM / 2 - 1000)}\r\n`,
  'cookies that begin alike, and a text of their beginnings': () => `${fill(i => `Set-Cookie: a=aaaaaaaaaaaaaaaa${i}\r\n`, ROOM / 2)}X: ${'a'.repeat(ROOM / 2)}\r\n`,
  'names of headers': () => fill(i => `x${i.toString(36)}: \r\n`),
  'names that begin as those of CORS': () => fill(i => `access-control-${i.toString(36)}: \r\n`),
  'lines of Vary': () => fill(() => 'Vary: a\r\n'),
  'a long Vary': () => `Vary: ${fill(i => `a${i.toString(36)},`)}x\r\n`,
  'commas in Vary and Cache-Control': () => `Vary: ${','.repeat(ROOM / 2)}\r\nCache-Control: ${','.repeat(ROOM / 2)}\r\n`,
  'names of methods': () => `Access-Control-Allow-Methods: ${fill(i => `a${i.toString(36)},`)}x\r\n`,
  'names of allowed headers': () => `Access-Control-Allow-Headers: ${fill(i => `a${i.toString(36)},`)}x\r\n`,
  'names of exposed headers, and these': () => `Access-Control-Expose-Headers: ${fill(i => `y${i.toString(36)},`, ROOM / 2)}x\r\n${fill(i => `y${i.toString(36)}: \r\n`, ROOM / 2)}`,
  'lines of Access-Control-Allow-Origin': () => fill(() => 'Access-Control-Allow-Origin: *\r\n'),
  'directives of a Content-Security-Policy': () => `Content-Security-Policy: ${fill(i => `a${i.toString(36)};`)}x\r\n`,
  'features of a Permissions-Policy': () => `Permissions-Policy: ${fill(i => `a${i.toString(36)}=(),`)}x=()\r\n`,
  'parentheses in a Permissions-Policy': () => `Permissions-Policy: ${'a=(  '.repeat(ROOM / 5)}\r\n`,
  'bytes in an ETag': () => `ETag: "${'\xe9'.repeat(ROOM)}"\r\n`,
  'versions of a server': () => `Server: ${'1.1'.repeat(ROOM / 3)}\r\n`,
  'attributes of a cookie': () => `Set-Cookie: a=b${';x'.repeat(ROOM / 2)}\r\n`
}

/** Answers requests, each as soon as it has come, with its own origin allowed with credentials; returns the URL. */
async function serve (t: Test, answer: (socket: Socket, own: string, count: number) => void): Promise<string> {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer(socket => {
    let rest = ''
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket)).on('data', data => {
      const requests = `${rest}${data.toString('latin1')}`.split('\r\n\r\n')
      rest = requests.pop()!
      for (const request of requests) {
        const origin = /^origin: (.*)$/im.exec(request)?.[1]
        answer(socket, origin === undefined ? '' : `Access-Control-Allow-Origin: ${origin}\r\nAccess-Control-Allow-Credentials: true\r\n`, ++count)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise(resolve => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/b`
}

const OPTIONS: CheckOptions = {
  policy: { origins: Array.from({ length: 3 }, (_, i) => `https://a${i}.example.com`), credentials: true, methods: ['GET', 'PUT'], allowedHeaders: ['x-a'], exposedHeaders: ['x-b'] },
  headers: { 'X-Key': '0123456789abcdef' },
  rate: 100_000
}

for (const [what, flood] of Object.entries(FLOODS)) {
  t.test(`a server that floods the check with ${what} is reported on, in a few pages`, async t => {
    const url = await serve(t, (socket, own, count) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${flood(count)}${own}\r\n`, 'latin1'))
    const report = await checkEndpoint(url, OPTIONS)
    t.ok(report.requests > 80, `${report.requests} requests`)
    t.strictSame(report.probes.filter(({ unanswered }) => unanswered !== null), [])
    t.ok(report.findings.length < 1000, `${report.findings.length} findings`)
    const text = checkJson({ endpoints: [{ report, findings: report.findings, ignored: [], known: [] }], unreachable: [], baseline: undefined, isVerbose: true, failing: [] })
    t.ok(text.length < 10_000_000, `${text.length} characters`)
    t.notMatch(text, /value-of-cookie|word\d+x/)
  })
}

t.test('of thousands of cookies as many are looked at as browsers keep', async t => {
  const url = await serve(t, (socket, own, count) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${fill(i => `Set-Cookie: c${count}-${i}=1\r\n`)}${own}\r\n`))
  const { findings } = await checkEndpoint(url, OPTIONS)
  t.equal(new Set(findings.filter(({ probe }) => probe === 'cookies').map(({ subject }) => subject)).size, 180)
})

t.test('a server that is slow is given up when the time is up', async t => {
  const drip = (socket: Socket): void => {
    const timer = setInterval(() => { if (socket.destroyed) clearInterval(timer); else socket.write('X: a\r\n') }, 20)
  }
  const slow = { ...OPTIONS, timeout: 2_000_000, maxTime: 1500 }
  const whole = await serve(t, socket => { socket.write('HTTP/1.1 200 OK\r\n'); drip(socket) })
  await t.rejects(checkEndpoint(whole, slow), { constructor: UnreachableError, message: 'given up, as the time is up' })
  const later = await serve(t, (socket, own, count) => { socket.write(`HTTP/1.1 200 OK\r\n${own}`); if (count > 5) drip(socket); else socket.write('Content-Length: 0\r\n\r\n') })
  const { isComplete, unanswered, requests } = await checkEndpoint(later, slow)
  t.equal(isComplete, false)
  t.strictSame(unanswered, [{ reason: 'given up, as the time is up', requests: requests - 5 }, { reason: 'not sent, as the time is up', requests: unanswered[1]!.requests }])
  // Nobody waits for a turn that would come after the end.
  const { unanswered: [notSent] } = await checkEndpoint(await serve(t, (socket, own) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${own}\r\n`)), { ...OPTIONS, rate: 0.01, maxTime: 1500 })
  t.equal(notSent!.reason, 'not sent, as the time is up')
})

t.test('a refused connection is one, however little time is left', async t => {
  await t.rejects(checkEndpoint('http://127.0.0.1:1/', { timeout: 5000, maxTime: 4000 }), { message: 'the connection is refused' })
})

t.test('what is not judged when the time is long up is said, and the check ends', async t => {
  const url = await serve(t, (socket, own) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${own}\r\n`))
  const [first] = PROBES as unknown as Array<{ judge: () => void }>
  const { judge } = first!
  const { now } = performance
  t.teardown(() => { Object.assign(performance, { now }) })
  t.teardown(() => { first!.judge = judge })
  // As if the first judgement took an hour.
  first!.judge = () => { Object.assign(performance, { now: () => now.call(performance) + 3_600_000 }) }
  const { probes, unanswered, isComplete, findings, grades } = await checkEndpoint(url, OPTIONS)
  const notJudged = 'not judged, as the time is up'
  t.strictSame(new Set(probes.filter(({ skipped }) => skipped === null).slice(1).map(probe => probe.unanswered)), new Set([notJudged]))
  t.strictSame([isComplete, findings, new Set(Object.values(grades))], [false, [], new Set(['-'])])
  t.ok(unanswered.find(({ reason }) => reason === notJudged)!.requests > 50)
})

/** A finding, and an answer, of so many lines. */
function findingsOf (size: number): readonly [readonly Noticed[], readonly Heard[]] {
  const lines = Array.from({ length: size }, (_, i): HeaderLine => ['Set-Cookie', `c${i}=value-of-${i}`])
  const heard: Heard[] = Array.from({ length: 20 }, (_, i) => ({
    request: { method: 'GET', url: `http://api.test/${i}`, headers: [] }, answer: { status: 200, headers: [...lines, ['X', `value-of-${i}`]] }, failure: null, isRepeating: false
  }))
  return [heard.map(one => ({
    id: 'a', severity: 'info', area: 'access', probe: 'p', url: 'http://api.test/', subject: '', message: '', expected: [], actual: lines.map(([name, value]) => `${name}: ${value}`), why: '', recommendation: '', reference: '', exchanges: [one]
  })), heard]
}

t.test('the time to take out cookies grows as their number', async t => {
  await assertLinear(t, 'findings', {
    size: 6400,
    prepare: size => {
      const [found, heard] = findingsOf(size)
      return () => shownFindings(found, heard, { headers: {} })
    }
  })
})

t.test('the time to read headers grows as their number', async t => {
  const linesOf = (size: number): readonly HeaderLine[] => [
    ['access-control-expose-headers', Array.from({ length: size }, (_, i) => `x-${i}`).join(',')], ...Array.from({ length: size }, (_, i): HeaderLine => [`x-${i}`, ''])
  ]
  await assertLinear(t, 'header lines', {
    size: 6400,
    prepare: size => {
      const lines = linesOf(size)
      return () => { if (readableHeaders(lines, 'omit', 'cors').length !== size) throw new Error(`not ${size} readable headers`) }
    }
  })
})
