/** Servers that fail now and then: one failure does not end the check. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { HOST, listen } from './servers/running.ts'

const FAST: CheckOptions = { allowedOrigins: ['https://app.example.com'], rate: 100_000 }

/** A server that fails some of its requests, by their number. */
async function failing (t: Test, fail: (i: number, request: IncomingMessage, response: ServerResponse) => boolean) {
  let count = 0
  const server = await listen((request, response) => {
    if (!fail(count++, request, response)) response.writeHead(request.url === '/' ? 200 : 404, { 'cache-control': 'no-store' }).end()
  })
  t.teardown(() => server.close())
  return { url: `http://${HOST}:${server.port}/`, sent: () => count }
}

t.test('a request that meets a busy server once is sent a second time', async t => {
  const busy = (from: number, to: number) => failing(t, (i, _request, response) => {
    if (i < from || i >= to) return false
    response.writeHead(503).end()
    return true
  })
  const usual = (await checkEndpoint((await busy(0, 0)).url, FAST)).requests
  // Side by side, since each second attempt waits.
  await Promise.all([
    ...[0, 3, 20].map(first => async () => {
      const { url, sent } = await busy(first, first + 1)
      const report = await checkEndpoint(url, FAST)
      t.match(report, { isComplete: true, isReached: true, requestsWithoutResponse: [] }, `the request ${first}`)
      t.equal(sent(), usual + 1)
    }),
    async () => {
      const down = await busy(0, Infinity)
      t.match(await checkEndpoint(down.url, FAST), { isReached: false, findings: [{ id: 'application-not-reached' }] })
      t.ok(down.sent() <= 12, 'not each request is sent again')
    },
    async () => {
      const { isComplete, summary } = await checkEndpoint((await busy(10, Infinity)).url, FAST)
      t.strictSame([isComplete, summary.startsWith('The check is incomplete: the server responded with 503 after')], [false, true])
    },
    async () => {
      t.match(await checkEndpoint((await busy(3, 4)).url, { ...FAST, maxTime: 1500 }), { isComplete: false }, 'there is no time for a second attempt')
    }
  ].map(check => check()))
})

t.test('a request whose connection is closed is sent a second time, ten in all', async t => {
  const closing = (closed: (i: number) => boolean) => failing(t, (i, { socket }) => {
    if (closed(i)) socket.destroy()
    return closed(i)
  })
  for (const first of [0, 3, 20]) t.match(await checkEndpoint((await closing(i => i === first)).url, FAST), { isComplete: true, requestsWithoutResponse: [] })
  const often = await closing(i => i % 4 === 3)
  const { requests, requestsWithoutResponse: [lost] } = await checkEndpoint(often.url, FAST)
  t.equal(lost!.reason, 'the server closed the connection')
  t.equal(often.sent(), requests + 10)
})
