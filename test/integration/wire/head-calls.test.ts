/** Random sequences of calls that write a head: with a policy, the head has the headers that a naive oracle predicts. */
import fc from 'fast-check'
import { ServerResponse } from 'node:http'
import { connect, createServer, type ClientHttp2Session, type Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import t from 'tap'
import { governHead, type HeadPolicy } from '../../../lib/apply/write-head.ts'
import { listening } from '../../listening.ts'
import { isLong, rounds, SEED } from '../../unit/properties/seed.ts'
import { REQUEST, expectedLines, perform, policies, sequences, withoutPolicy, type Call, type Line, type Outcome, type Response } from '../../unit/apply/head-calls.ts'

/** Runs calls on a response, with or without a policy. */
type Run = (calls: readonly Call[], policy: HeadPolicy | undefined) => Outcome | Promise<Outcome>

/** Runs calls on a response of HTTP/1, without a connection. If `isOwn`, an object that is given to `writeHead` can be changed in place. */
const overHttp1 = (isOwn: boolean): Run => (calls, policy) => {
  const response = new ServerResponse(REQUEST)
  let text = ''
  const sink = new Writable({ write (chunk, _encoding, done) { text += String(chunk); done() } })
  response.assignSocket(sink as unknown as Socket)
  response.sendDate = false
  if (policy !== undefined) governHead(response, policy)
  if (policy !== undefined && isOwn) beforeWriteHead(response, (headers) => { policy.own = headers })
  const errors = perform(response as unknown as Response, calls)
  response.end()
  const head = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n').slice(1)
  return { errors, lines: head.map((line): Line => [line.slice(0, line.indexOf(': ')).toLowerCase(), line.slice(line.indexOf(': ') + 2)]) }
}

/** Passes the headers of each call of `writeHead` to a function. */
function beforeWriteHead (response: ServerResponse, use: (headers: Record<string, string> | undefined) => void): void {
  const { writeHead } = response as unknown as Response
  Object.assign(response, {
    writeHead (...args: unknown[]) {
      use(args.find((arg): arg is Record<string, string> => typeof arg === 'object' && !Array.isArray(arg)))
      return writeHead.apply(response, args)
    }
  })
}

/** Runs calls on responses of HTTP/2, all of one connection. */
function overHttp2 (session: ClientHttp2Session, next: { run: (response: Http2ServerResponse) => void }): Run {
  return (calls, policy) => new Promise((resolve, reject) => {
    let errors: string[] = []
    next.run = (response) => {
      response.sendDate = false
      if (policy !== undefined) governHead(response, policy)
      errors = perform(response as unknown as Response, calls)
      // HTTP/2 rejects a head with two lines of some headers.
      errors.push(...perform({ write: () => response.end() } as unknown as Response, [{ call: 'write' }]))
      if (!response.headersSent) response.stream.close()
    }
    const stream = session.request({ ':path': '/' })
    let lines: Line[] | undefined
    stream.on('response', (_headers: unknown, _flags: number, raw: readonly string[]) => { lines = linesOf(raw) })
    stream.on('error', reject).on('close', () => { resolve({ errors, lines }) }).resume()
  })
}

function linesOf (raw: readonly string[]): Line[] {
  return Array.from({ length: raw.length / 2 }, (_, i): Line => [raw[2 * i]!, raw[2 * i + 1]!]).filter(([name]) => name !== ':status')
}

/** Whether the head of a sequence is as the oracle says. */
async function check (run: Run, calls: readonly Call[], policy: HeadPolicy): Promise<void> {
  const plain = await run(withoutPolicy(calls, policy), undefined)
  const governed = await run(calls, policy)
  // Node rejects pairs on a response that has headers; here they are accepted.
  if (calls.some((call, i) => call.call === 'writeHead' && call.form === 'pairs' && plain.errors[i] !== '')) return
  assertEqual(governed.errors, plain.errors)
  assertEqual(asLines(governed.lines), asLines(plain.lines && expectedLines(plain.lines, policy)))
}

const asLines = (lines: readonly Line[] | undefined) => lines?.map((line) => line.join(': ')).sort()

function assertEqual (found: readonly string[] | undefined, wanted: readonly string[] | undefined): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`found ${JSON.stringify(found)}\nwanted ${JSON.stringify(wanted)}`)
}

/** How often a sequence is drawn. Half as often, or with HTTP/2 a fifth as often, unless the run is long. */
const OVER_HTTP1 = { seed: SEED, numRuns: rounds(isLong ? 5_000 : 2_500) }
const OVER_HTTP2 = { seed: SEED, numRuns: rounds(isLong ? 5_000 : 1_000) }

for (const isOwn of [false, true]) {
  t.test(`the head of HTTP/1 is that without the policy, with the headers of the policy${isOwn ? ', if it is changed in place' : ''}`, async () => {
    await fc.assert(fc.asyncProperty(sequences, policies, (calls, policy) => check(overHttp1(isOwn), calls, policy)), OVER_HTTP1)
  })
}

t.test('the head of HTTP/2 is that without the policy, with the headers of the policy', async (t) => {
  const next = { run: (_response: Http2ServerResponse) => {} }
  const server = createServer((_request, response) => { next.run(response) })
  const session = connect((await listening(server, { t })).origin)
  t.teardown(() => { session.destroy() })
  await fc.assert(fc.asyncProperty(sequences, policies, (calls, policy) => check(overHttp2(session, next), calls, policy)), OVER_HTTP2)
})
