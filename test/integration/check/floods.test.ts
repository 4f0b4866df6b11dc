/** Servers that flood the check: it still ends, the report has a limited size, and the time is linear in the size of the responses. */
import { createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { checkEndpoint, UnreachableError } from '../../../lib/check.ts'
import { withExplained } from '../../../lib/check/diagnosis.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { redactFindings, type RawExchange, type RawFinding } from '../../../lib/check/redact-findings.ts'
import { factsOf } from '../../../lib/browser/engines.ts'
import { readableHeaders } from '../../../lib/browser/exposed-headers.ts'
import { checkJson } from '../../../lib/reporters/check-json.ts'
import type { HeaderLine } from '../../../types/browser.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { assertLinear } from '../../growth.ts'
import { listening } from '../../listening.ts'
import { named } from '../../unit/properties/seed.ts'
import { checkBy } from './check-by.ts'

/** Bytes of header lines that the client accepts. */
const ROOM = 62 * 1024

/** Repeats a text until the size is reached. */
function fill (make: (i: number) => string, room = ROOM): string {
  const parts: string[] = []
  for (let [i, left] = [0, room]; ; i++) {
    const part = make(i)
    // The client does not count line breaks, and separators between name and value.
    left -= part.endsWith('\r\n') ? part.length - 4 : part.length
    if (left < 0) return parts.join('')
    parts.push(part)
  }
}

/** Header lines of a response, by the number of the response. */
const FLOODS: Readonly<Record<string, (count: number) => string>> = {
  'a cookie of many words': count => `Set-Cookie: a=${fill(i => `word${count}x${i} `).trim()}\r\n`,
  '5,000 cookies': () => 'Set-Cookie: a=\r\n'.repeat(5000),
  'cookies with many names': () => fill(i => `Set-Cookie: c${i}=value-of-cookie-${i}\r\n`),
  'cookies that differ each time': count => fill(i => `Set-Cookie: c${count}-${i}=value-of-cookie-${count}-${i}\r\n`),
  'a cookie of one long word': count => `Set-Cookie: a=${'a'.repeat(count)}${'a'.repeat(ROOM / 2)}\r\nX: ${'a'.repeat(ROOM / 2 - 1000)}\r\n`,
  'cookies with a common prefix, and a text of that prefix': () => `${fill(i => `Set-Cookie: a=aaaaaaaaaaaaaaaa${i}\r\n`, ROOM / 2)}X: ${'a'.repeat(ROOM / 2)}\r\n`,
  'header names': () => fill(i => `x${i.toString(36)}: \r\n`),
  'header names with the prefix of CORS': () => fill(i => `access-control-${i.toString(36)}: \r\n`),
  'Vary headers': () => fill(() => 'Vary: a\r\n'),
  'a long Vary': () => `Vary: ${fill(i => `a${i.toString(36)},`)}x\r\n`,
  'commas in Vary and Cache-Control': () => `Vary: ${','.repeat(ROOM / 2)}\r\nCache-Control: ${','.repeat(ROOM / 2)}\r\n`,
  methods: () => `Access-Control-Allow-Methods: ${fill(i => `a${i.toString(36)},`)}x\r\n`,
  'allowed headers': () => `Access-Control-Allow-Headers: ${fill(i => `a${i.toString(36)},`)}x\r\n`,
  'exposed headers, and these headers': () => `Access-Control-Expose-Headers: ${fill(i => `y${i.toString(36)},`, ROOM / 2)}x\r\n${fill(i => `y${i.toString(36)}: \r\n`, ROOM / 2)}`,
  'Access-Control-Allow-Origin headers': () => fill(() => 'Access-Control-Allow-Origin: *\r\n'),
  'directives of a Content-Security-Policy': () => `Content-Security-Policy: ${fill(i => `a${i.toString(36)};`)}x\r\n`,
  'features of a Permissions-Policy': () => `Permissions-Policy: ${fill(i => `a${i.toString(36)}=(),`)}x=()\r\n`,
  'parentheses in a Permissions-Policy': () => `Permissions-Policy: ${'a=(  '.repeat(ROOM / 5)}\r\n`,
  'bytes in an ETag': () => `ETag: "${'\xe9'.repeat(ROOM)}"\r\n`,
  'versions of a server': () => `Server: ${'1.1'.repeat(ROOM / 3)}\r\n`,
  'attributes of a cookie': () => `Set-Cookie: a=b${';x'.repeat(ROOM / 2)}\r\n`
}

/** Starts a server that responds to each request at once and allows its origin with credentials; returns the URL. */
async function serve (t: Test, respond: (socket: Socket, own: string, count: number) => void): Promise<string> {
  let count = 0
  const server = createServer(socket => {
    let rest = ''
    socket.on('error', () => {}).on('data', data => {
      const requests = `${rest}${data.toString('latin1')}`.split('\r\n\r\n')
      rest = requests.pop()!
      for (const request of requests) {
        const origin = /^origin: (.*)$/im.exec(request)?.[1]
        respond(socket, origin === undefined ? '' : `Access-Control-Allow-Origin: ${origin}\r\nAccess-Control-Allow-Credentials: true\r\n`, ++count)
      }
    })
  })
  return `${(await listening(server, { t })).origin}/a/b`
}

const OPTIONS: CheckOptions = {
  policy: { origins: Array.from({ length: 3 }, (_, i) => `https://a${i}.example.com`), credentials: true, methods: ['GET', 'PUT'], allowedHeaders: ['x-a'], exposedHeaders: ['x-b'] },
  headers: { 'X-Key': '0123456789abcdef' },
  rate: 100_000
}

/** One of each kind, unless the run is long: words that are redacted, elements of lists, structured fields, and a regular expression. */
const OF_EACH_KIND = ['a cookie of many words', 'commas in Vary and Cache-Control', 'parentheses in a Permissions-Policy', 'versions of a server']

for (const [what, flood] of named(Object.entries(FLOODS), OF_EACH_KIND, ([what]) => what)) {
  t.test(`a server that floods the check with ${what} is checked completely, in a report of limited size`, async t => {
    const url = await serve(t, (socket, own, count) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${flood(count)}${own}\r\n`, 'latin1'))
    const report = await checkEndpoint(url, OPTIONS)
    t.ok(report.requests > 80, `${report.requests} requests`)
    t.strictSame(report.probes.filter(({ noResponse }) => noResponse !== null), [])
    t.ok(report.findings.length < 1000, `${report.findings.length} findings`)
    const text = checkJson({ endpoints: [{ report, findings: report.findings, ignored: [], known: [] }], unreachable: [], baseline: undefined, isVerbose: true, failing: [] })
    t.ok(text.length < 10_000_000, `${text.length} characters`)
    t.notMatch(text, /value-of-cookie|word\d+x/)
  })
}

t.test('of thousands of cookies, only as many are checked as browsers store', async t => {
  const url = await serve(t, (socket, own, count) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${fill(i => `Set-Cookie: c${count}-${i}=1\r\n`)}${own}\r\n`))
  const { findings } = await checkBy(['cookies'], url, OPTIONS)
  t.equal(new Set(withExplained(findings).filter(({ probe }) => probe === 'cookies').map(({ subject }) => subject)).size, 180)
})

t.test('requests to a slow server are canceled at the time limit', async t => {
  const drip = (socket: Socket): void => {
    const timer = setInterval(() => { if (socket.destroyed) clearInterval(timer); else socket.write('X: a\r\n') }, 20)
  }
  const slow = { ...OPTIONS, timeout: 2_000_000, maxTime: 1500 }
  // Long enough for the first responses on a busy machine.
  const enough = { ...slow, maxTime: 4000 }
  // Side by side, since each waits for its limit.
  await Promise.all([async () => {
    const whole = await serve(t, socket => { socket.write('HTTP/1.1 200 OK\r\n'); drip(socket) })
    await t.rejects(checkEndpoint(whole, slow), { constructor: UnreachableError, message: 'canceled, because the time limit is reached' })
  }, async () => {
    const later = await serve(t, (socket, own, count) => { socket.write(`HTTP/1.1 200 OK\r\n${own}`); if (count > 5) drip(socket); else socket.write('Content-Length: 0\r\n\r\n') })
    const { isComplete, requestsWithoutResponse, requests } = await checkEndpoint(later, enough)
    t.equal(isComplete, false)
    const counts = new Map(requestsWithoutResponse.map(({ reason, requests }) => [reason.replace(', because the time limit is reached', ''), requests]))
    // Of the five that get a whole response, the last ones can be too late.
    t.ok(counts.get('canceled')! >= requests - 5 && counts.get('canceled')! <= requests && counts.get('not sent')! > 0, JSON.stringify(requestsWithoutResponse))
    t.strictSame([...counts.keys()].filter(reason => !['canceled', 'not sent', 'not evaluated'].includes(reason)), [])
  }, async () => {
    // Requests do not wait for a start after the time limit.
    const url = await serve(t, (socket, own) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${own}\r\n`))
    const { requestsWithoutResponse: [notSent] } = await checkEndpoint(url, { ...OPTIONS, rate: 0.01, maxTime: 4000 })
    t.equal(notSent!.reason, 'not sent, because the time limit is reached')
  }].map(check => check()))
})

t.test('a refused connection is reported as such if the time limit is shorter than the timeout', async t => {
  await t.rejects(checkEndpoint('http://127.0.0.1:1/', { timeout: 5000, maxTime: 4000 }), { message: 'the server refused the connection' })
})

t.test('after the time limit, the check ends and reports the responses that are not evaluated', async t => {
  const url = await serve(t, (socket, own) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${own}\r\n`))
  // The first probe decides whether the endpoint is reached, before all other requests.
  const [, first] = PROBES as unknown as Array<{ judge: () => void }>
  const { judge } = first!
  const { now } = performance
  t.teardown(() => { Object.assign(performance, { now }) })
  t.teardown(() => { first!.judge = judge })
  // The first evaluation seems to take an hour.
  first!.judge = () => { Object.assign(performance, { now: () => now.call(performance) + 3_600_000 }) }
  const { probes, requestsWithoutResponse, isComplete, findings, grades } = await checkEndpoint(url, OPTIONS)
  const notEvaluated = 'not evaluated, because the time limit is reached'
  t.strictSame(new Set(probes.filter(({ skipped }) => skipped === null).slice(2).map(probe => probe.noResponse)), new Set([notEvaluated]))
  t.strictSame([isComplete, findings, new Set(Object.values(grades))], [false, [], new Set(['-'])])
  t.ok(requestsWithoutResponse.find(({ reason }) => reason === notEvaluated)!.requests > 50)
})

/** Findings and exchanges with responses of `size` cookies. */
function findingsOf (size: number): readonly [readonly RawFinding[], readonly RawExchange[]] {
  const lines = Array.from({ length: size }, (_, i): HeaderLine => ['Set-Cookie', `c${i}=value-of-${i}`])
  const exchanges: RawExchange[] = Array.from({ length: 20 }, (_, i) => ({
    request: { method: 'GET', url: `http://api.test/${i}`, headers: [] }, response: { status: 200, headers: [...lines, ['X', `value-of-${i}`]] }, failure: null, containsResponseText: false
  }))
  return [exchanges.map(one => ({
    id: 'a', severity: 'info', area: 'access', probe: 'p', url: 'http://api.test/', subject: '', message: '', expected: [], actual: lines.map(([name, value]) => `${name}: ${value}`), why: '', recommendation: '', reference: '', exchanges: [one]
  })), exchanges]
}

t.test('the time to redact cookies is linear in their number', async t => {
  await assertLinear(t, 'findings', {
    size: 6400,
    prepare: size => {
      const [found, exchanges] = findingsOf(size)
      return () => redactFindings(found, exchanges, { headers: {} })
    }
  })
})

t.test('the time to read headers is linear in their number', async t => {
  const linesOf = (size: number): readonly HeaderLine[] => [
    ['access-control-expose-headers', Array.from({ length: size }, (_, i) => `x-${i}`).join(',')], ...Array.from({ length: size }, (_, i): HeaderLine => [`x-${i}`, ''])
  ]
  await assertLinear(t, 'header lines', {
    size: 6400,
    prepare: size => {
      const lines = linesOf(size)
      return () => { if (readableHeaders(lines, {}, 'cors', factsOf('standard')).length !== size) throw new Error(`not ${size} readable headers`) }
    }
  })
})
