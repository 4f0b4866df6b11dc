/** Random sequences of calls that write a head: with a policy, the head has the headers that a naive oracle predicts. */
import fc from 'fast-check'
import { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer } from 'node:http2'
import { Socket, type AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import t from 'tap'
import { CORS_RESPONSE_HEADERS } from '../../../lib/apply/fields.ts'
import { governHead, type HeadPolicy } from '../../../lib/apply/write-head.ts'
import { compilePolicy, decide } from '../../../lib/index.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { rounds, SEED } from '../properties/seed.ts'

const A = 'https://a.test'

const REQUEST = new IncomingMessage(new Socket())

type Value = string | readonly string[]
type Entries = readonly (readonly [name: string, value: Value])[]

/** A call on the raw response. */
type Call =
  | { readonly call: 'setHeader' | 'appendHeader', readonly entry: Entries[number] }
  | { readonly call: 'removeHeader', readonly name: string }
  | { readonly call: 'setHeaders', readonly entries: Entries }
  | { readonly call: 'writeHead', readonly form: 'none' | 'object' | 'list' | 'pairs' | 'unpaired', readonly reason: boolean, readonly entries: Entries }
  | { readonly call: 'flushHeaders' | 'write' }

type Response = Pick<ServerResponse, 'setHeader' | 'appendHeader' | 'removeHeader' | 'setHeaders' | 'flushHeaders' | 'write' | 'end' | 'getHeader'> &
  { writeHead (...args: unknown[]): unknown }

/** Performs the calls, and returns the code of each error. */
function perform (response: Response, calls: readonly Call[]): string[] {
  return calls.map((call) => {
    try {
      performOne(response, call)
      return ''
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code)
    }
  })
}

function performOne (response: Response, shared: Call): void {
  // Node appends to the lists that it was given.
  const call = structuredClone(shared)
  switch (call.call) {
    case 'setHeader': response.setHeader(...call.entry); break
    case 'appendHeader': response.appendHeader(...call.entry); break
    case 'removeHeader': response.removeHeader(call.name); break
    // HTTP/2 has no such method.
    case 'setHeaders': response.setHeaders?.(new Map(call.entries.map(([name, value]) => [name.toLowerCase(), value]))); break
    case 'flushHeaders': response.flushHeaders(); break
    case 'write': response.write('x'); break
    case 'writeHead': {
      const { form, entries, reason } = call
      const given = { none: [], object: [Object.fromEntries(entries)], list: [entries.flat(1)], pairs: [entries], unpaired: [['x-a']] }[form]
      const chained = response.writeHead(200, ...reason ? ['Fine'] : [], ...given)
      if (chained !== response) throw new Error('not chainable')
    }
  }
}

type Line = readonly [name: string, value: string]

/** Runs calls on a response of HTTP/1, without a connection. */
function http1 (calls: readonly Call[], policy: HeadPolicy | undefined): { errors: string[], lines: Line[] } {
  const response = new ServerResponse(REQUEST)
  let text = ''
  const sink = new Writable({ write (chunk, _encoding, done) { text += String(chunk); done() } })
  response.assignSocket(sink as unknown as Socket)
  response.sendDate = false
  if (policy !== undefined) governHead(response, policy)
  const errors = perform(response as unknown as Response, calls)
  response.end()
  const head = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n').slice(1)
  return { errors, lines: head.map((line): Line => [line.slice(0, line.indexOf(': ')).toLowerCase(), line.slice(line.indexOf(': ') + 2)]) }
}

/** What the head must be: that without a policy, where `Vary` of `writeHead` has another name, so that it replaces nothing. */
function expected (plain: readonly Line[], policy: HeadPolicy): Line[] {
  const { decision, origin } = policy
  const own: ReadonlyArray<readonly [string, string | undefined]> = [
    ['access-control-allow-origin', decision.allowOrigin === 'origin' ? origin : decision.allowOrigin],
    ['access-control-allow-credentials', decision.allowCredentials],
    ['access-control-expose-headers', decision.exposeHeaders]
  ]
  const isVary = (name: string) => decision.vary !== undefined && /^(?:x-given-)?vary$/.test(name)
  const names = new Map<string, string>()
  for (const value of [...plain.filter(([name]) => isVary(name)).map(([, value]) => value), decision.vary ?? '']) {
    for (const member of value.split(',').map((text) => text.trim())) if (member !== '' && !names.has(member.toLowerCase())) names.set(member.toLowerCase(), member)
  }
  const vary = names.has('*') ? '*' : [...names.values()].join(', ')
  return [
    ...plain.filter(([name]) => !isVary(name) && !(CORS_RESPONSE_HEADERS as readonly string[]).includes(name)),
    ...own.filter((line): line is Line => line[1] !== undefined),
    ...vary === '' ? [] : [['vary', vary] as const]
  ]
}

