/** What a browser makes of the request of a page: bodies, listeners and headers. */
import t from 'tap'
import type { Engine, HeaderLine, PageRequest } from '../../../types/browser.ts'
import { answer, everyone, simulate, through } from './simulate.ts'

t.test('upload listeners and streams need a preflight', async (t) => {
  const hops = [{ preflight: answer(204, everyone), response: answer(200, everyone) }]
  const listening: Partial<PageRequest> = { api: 'xhr', uploadListener: true, method: 'PATCH', body: 'bytes' }
  t.equal(simulate(listening, hops).outcome, 'allow', 'without a list of methods, the method of the request is allowed')
  t.match(simulate(listening, hops, 'chromium'), { failure: { code: 'method-not-allowed' } })
  t.same(simulate({ ...listening, method: 'GET', body: undefined }, hops).requests.length, 2)
  t.same(simulate({ ...listening, method: 'GET', body: undefined }, hops, 'chromium').requests.length, 1)
  const stream: Partial<PageRequest> = { method: 'POST', body: 'stream' }
  t.same(simulate(stream, hops).hops[0]?.preflight, { reasons: ['stream-body'], unsafeHeaderNames: [] })
  t.match(simulate({ ...stream, method: 'PATCH' }, hops), { outcome: 'allow' })
  t.match(simulate({ method: 'PATCH', body: 'bytes' }, hops), { failure: { code: 'method-not-allowed' } })
  t.same(simulate({ ...listening, method: 'POST' }, hops, 'chromium').hops[0]?.preflight?.reasons, ['upload-listener'])
  t.match(simulate({ ...stream, method: 'HEAD' }, hops), { failure: { code: 'stream-with-get-or-head', parameter: 'HEAD' } })
  t.match(simulate({ ...stream, mode: 'same-origin' }, hops), { failure: { code: 'url-is-cross-origin' } })
  t.match(simulate({ ...stream, mode: 'same-origin' }, hops, 'chromium'), { outcome: 'allow' })
})

t.test('several lines of one header are joined in Chromium', async (t) => {
  const headers: HeaderLine[] = [['Accept', 'a'.repeat(100)], ['accept', 'b'.repeat(100)]]
  t.equal(simulate({ headers }, through([])).hops[0]?.preflight, undefined, 'each line is short enough')
  t.ok(simulate({ headers, api: 'xhr' }, through([])).hops[0]?.preflight, 'XMLHttpRequest joins them')
  t.ok(simulate({ headers }, through([]), 'chromium').hops[0]?.preflight, 'Chromium joins the lines')
  t.equal(simulate({ headers: [['x-a', '\r\n\xff\n\r']] }, through([])).requests[1]?.headers.at(-1)?.[1], '\xff')
  for (const value of ['a\nb', 'a\rb', 'a\0b', '\u0100']) {
    t.match(simulate({ headers: [['x-a', value]] }, []), { failure: { code: 'header-is-malformed', parameter: 'x-a' } })
  }
})

t.test('a stream that is sent as a text has the type of a text, unless the page sets one', async (t) => {
  const types = (engine: Engine, headers: readonly HeaderLine[]): (string | undefined)[] =>
    simulate({ method: 'POST', body: 'stream', headers }, through([]), engine).requests.filter(({ kind }) => kind === 'actual')
      .map(({ headers }) => headers.filter(([name]) => name !== 'origin').map(line => line.join('=')).join(' '))
  t.same(types('firefox', []), ['content-type=text/plain;charset=UTF-8'])
  t.same(types('firefox', [['X-A', '1']]), ['x-a=1 content-type=text/plain;charset=UTF-8'])
  t.same(types('firefox', [['X-A', '1'], ['Content-Type', 'application/json']]), ['x-a=1 content-type=application/json'])
  t.same(types('standard', []), [''])
})
