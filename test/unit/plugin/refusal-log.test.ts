/** Tests how often the log warns about refused requests, and with which level. */
import t from 'tap'
import { DOCUMENT, orders, start, STRANGER } from './logged-refusals.ts'

t.test('with several near misses of many kinds, the log has at most 20 warnings in a minute, and one of each kind', async (t) => {
  let now = 0
  t.intercept(performance, 'now', { value: () => now })
  const origins = Array.from({ length: 30 }, (_, i) => `https://app-${i}${'x'.repeat(i)}.example.com`)
  const { app, refusals } = await start({ origins }, orders)
  const insecure = origins.map((origin) => origin.replace('https', 'http'))
  const levels = async () => {
    for (const origin of insecure) await app.inject({ url: '/orders', headers: { origin } })
    return refusals().map(({ level }) => level)
  }
  t.strictSame(await levels(), [...Array(20).fill(40), ...Array(10).fill(20)])
  now = 59_999
  t.strictSame(await levels(), Array(30).fill(20))
  now = 60_000
  t.strictSame(await levels(), [...Array(20).fill(40), ...Array(10).fill(20)])
})

t.test('logLevel sets the level of all other refusals, and that of warnings if it is higher', async (t) => {
  for (const [logLevel, warning, other] of [['info', 40, 30], ['error', 50, 50], ['silent', undefined, undefined]] as const) {
    const { app, refusals } = await start({ ...DOCUMENT, logLevel }, orders)
    for (const origin of ['http://app.example.com', 'http://app.example.com', STRANGER]) await app.inject({ url: '/orders', headers: { origin } })
    t.strictSame(refusals().map(({ level }) => level), warning === undefined ? [] : [warning, other, other], logLevel)
  }
})
