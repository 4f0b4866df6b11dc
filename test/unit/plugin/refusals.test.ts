/** Tests that the number of kinds of refusals is limited, also in a flood of preflights. */
import t from 'tap'
import { Refusals, type Reported } from '../../../lib/plugin/refusals.ts'
import { isLong, rounds } from '../properties/seed.ts'
import { DOCUMENT, orders, preflight, start } from './logged-refusals.ts'

const started = performance.now()

t.test('kinds of refusals and their samples are bounded', (t) => {
  const refusals = new Refusals()
  const reported = (route: string, i: number) => ({
    kind: 'preflight', policy: { label: 'scope' }, scope: { app: { prefix: '' } }, origin: `https://${i}.test`, reason: 'header-not-allowed',
    headers: [`x-${i}`], route, raw: { headers: { 'access-control-request-method': `M${i}` } }
  }) as unknown as Reported
  const cause = { near: null, differs: [], isOwn: true, sentence: '' }
  for (let i = 0; i < 1000; i++) for (let j = 0; j < 7; j++) refusals.count(reported(`GET /${i}`, j), cause)
  t.equal(refusals.count(reported('GET /more', 1), cause), undefined)
  t.equal(refusals.others, 1)
  const kinds = [...refusals.kinds]
  t.equal(kinds.length, 1000)
  t.match(kinds[0], { count: 7, origins: [0, 1, 2, 3, 4].map((i) => `https://${i}.test`), methods: { length: 5 }, headers: { length: 5 }, url: '' })
  t.equal(refusals.warns(undefined), true, 'refusals of further kinds are one kind')
  t.equal(refusals.warns(undefined), false)
  t.end()
})

t.test('a flood of preflights with other origins and header names fills neither memory nor labels nor the log', async (t) => {
  const { app, lines } = await start(DOCUMENT, orders)
  const times = isLong ? 1_000_000 : rounds(4_000)
  let warnings = 0
  for (let i = 0; i < times; i++) {
    await preflight(app, '/orders/1', 'PUT', { origin: `https://${i}.stranger.test`, 'access-control-request-headers': `x-${i}` })
    await preflight(app, '/orders/1', 'PUT', { 'access-control-request-headers': `x-${i}` })
    await preflight(app, '/orders/1', `M${i}`)
    // They look like one's own.
    await preflight(app, '/orders/1', 'PUT', { origin: `https://n${i}.example.com` })
    warnings += lines.splice(0).filter(({ level, cors }) => cors !== undefined && level >= 40).length
    if (i % 100 === 0) await new Promise(setImmediate)
  }
  const minutes = Math.ceil((performance.now() - started) / 60_000)
  t.ok(warnings <= 20 * minutes && warnings >= 2, `${warnings} warnings`)
  t.strictSame(Object.keys(app.cors.stats()), ['scope'])
  const { refusals } = await app.cors.report()
  t.strictSame(refusals.map(({ reason, count }) => [reason, count]).sort(), [
    ['header-not-allowed', times], ['method-not-routed', times], ['origin-not-allowed', times], ['origin-not-allowed', times]
  ])
  for (const { origins, methods, headers } of refusals) t.ok(origins.length <= 5 && methods.length <= 5 && headers.length <= 5)
})
