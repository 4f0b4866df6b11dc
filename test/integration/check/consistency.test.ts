/** Servers with inconsistent responses are reported. If a server stops responding, the report is incomplete. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import type { CheckOptions, CheckReport } from '../../../types/check.ts'
import { listening } from '../../listening.ts'
import { Silence } from './silence.ts'

const APP = 'https://app.example.com'

/** A correct server. */
function correct ({ headers: { origin }, method }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'Origin')
  if (origin === APP) allow(origin, response)
  response.writeHead(method === 'OPTIONS' ? 204 : 200).end()
}

function allow (origin: string, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-credentials', 'true')
}

/**
 * Checks a server. The listener gets the number of the request among all, and among those of its kind, each starting with 1: in which order
 * requests of several kinds arrive is by chance.
 */
async function check (
  listener: (request: IncomingMessage, response: ServerResponse, count: number, ofKind: number) => void, options: CheckOptions = {}
): Promise<CheckReport> {
  let count = 0
  const kinds = new Map<string, number>()
  const server = createServer((request, response) => {
    const kind = JSON.stringify([request.method, request.url, request.headers.origin])
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    listener(request, response, ++count, kinds.get(kind)!)
  })
  const { origin, close } = await listening(server)
  try {
    return await checkEndpoint(`${origin}/orders`, { allowedOrigins: [APP], credentials: true, rate: 100_000, ...options })
  } finally {
    await close()
  }
}

const found = ({ findings }: CheckReport): readonly string[] => findings.filter(({ id }) => id === 'inconsistent-responses')
  .map(({ severity, subject, message }) => `${severity} ${subject === APP ? 'allowed' : 'untrusted'}: ${message.replace(/^.*: /, '').replace(/\d of/, 'some of')}`)

t.test('a server with consistent responses has a complete report without this finding', async t => {
  const report = await check(correct)
  t.strictSame([found(report), report.isComplete, report.requestsWithoutResponse], [[], true, []])
})

t.test('one of three servers that allows any origin is reported', async t => {
  const report = await check((request, response, _count, ofKind) => {
    if (ofKind % 3 === 0 && request.headers.origin !== undefined) allow(request.headers.origin, response)
    correct(request, response)
  })
  t.strictSame(found(report), ['error untrusted: a page can read some of 7 responses.'])
  t.equal(report.grades.access, 'F')
})

t.test('one of three servers that allows no origin is reported', async t => {
  const report = await check((request, response, _count, ofKind) => ofKind % 3 === 0 ? response.writeHead(200, { vary: 'Origin' }).end() : correct(request, response))
  t.ok(found(report).includes('error allowed: a page can read some of 7 responses.'), found(report).join())
})

t.test('an untrusted origin that is sometimes allowed without credentials is a warning', async t => {
  const report = await check((request, response, _count, ofKind) => {
    if (ofKind % 3 === 0 && request.headers.origin !== undefined) response.setHeader('access-control-allow-origin', request.headers.origin)
    correct(request, response)
  }, { credentials: false })
  t.ok(found(report).includes('warning untrusted: a page can read some of 7 responses.'), found(report).join())
})

t.test('an inconsistent status is reported, even if pages can read all responses', async t => {
  const report = await check((request, response, _count, ofKind) => {
    if (ofKind % 3 !== 0 || request.method === 'OPTIONS') return correct(request, response)
    if (request.headers.origin === APP) allow(APP, response)
    return response.writeHead(500, { vary: 'Origin' }).end()
  }, { allowedOrigins: [APP] })
  t.ok(found(report).some(line => /^warning (?:allowed|untrusted): the status is \d+ or \d+\.$/.test(line)), found(report).join())
})

t.test('a firewall that starts to block requests is reported', async t => {
  const report = await check((request, response, count) => count > 20 ? response.writeHead(403).end() : correct(request, response))
  t.match(found(report), ['error allowed: a page can read some of 7 responses.'])
  t.equal(report.grades.access, 'F')
})

t.test('a server that stops responding does not get a good grade', async t => {
  const silence = new Silence(t)
  for (const [stop, reason, options] of [
    [(request: IncomingMessage) => { request.socket.destroy() }, /^the server closed the connection$/, {}],
    [(_request: IncomingMessage, response: ServerResponse) => { response.writeHead(429).end() }, /the server responded with 429 \(too many requests\)/, {}],
    [() => { silence.add() }, /not sent, because the server stopped responding/, silence.options]
  ] as const) {
    const report = await check((request, response, count) => count > 4 ? stop(request, response) : correct(request, response), options)
    t.equal(report.isComplete, false)
    t.equal(report.grades.access, '-')
    t.match(report.probes.find(({ id }) => id === 'dangerous-origins')?.noResponse, reason)
    t.ok(report.requestsWithoutResponse.length > 0)
  }
})

t.test('findings from before the server stops responding are reported', async t => {
  const report = await check((request, response, count) => {
    if (count > 60) return response.writeHead(429).end()
    if (request.headers.origin?.includes('app.example.com') === true) allow(request.headers.origin, response)
    return correct(request, response)
  })
  t.equal(report.isComplete, false)
  t.ok(report.findings.some(({ severity }) => severity === 'error'))
  t.equal(report.grades.access, 'F')
})

t.test('areas whose requests are not sent do not get a good grade', async t => {
  for (const maxRequests of [1, 2, 5, 30]) {
    const { grades, isComplete, requests } = await check(correct, { maxRequests })
    t.strictSame([grades.access, isComplete, requests], ['-', false, maxRequests])
  }
})
