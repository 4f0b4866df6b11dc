/** Tests what an explanation reads of sources: their results, and similar origins. */
import t from 'tap'
import { compilePolicy } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsSourceOptions } from '../../../types/source.ts'
import type { ReadableSource } from '../../../types/resolution.ts'
import { withReadings } from '../../../lib/explain/read-sources.ts'
import { ScriptedStore, until } from '../lookup/scripted-store.ts'
import { application, LISTED, OTHER, said, TENANT } from './source-application.ts'

t.test('origins from a store without a result are blocked, and no change of the policy helps', async () => {
  const states: readonly (readonly [state: string, options: CorsSourceOptions, message: RegExp, change: RegExp])[] = [
    ['unavailable', { start: 'closed' }, /The source `tenants` \(a store of a test\) cannot be read, so its origins are blocked\./, /the source "tenants" cannot be read/],
    ['stale', { pollInterval: 5, deadline: 5, maxStale: 10 }, /was last read too long ago, so its origins are blocked\./, /was last read too long ago/]
  ]
  for (const [state, options, message, change] of states) {
    const store = new ScriptedStore()
    store.set(TENANT, true)
    if (state === 'unavailable') store.before.connect = () => { throw new Error('down') }
    const app = await application({ origins: [LISTED, { source: 'tenants' }], sources: { tenants: store.source(['has'], options) } })
    store.before.version = () => { throw new Error('down') }
    await until(() => app.cors.status().sources['tenants']!.state === state)
    const explanation = await app.cors.explain({ origin: TENANT, url: '/r/orders' })
    t.match(said(explanation), [state, message])
    t.match(explanation, {
      outcome: 'block',
      exchanges: [{ response: { reason: `source-${state}` } }],
      change: { verdict: 'none', in: null, patch: { length: 0 }, addition: null, message: change }
    })
    t.equal((await app.cors.explain({ origin: LISTED, url: '/r/orders' })).outcome, 'allow')
    await app.close()
  }
})

t.test('of several sources, all are named', async () => {
  const tenants = memoryOrigins([TENANT])
  const app = await application({ origins: [{ source: 'empty' }, { source: 'tenants' }], sources: { tenants, empty: memoryOrigins() } })
  t.strictSame((await app.cors.explain({ origin: TENANT, url: '/r/orders' })).sources.map(({ name, result }) => [name, result]),
    [['empty', 'not-listed'], ['tenants', 'listed']])
  t.match(await app.cors.explain({ origin: OTHER, url: '/r/orders' }), { change: { addition: { name: 'empty' } } })
  await app.close()
})

t.test('similar origins are named: of all in memory, or of a few that are looked up', async () => {
  const origins = ['https://shop.example', 'http://localhost:3000', 'https://www.bank.example', 'https://example.com', 'https://deep.example.org:8443']
  /** The origins in the source that are near misses. */
  const rows: readonly (readonly [origin: string, inMemory: readonly string[], lookedUp: readonly string[]])[] = [
    ['http://shop.example', ['https://shop.example'], ['https://shop.example']],
    ['https://shop.example:8443', ['https://shop.example'], ['https://shop.example']],
    ['http://shop.example:8443', ['https://shop.example'], []],
    ['https://shpo.example', ['https://shop.example'], []],
    ['https://www.shop.example', ['https://shop.example'], ['https://shop.example']],
    ['https://bank.example', ['https://www.bank.example'], ['https://www.bank.example']],
    ['http://127.0.0.1:3000', ['http://localhost:3000'], []],
    ['https://a.deep.example.org:8443', ['https://deep.example.org:8443'], ['https://deep.example.org:8443']],
    ['https://deep.example.org', ['https://deep.example.org:8443'], []],
    ['https://example.com/', ['https://example.com'], ['https://example.com']],
    ['shop.example', ['https://shop.example'], ['https://shop.example']],
    ['custom://shop.example', ['https://shop.example'], []],
    ['https://none.test', [], []],
    ['https://intranet', [], []]
  ]
  const store = new ScriptedStore()
  store.listSize = 1000
  for (const origin of origins) store.set(origin, true)
  for (let i = 0; i < 2500; i++) store.origins.add(`https://t${i}.tenants.test`)
  const inMemory = await application({ origins: [LISTED, { source: 'tenants' }], sources: { tenants: store.source(['load']) } })
  const lookedUp = await application({ origins: [LISTED, { source: 'tenants' }], sources: { tenants: store.source(['has']) } })
  for (const [origin, ...expected] of rows) {
    for (const [i, app] of [inMemory, lookedUp].entries()) {
      const { nearMisses } = await app.cors.explain({ origin, url: '/r/orders' })
      t.strictSame(nearMisses.flatMap(({ near }) => near ?? []), expected[i], `${origin} ${['in memory', 'looked up'][i]}`)
    }
  }
  const { nearMisses: [miss] } = await inMemory.cors.explain({ origin: 'http://static.example', url: '/r/orders' })
  t.equal(miss!.message, '`http://static.example` is not covered by `https://static.example`: the scheme differs.', 'a listed origin')
  const { nearMisses: [ofSource] } = await inMemory.cors.explain({ origin: 'http://shop.example', url: '/r/orders' })
  t.strictSame(ofSource, {
    field: 'origins',
    given: 'http://shop.example',
    near: 'https://shop.example',
    differs: ['scheme'],
    message: '`http://shop.example` is not covered by `https://shop.example` in the source `tenants`: the scheme differs.'
  })
  await inMemory.close()
  await lookedUp.close()
})

t.test('an explanation looks up a few origins at most, and none that is near if the source has the origin', async () => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  const app = await application({ origins: [{ source: 'tenants', key: 'host' }], sources: { tenants: store.source(['has']) } })
  for (const [origin, most] of [[OTHER, 5], ['https://a.b.c.example:8080', 5], ['not an origin', 0]] as const) {
    const before = store.calls.has
    await app.cors.explain({ origin, url: 'https://api.example/r/orders' })
    t.ok(store.calls.has - before <= most, `${origin}: ${store.calls.has - before}`)
  }
  store.origins.add(`api.example ${TENANT}`)
  const before = store.calls.has
  t.equal((await app.cors.explain({ origin: TENANT, url: 'https://api.example/r/orders' })).outcome, 'allow')
  t.equal(store.calls.has - before, 1)
  await app.close()
})

t.test('an explanation goes through a limited number of the origins in memory, with pauses', async () => {
  let yielded = 0
  let turns = 0
  const source: ReadableSource = {
    description: undefined,
    adds: undefined,
    find: () => 'not-listed',
    * origins () {
      for (;;) yield `https://t${yielded++}.test`
    }
  }
  let isDone = false
  const count = (): void => {
    turns++
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  const compiled = compilePolicy({ origins: [{ source: 'tenants' }] })
  const subject = { kind: 'policy', route: null, policy: false, name: null, from: 'none' } as const
  const situation = { subject, preflight: compiled, actual: compiled, url: undefined, context: undefined, readings: [], earlierHooks: [], guards: [] }
  const { readings } = await withReadings(situation, 'http://t7.test', { source: () => source, valueOf: () => undefined })
  isDone = true
  t.equal(readings[0]!.similar[0], 'https://t7.test', 'the nearest of all that were read')
  t.equal(yielded, 100_000)
  t.ok(turns > 10, `${turns} turns`)
})
