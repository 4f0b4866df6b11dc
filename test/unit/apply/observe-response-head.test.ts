/** What is seen of the head of a raw response, in every way to write one. */
import { ServerResponse } from 'node:http'
import t from 'tap'
import { observeHead } from '../../../lib/apply/observe-response-head.ts'
import { REQUEST, type Response } from './head-calls.ts'

const ALLOW = 'access-control-allow-origin'
const EXPOSE = 'access-control-expose-headers'

/** Each call of the observer: the status, and the lines. */
function seenOf (write: (response: Response) => unknown, prepare: (response: Response) => unknown = () => {}): unknown[] {
  const response = new ServerResponse(REQUEST)
  const seen: unknown[] = []
  prepare(response as unknown as Response)
  observeHead(response, (status, headers) => { seen.push([status, ...headers.map(line => line.join('=')).sort()]) })
  write(response as unknown as Response)
  return seen
}

t.test('the headers are seen however they are given', async t => {
  const expected = [[201, `${ALLOW}=a`, `${EXPOSE}=b`, `${EXPOSE}=c`]]
  const object = { [ALLOW]: 'a', 'Access-Control-Expose-Headers': ['b', 'c'], 'x-a': '1' }
  const pairs = [[ALLOW, 'a'], ['Access-Control-Expose-Headers', ['b', 'c']], ['x-a', '1']]
  const writes: Readonly<Record<string, (response: Response) => unknown>> = {
    'an object': response => response.writeHead(201, object),
    'an object and a reason': response => response.writeHead(201, 'Fine', object),
    'an object behind no reason': response => response.writeHead(201, undefined, object),
    'names and values in turns': response => response.writeHead(201, pairs.flatMap(([name, value]) => [name!, value!])),
    pairs: response => response.writeHead(201, pairs as [string, string][]),
    'set before': response => {
      for (const [name, value] of Object.entries(object)) response.setHeader(name, value)
      return response.writeHead(201, 'Fine')
    },
    'in the place of others that are set before': response => {
      response.setHeader(ALLOW, 'another')
      return response.writeHead(201, object)
    }
  }
  for (const [what, write] of Object.entries(writes)) t.strictSame(seenOf(write), expected, what)
})

t.test('a head that Node rejects is not seen, and only the first one is', async t => {
  t.strictSame(seenOf((response) => {
    t.throws(() => response.writeHead(200, { 'x-bad': '\n' }), { code: 'ERR_INVALID_CHAR' })
    response.writeHead(202)
  }), [[202]])
  const ignoresLaterHeads = (response: Response): void => {
    const { writeHead } = response
    response.writeHead = function (...args) { return (this as unknown as ServerResponse).headersSent ? this : writeHead.apply(this, args) }
  }
  t.strictSame(seenOf((response) => { for (const status of [200, 201]) response.writeHead(status) }, ignoresLaterHeads), [[200]])
})
