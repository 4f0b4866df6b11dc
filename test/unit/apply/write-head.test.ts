/** Random sequences of calls that write a head: with a policy, the head has the headers that a naive oracle predicts. */
import fc from 'fast-check'
import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer, type Http2Server, type Http2ServerResponse } from 'node:http2'
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
  const names = new Map<string, string>()
  for (const value of [...plain.filter(([name]) => /^(?:x-given-)?vary$/.test(name)).map(([, value]) => value), decision.vary ?? '']) {
    for (const member of value.split(',').map((text) => text.trim())) if (member !== '' && !names.has(member.toLowerCase())) names.set(member.toLowerCase(), member)
  }
  const vary = names.has('*') ? '*' : [...names.values()].join(', ')
  return [
    ...plain.filter(([name]) => !/^(?:x-given-)?vary$/.test(name) && !(CORS_RESPONSE_HEADERS as readonly string[]).includes(name)),
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
  { weight: 3, arbitrary: fc.record({
    call: fc.constant('writeHead' as const), form: fc.constantFrom('none', 'object', 'object', 'list', 'pairs', 'unpaired'), reason: fc.boolean(), entries
  }) as fc.Arbitrary<Call> },
  { weight: 1, arbitrary: fc.record({ call: fc.constantFrom('flushHeaders' as const, 'write' as const) }) }
)

const POLICIES: readonly CorsPolicy[] = [
  { origins: [A] }, { origins: [A], credentials: true, exposedHeaders: ['ETag'] }, { origins: '*' }, { origins: '*', exposedHeaders: ['ETag'] }
]
const policy = fc.record({ policy: fc.constantFrom(...POLICIES), origin: fc.constantFrom(A, 'https://evil.test', undefined) })
  .map(({ policy, origin }): HeadPolicy => ({ decision: decide(compilePolicy(policy), { method: 'GET', origin }), origin, onOverride () {} }))

t.test('the head of HTTP/1 is that without the policy, with the headers of the policy', (t) => {
  fc.assert(fc.property(fc.array(call, { maxLength: 5 }), policy, (calls, policy) => {
    const plain = http1(withoutGivenVary(calls), undefined)
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
