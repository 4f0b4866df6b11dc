/** Heads that are written in the ways of real code and of other packages, with a policy. `head-calls.test.ts` has random sequences of calls. */
import { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import t from 'tap'
import type { ResponseHeaders } from '../../../lib/apply/fields.ts'
import { governHead, headFor, type HeadPolicy } from '../../../lib/apply/write-head.ts'
import { compilePolicy } from '../../../lib/index.ts'
import { REQUEST, type Response } from './head-calls.ts'

const A = 'https://a.test'

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

t.test('a reason that is given is sent', async (t) => {
  for (const [args, reason] of [[['Fine'], 'Fine'], [['Fine', { 'x-a': '1' }], 'Fine'], [[{ 'x-a': '1' }], 'OK'], [[undefined, { 'x-a': '1' }], 'OK']] as const) {
    let sent: string | undefined
    const lines = linesOf((response) => {
      Reflect.apply(response.writeHead, response, [200, ...args])
      sent = (response as unknown as ServerResponse).statusMessage
    })
    t.equal(sent, reason)
    t.equal(lines.includes('x-a: 1'), args.length > 1 || typeof args[0] === 'object')
    t.ok(lines.includes(OWN[0]!))
  }
})

t.test('null stands for no headers', async (t) => {
  t.strictSame(linesOf((response) => response.writeHead(200, null)), [...OWN, 'vary: Origin'])
})

t.test('code that has replaced writeHead before gets a reason only if there is one', async (t) => {
  for (const [args, passed] of [[[{ 'x-a': '1' }], ['object']], [[], ['object']], [[undefined, { 'x-a': '1' }], ['object']], [['Fine', { 'x-a': '1' }], ['string', 'object']]] as const) {
    const response = new ServerResponse(REQUEST)
    const { writeHead } = response
    const seen: string[] = []
    response.writeHead = ((status: number, ...rest: unknown[]) => {
      seen.push(...rest.map((value) => typeof value))
      return Reflect.apply(writeHead, response, [status, ...rest]) as typeof response
    }) as never
    governHead(response, allowed())
    Reflect.apply(response.writeHead, response, [200, ...args])
    t.strictSame(seen, passed)
  }
})

t.test('the headers of a reply are completed without a copy, unless other code has set a header of the policy', async (t) => {
  const rows: ReadonlyArray<readonly [own: ResponseHeaders, raw: ResponseHeaders, isCopied: boolean]> = [
    [{}, {}, false],
    [{ 'x-a': '1', vary: 'Accept', 'access-control-other': 'x' }, {}, false],
    [{ 'access-control-max-age': '1' }, {}, true],
    [{ Vary: 'Accept' }, {}, true],
    [{ 'x-a': '1' }, { 'x-b': '2' }, true]
  ]
  for (const [own, ofRaw, isCopied] of rows) {
    const response = new ServerResponse(REQUEST)
    for (const [name, value] of Object.entries(ofRaw)) response.setHeader(name, value!)
    t.equal(headFor(response, own, { ...allowed(), own }) !== own, isCopied, JSON.stringify([own, ofRaw]))
    const other = { ...own }
    t.not(headFor(response, other, { ...allowed(), own }), other, 'the headers of other code are not changed')
  }
})

t.test('a response without the old name of writeHead does not get it', async (t) => {
  const raw = { writeHead () {}, getHeaderNames: () => [] }
  governHead(raw, allowed())
  t.notOk('writeHeader' in raw)
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
