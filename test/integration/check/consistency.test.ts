/** Servers that change their mind, or stop answering: found, or said to be looked at in part. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import type { CheckOptions, CheckReport } from '../../../types/check.ts'

const APP = 'https://app.example.com'

/** Lets in whoever it should. */
function correct ({ headers: { origin }, method }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'Origin')
  if (origin === APP) letIn(origin, response)
  response.writeHead(method === 'OPTIONS' ? 204 : 200).end()
}

function letIn (origin: string, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-credentials', 'true')
}

/** Checks a server that is given the number of each request, from 1. */
async function check (listener: (request: IncomingMessage, response: ServerResponse, count: number) => void, options: CheckOptions = {}): Promise<CheckReport> {
  let count = 0
  const server = createServer((request, response) => listener(request, response, ++count))
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  try {
    return await checkEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`, { allowedOrigins: [APP], credentials: true, rate: 100_000, ...options })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const found = ({ findings }: CheckReport): readonly string[] => findings.filter(({ id }) => id === 'inconsistent-responses')
  .map(({ severity, subject, message }) => `${severity} ${subject === APP ? 'allowed' : 'stranger'}: ${message.replace(/^.*: /, '').replace(/\d of/, 'some of')}`)

t.test('a server that answers the same alike is steady, and wholly looked at', async t => {
  const report = await check(correct)
  t.strictSame([found(report), report.isComplete, report.unanswered], [[], true, []])
})

t.test('one of three servers that lets everybody in is found', async t => {
  const report = await check((request, response, count) => {
    if (count % 3 === 0 && request.headers.origin !== undefined) letIn(request.headers.origin, response)
    correct(request, response)
  })
  t.strictSame(found(report), ['error stranger: some of 7 answers let it read.'])
  t.equal(report.grades.access, 'F')
})

t.test('one of three servers that lets nobody in is found', async t => {
  const report = await check((request, response, count) => count % 3 === 0 ? response.writeHead(200, { vary: 'Origin' }).end() : correct(request, response))
  t.ok(found(report).includes('error allowed: some of 7 answers let it read.'), found(report).join())
})

t.test('without credentials a stranger that is let in now and then is less', async t => {
  const report = await check((request, response, count) => {
    if (count % 3 === 0 && request.headers.origin !== undefined) response.setHeader('access-control-allow-origin', request.headers.origin)
    correct(request, response)
  }, { credentials: false })
  t.ok(found(report).includes('warning stranger: some of 7 answers let it read.'), found(report).join())
})

t.test('a status that changes is found, though pages may read both', async t => {
  const report = await check((request, response, count) => {
    if (count % 3 !== 0 || request.method === 'OPTIONS') return correct(request, response)
    if (request.headers.origin === APP) letIn(APP, response)
    return response.writeHead(503, { vary: 'Origin' }).end()
  }, { allowedOrigins: [APP] })
  t.ok(found(report).some(line => /^warning (?:allowed|stranger): the status is \d+ or \d+\.$/.test(line)), found(report).join())
})

t.test('a firewall that turns all away after a while is found', async t => {
  const report = await check((request, response, count) => count > 20 ? response.writeHead(403).end() : correct(request, response))
  t.match(found(report), ['error allowed: some of 7 answers let it read.'])
  t.equal(report.grades.access, 'F')
})

t.test('a server that stops answering is not said to be well', async t => {
  for (const [stop, reason] of [
    [(request: IncomingMessage) => { request.socket.destroy() }, /^the server hangs up$/],
    [(_request: IncomingMessage, response: ServerResponse) => { response.writeHead(429).end() }, /the server asks to be left alone \(429\)/],
    [() => {}, /not sent, as the server answers no more/]
  ] as const) {
    const report = await check((request, response, count) => count > 4 ? stop(request, response) : correct(request, response), { timeout: 100 })
    t.equal(report.isComplete, false)
    t.equal(report.grades.access, '-')
    t.match(report.probes.find(({ id }) => id === 'dangerous-origins')?.unanswered, reason)
    t.ok(report.unanswered.length > 0)
  }
})

t.test('what was found before it stops is told', async t => {
  const report = await check((request, response, count) => {
    if (count > 60) return response.writeHead(429).end()
    if (request.headers.origin?.includes('app.example.com') === true) letIn(request.headers.origin, response)
    return correct(request, response)
  })
  t.equal(report.isComplete, false)
  t.ok(report.findings.some(({ severity }) => severity === 'error'))
  t.equal(report.grades.access, 'F')
})

t.test('what is not sent is not said to be well', async t => {
  for (const maxRequests of [1, 2, 5, 30]) {
    const { grades, isComplete, requests } = await check(correct, { maxRequests })
    t.strictSame([grades.access, isComplete, requests], ['-', false, maxRequests])
  }
})