function withoutGivenVary (calls: readonly Call[]): Call[] {
  return calls.map((call) => call.call !== 'writeHead'
    ? call
    : { ...call, entries: call.entries.map(([name, value]) => [name.toLowerCase() === 'vary' ? 'x-given-vary' : name, value]) })
}

const asLines = (lines: readonly Line[]) => lines.map((line) => line.join(': ')).sort()

const mixedCase = (name: string) => fc.constantFrom(name, name.toUpperCase(), name.replace(/(?:^|-)./g, (letter) => letter.toUpperCase()))
const name = fc.oneof(
  fc.constantFrom(...CORS_RESPONSE_HEADERS).chain(mixedCase), mixedCase('vary'), fc.constantFrom('X-A', 'set-cookie', 'content-type', 'access-control-other', 'x-b')
)
const text = fc.constantFrom('Origin', 'origin, Accept', '*', A, 'true', '5', 'x')
const entry = name.chain((name) => fc.tuple(fc.constant(name), name === 'content-type' ? text : fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 2 }))))
const entries = fc.uniqueArray(entry, { maxLength: 4, selector: ([name]) => name.toLowerCase() })
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ call: fc.constantFrom('setHeader' as const, 'appendHeader' as const), entry }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('removeHeader' as const), name }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('setHeaders' as const), entries }) },
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.constant('writeHead' as const), form: fc.constantFrom('none' as const, 'object', 'object', 'list', 'pairs', 'unpaired'), reason: fc.boolean(), entries
    })
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constantFrom('flushHeaders' as const, 'write' as const) }) }
)

const POLICIES: readonly CorsPolicy[] = [
  { origins: [A] }, { origins: [A], credentials: true, exposedHeaders: ['ETag'] }, { origins: '*' }, { origins: '*', exposedHeaders: ['ETag'] }
]
const policy = fc.record({ policy: fc.constantFrom(...POLICIES), origin: fc.constantFrom(A, 'https://evil.test', undefined) })
  .map(({ policy, origin }): HeadPolicy => ({ decision: decide(compilePolicy(policy), { method: 'GET', origin }), origin, onOverride () {} }))

t.test('the head of HTTP/1 is that without the policy, with the headers of the policy', (t) => {
  fc.assert(fc.property(fc.array(call, { maxLength: 5 }), policy, (calls, policy) => {
    const plain = http1(policy.decision.vary === undefined ? calls : withoutGivenVary(calls), undefined)
    const governed = http1(calls, policy)
    // Node rejects pairs on a response that has headers; here they are accepted.
    if (calls.some((call, i) => call.call === 'writeHead' && call.form === 'pairs' && plain.errors[i] !== '')) return
    assertEqual(governed.errors, plain.errors)
    assertEqual(asLines(governed.lines), asLines(expected(plain.lines, policy)))
  }), { seed: SEED, numRuns: rounds(5_000) })
  t.end()
})

function assertEqual (found: readonly string[], wanted: readonly string[]): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`found ${JSON.stringify(found)}\nwanted ${JSON.stringify(wanted)}`)
}

const allowed = (onOverride = (_name: string) => {}): HeadPolicy =>
  ({ decision: compilePolicy({ origins: [A], credentials: true }).actual.allowed, origin: A, onOverride })

/** The lines of a response of HTTP/1 whose head is written like this. */
function linesOf (write: (response: Response) => unknown, policy = allowed()): string[] {
  const response = new ServerResponse(REQUEST)
  let text = ''
  response.assignSocket(new Writable({ write (chunk, _encoding, done) { text += String(chunk); done() } }) as unknown as Socket)
  response.sendDate = false
  governHead(response, policy)
  write(response as unknown as Response)
  response.end()
  return text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n').slice(1).filter((line) => !line.startsWith('Connection'))
}

const OWN = [`access-control-allow-origin: ${A}`, 'access-control-allow-credentials: true']

t.test('a repeated name in a list keeps all its lines', async (t) => {
  const list = ['X-A', '1', 'x-a', '2', 'set-cookie', ['a=1', 'b=2'], 'Set-Cookie', 'c=3']
  const expected = ['X-A: 1', 'X-A: 2', 'set-cookie: a=1', 'set-cookie: b=2', 'set-cookie: c=3', ...OWN, 'vary: Origin']
  t.strictSame(linesOf((response) => response.writeHead(200, list)), expected)
  t.strictSame(linesOf((response) => response.writeHead(200, [['X-A', '1'], ['x-a', '2'], ...[['set-cookie', ['a=1', 'b=2']], ['Set-Cookie', 'c=3']]])), expected)
})

