/** Tests the summary of refused requests, and the option for its interval. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { APP, DOCUMENT, orders, start, STRANGER } from './logged-refusals.ts'

t.test('a summary counts the refusals of an interval, the most frequent kind first', async (t) => {
  const ticks: (() => void)[] = []
  let ended = 0
  const timer = { unref: () => timer }
  t.intercept(globalThis, 'setInterval', { value: (tick: () => void) => { ticks.push(tick); return timer } })
  t.intercept(globalThis, 'clearInterval', { value: () => { ended++ } })
  const { app, lines, refusals } = await start({ ...DOCUMENT, logLevel: 'silent', summaryInterval: 60_000 }, orders)
  const [tick] = ticks as [() => void]
  tick()
  t.strictSame(refusals(), [], 'nothing without refusals')
  for (const origin of [STRANGER, 'http://app.example.com', STRANGER]) await app.inject({ url: '/orders', headers: { origin } })
  tick()
  t.match(refusals(), [{
    level: 30,
    msg: 'CORS: 3 requests refused in 60 seconds. The most frequent: origin-not-allowed on GET /orders, 2 times.',
    cors: {
      total: 3,
      refused: [
        { kind: 'actual', policy: 'scope', route: 'GET /orders', reason: 'origin-not-allowed', times: 2 },
        { kind: 'actual', policy: 'scope', route: 'GET /orders', reason: 'origin-not-allowed', near: APP, differs: ['scheme'], times: 1 }
      ]
    }
  }])
  await app.inject({ url: '/orders', headers: { origin: STRANGER } })
  tick()
  t.match(refusals(), [{ msg: 'CORS: 1 request refused in 60 seconds. The most frequent: origin-not-allowed on GET /orders, 1 time.' }])
  await app.close()
  t.equal(ended, 1)
  t.equal(lines.length >= 0, true)
})

t.test('an invalid summaryInterval is rejected', async (t) => {
  for (const summaryInterval of [0, 999, 1.5, 2 ** 31, Infinity, Number.NaN, '60', null, undefined]) {
    const app = Fastify()
    app.register(corsPlugin, { origins: [APP], summaryInterval } as never)
    await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_POLICY_INVALID', message: /summaryInterval/ })
  }
})
