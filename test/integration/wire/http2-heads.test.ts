/** Tests heads of HTTP/2 that are written in the ways of real code, with a policy. */
import { createServer, connect } from 'node:http2'
import t from 'tap'
import { governHead, type HeadPolicy } from '../../../lib/apply/write-head.ts'
import { compilePolicy } from '../../../lib/index.ts'
import { listening } from '../../listening.ts'
import type { Response } from '../../unit/apply/head-calls.ts'

const A = 'https://a.test'

const ALLOWED: HeadPolicy = { decision: compilePolicy({ origins: [A], credentials: true }).actual.allowed, origin: A, onOverride () {} }

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
    governHead(response, ALLOWED)
    writes[Number(request.url.slice(1))]!(response as unknown as Response)
    response.end()
  })
  const client = connect((await listening(server, { t })).origin)
  t.teardown(() => { client.destroy() })
  for (const i of writes.keys()) {
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const stream = client.request({ ':path': `/${i}` })
      stream.on('response', (headers) => { resolve({ ...headers }) }).on('error', reject).resume()
    })
    t.match(headers, { 'access-control-allow-origin': A, 'access-control-allow-credentials': 'true', vary: 'Accept, Origin', 'x-a': '1' }, String(i))
  }
})
