/** Tests what the log says about requests that a source of origins does not allow. */
import t from 'tap'
import { causeOf } from '../../../lib/plugin/refusal-cause.ts'
import type { Reported } from '../../../lib/plugin/refusals.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsOriginSource } from '../../../types/source.ts'
import { APP, type Line, orders, start, STRANGER } from './logged-refusals.ts'

t.test('a policy with a source says that neither has the origin', async (t) => {
  const { app, refusals } = await start({ origins: [APP, { source: 'tenants' }], sources: { tenants: memoryOrigins() } }, orders)
  await app.inject({ url: '/orders', headers: { origin: STRANGER } })
  await app.inject({ url: '/orders', headers: { origin: 'http://app.example.com' } })
  t.match(refusals(), [{ level: 20, msg: /Neither the policy nor its source has the origin\.$/ }, { level: 40, msg: /the scheme differs/ }])
})

/** A store that is read as a whole. */
const store = (...origins: string[]): CorsOriginSource => ({
  connect: async () => ({ version: async () => '1', async * load () { yield origins }, async close () {} })
})

t.test('an origin that is nearly in a source is a warning; all such origins are one kind, which does not name the entry', async (t) => {
  const tenants = Array.from({ length: 40 }, (_, i) => `https://shop-${i}.example.com`)
  const { app, refusals } = await start({ origins: [APP, { source: 'tenants' }], sources: { tenants: store(...tenants) } }, orders)
  const blocked = ['http://shop-1.example.com', 'http://shop-2.example.com', 'https://shop-3.example.com/', 'https://www.shop-4.example.com:8443', STRANGER, 'stranger']
  for (const origin of blocked) await app.inject({ url: '/orders', headers: { origin } })
  t.match(refusals().map(({ level, msg }) => [level, msg]), [
    [40, /is not covered by `https:\/\/shop-1\.example\.com` in the source: the scheme differs\.$/],
    [20, /`https:\/\/shop-2\.example\.com` in the source/],
    [40, /`https:\/\/shop-3\.example\.com` is allowed, but .* has a path/],
    [20, /Neither the policy nor its source has the origin\.$/],
    [20, /Neither the policy nor its source has the origin\.$/],
    [20, /Neither the policy nor its source has the origin\.$/]
  ])
  const { refusals: kinds } = await app.cors.report()
  t.strictSame(kinds.map(({ near, differs, count }) => [near, differs.join(), count]), [[null, 'scheme', 2], [null, 'spelling', 1], [null, '', 3]])
})

t.test('only what is in memory is compared, so that untrusted origins cause no look-ups', async (t) => {
  const looked: string[] = []
  const has = (origin: string) => { looked.push(origin); return origin === 'https://shop.example.com' }
  const tenants: CorsOriginSource = { connect: async () => ({ version: async () => '1', has, async close () {} }) }
  const { app, refusals } = await start({ origins: [{ source: 'tenants' }], sources: { tenants } }, orders)
  const get = async (origin: string) => { await app.inject({ url: '/orders', headers: { origin } }) }
  await get('http://shop.example.com')
  t.match(refusals(), [{ level: 20 }])
  await get('https://shop.example.com')
  await get('http://shop.example.com')
  t.match(refusals(), [{ level: 40, msg: /by `https:\/\/shop\.example\.com` in the source: the scheme differs/ }])
  t.strictSame(looked, ['http://shop.example.com', 'https://shop.example.com'])
})

t.test('sources without origins are a warning, if nothing else can allow an origin', async (t) => {
  const empty = /The sources of the policy have no origins\.$/
  const entry = { source: 'tenants' }
  const rows: readonly (readonly [what: string, origins: readonly unknown[], isWarning: boolean])[] = [
    ['only the source', [entry], true],
    ['a pattern beside it', [APP, entry], false],
    ['another source with origins', [entry, { source: 'others' }], false],
    ['a tenant of the host', [entry, { source: 'keyed', key: 'host' }], false]
  ]
  for (const [what, origins, isWarning] of rows) {
    const sources = { tenants: store(), others: store(APP), keyed: memoryOrigins() }
    const { app, refusals } = await start({ origins, sources }, orders)
    await app.inject({ url: '/orders', headers: { origin: STRANGER } })
    const [{ level, msg }] = refusals() as [Line]
    t.strictSame([level, empty.test(msg)], isWarning ? [40, true] : [20, false], what)
  }
})

t.test('each state of a source has a sentence', (t) => {
  for (const [reason, sentence] of [['source-stale', /read too long ago/], ['source-unavailable', /cannot be read/], ['source-busy', /Too many look-ups/]] as const) {
    t.match(causeOf({} as never, { reason } as Reported), { isOwn: true, sentence })
  }
  t.end()
})