t.test('the given headers are not changed', async (t) => {
  for (const given of [{ 'Access-Control-Allow-Origin': '*', vary: 'Accept' }, ['vary', 'Accept', 'access-control-max-age', '1'], [['Vary', ['Accept']]]]) {
    const copy = structuredClone(given)
    linesOf((response) => response.writeHead(200, given))
    t.strictSame(given, copy)
  }
})

t.test('an override is reported by name, the first one only, and not for the same value', async (t) => {
  const rows: ReadonlyArray<readonly [write: (response: Response) => unknown, reported: readonly string[]]> = [
    [(response) => response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'access-control-max-age': '1' }), ['access-control-allow-origin']],
    [(response) => response.writeHead(200, { 'access-control-allow-origin': A, vary: 'Accept' }), []],
    [(response) => response.writeHead(200, { 'access-control-allow-origin': undefined }), []],
    [(response) => response.writeHead(200, ['ACCESS-CONTROL-MAX-AGE', '1']), ['access-control-max-age']],
    [(response) => response.setHeader('Access-Control-Allow-Private-Network', 'true'), ['access-control-allow-private-network']],
    [(response) => response.setHeader('access-control-allow-credentials', ['true']), []]
  ]
  for (const [write, reported] of rows) {
    const names: string[] = []
    t.strictSame(linesOf(write, allowed((name) => { names.push(name) })).filter((line) => /^(access|vary)/i.test(line)).slice(0, 2), OWN)
    t.strictSame(names, reported)
  }
})

t.test('packages that shadow writeHead before or after keep working, and the policy has the last word over later ones', async (t) => {
  const shadow = (response: Response, headers: Record<string, string>, vary?: string): void => {
    const { writeHead } = response
    response.writeHead = function (...args) {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      if (vary !== undefined) response.appendHeader('vary', vary)
      return writeHead.apply(this, args)
    }
  }
  const before = new ServerResponse(REQUEST)
  let text = ''
  before.assignSocket(new Writable({ write (chunk, _encoding, done) { text += String(chunk); done() } }) as unknown as Socket)
  shadow(before as unknown as Response, { 'x-before': '1' }, 'Accept-Encoding')
  governHead(before, allowed())
  shadow(before as unknown as Response, { 'x-after': '1', 'access-control-allow-origin': '*', vary: 'Accept' })
  // As an inner application does that gets the raw response.
  governHead(before, allowed())
  before.end()
  for (const line of ['x-before: 1', 'x-after: 1', ...OWN, 'vary: Accept, Origin', 'vary: Accept-Encoding']) t.ok(text.includes(`${line}\r\n`), line)
  t.equal(text.match(/access-control-allow-origin/g)?.length, 1)
})

t.test('the head of HTTP/2 has the headers of the policy, however it is written', async (t) => {
  const writes: ReadonlyArray<(response: Response) => unknown> = [
    (response) => response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'X-A': '1', Vary: 'Accept' }),
    (response) => response.writeHead(200, ['access-control-allow-origin', '*', 'x-a', '1', 'vary', 'Accept']),
    (response) => response.writeHead(200, [['access-control-allow-origin', '*'], ['x-a', '1'], ['vary', 'Accept']]),
    (response) => { response.setHeader('access-control-allow-origin', '*'); response.setHeader('x-a', '1'); response.appendHeader('vary', 'Accept') },
    (response) => { response.setHeader('x-a', '1'); response.setHeader('vary', 'Accept'); response.flushHeaders() },
    (response) => { response.setHeader('x-a', '1'); return response.writeHead(200, { vary: ['Accept'] }) }
  ]
  const server = createServer((request, response) => {
    governHead(response, allowed())
    writes[Number(request.url.slice(1))]!(response as unknown as Response)
    response.end()
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  t.teardown(() => { client.close(); server.close() })
  for (const i of writes.keys()) {
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const stream = client.request({ ':path': `/${i}` })
      stream.on('response', (headers) => { resolve({ ...headers }) }).on('error', reject).resume()
    })
    t.match(headers, { 'access-control-allow-origin': A, 'access-control-allow-credentials': 'true', vary: 'Accept, Origin', 'x-a': '1' }, String(i))
  }
})

t.test('names of Object.prototype are headers like any other', async (t) => {
  for (const head of [['constructor', 'a'], { constructor: 'a' }]) {
    t.strictSame(linesOf((response) => response.writeHead(200, head)), ['constructor: a', ...OWN, 'vary: Origin'])
  }
})

t.test('Vary of the response stays if Node rejects the head', async (t) => {
  const lines = linesOf((response) => {
    response.setHeader('vary', 'Accept')
    t.throws(() => response.writeHead(200, { 'x-bad': 'a\nb' }), { code: 'ERR_INVALID_CHAR' })
  })
  t.strictSame(lines, ['vary: Accept, Origin', ...OWN])
})
