/** Values of clients and of sources that nobody expects. */
import t from 'tap'
import type { CorsOriginSource, CorsSourceConnection } from '../../../types/source.ts'
import { FAST, ScriptedStore, gate, started, until } from './scripted-store.ts'

const A = 'https://a.example'
const B = 'https://b.example'

t.test('an Origin with a space is not the origin of a tenant', async (t) => {
  const store = new ScriptedStore()
  for (const entry of [`shop ${A}`, `big shop ${A}`]) store.set(entry, true)
  const { lookup } = await started(t, store.source(['has']))
  for (const key of ['shop', 'big shop']) t.equal(await lookup.find(A, key), 'listed')
  t.equal(lookup.find(`shop ${A}`, undefined), 'not-listed')
  t.equal(lookup.find(`shop ${A}`, 'big'), 'not-listed')
  t.equal(lookup.find(` ${A}`, undefined), 'not-listed')
  // The id under which memory has the origin of a tenant.
  t.equal(lookup.find(` shop ${A}`, undefined), 'not-listed')
})

t.test('long keys do not fill the memory', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has']))
  for (const length of [1000, 1001, 16_000]) {
    const key = 'k'.repeat(length)
    store.set(`${key} ${A}`, true)
    for (const [origin, result] of [[A, 'listed'], [A, 'listed'], [B, 'not-listed']] as const) t.equal(await lookup.find(origin, key), result)
  }
  await lookup.find(A, undefined)
  await until(() => lookup.status().entries <= 3)
  const { has } = store.calls
  for (let i = 0; i < 2; i++) await lookup.find(B, 'k'.repeat(16_000))
  t.equal(store.calls.has, has + 2)
})

t.test('look-ups that no request waits for any more count until the store responds', async (t) => {
  const store = new ScriptedStore()
  const stuck = gate()
  const { lookup } = await started(t, store.source(['has'], { deadline: 5, maxStale: 120_000 }))
  store.before.has = () => stuck.passed
  const results = Array.from({ length: 64 }, (_, i) => lookup.find(`https://${i}.example`, undefined))
  t.strictSame(new Set(await Promise.all(results)), new Set(['unavailable']))
  t.equal(lookup.find(A, undefined), 'busy')
  t.equal(store.calls.has, 64)
  delete store.before.has
  stuck.open()
  await until(async () => await lookup.find(A, undefined) === 'not-listed')
})

t.test('look-ups that a closed connection never answers do not count', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has'], { deadline: 5, maxStale: 120_000 }))
  store.before.has = () => gate().passed
  await Promise.all(Array.from({ length: 64 }, (_, i) => lookup.find(`https://${i}.example`, undefined)))
  delete store.before.has
  store.before.version = () => { throw new Error('lost') }
  await until(() => store.calls.close > 0)
  delete store.before.version
  await until(async () => await lookup.find(A, undefined) === 'not-listed')
})

t.test('a new connection gives no results before its version was read, and drops what came from the old one', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, store.source(['has'], { pollInterval: 5 }))
  t.equal(await lookup.find(A, undefined), 'listed')
  // Another server, which is older and never gets so far that its version is read.
  const slow = gate()
  store.origins.clear()
  store.origins.add(B)
  store.before.version = () => { throw new Error('lost') }
  await until(() => store.calls.close > 0)
  store.before.version = () => slow.passed
  const { connect } = store.calls
  await until(() => store.calls.connect > connect)
  t.equal(lookup.find(B, undefined), 'unavailable')
  t.equal(lookup.find(A, undefined), 'listed', 'from memory')
  delete store.before.version
  slow.open()
  // It is the same version, but nothing proves that look-ups of the old connection belonged to it until its end.
  await until(async () => await lookup.find(B, undefined) === 'listed')
  t.equal(await lookup.find(A, undefined), 'not-listed')
})

const connection = { version: async () => '1', has: () => true, close () {} }

const JUNK: readonly (readonly [title: string, connect: () => unknown, message: RegExp])[] = [
  ...[undefined, null, 7, {}, { version: async () => '1' }, { close () {} }].map((value) =>
    [`connect resolves to ${JSON.stringify(value)}`, async () => value, /`connect` must resolve to a connection with the methods `version` and `close`/] as const),
  ['connect throws', () => { throw new Error('at once') }, /at once/],
  ['connect throws undefined', () => { throw undefined }, /undefined/], // oxlint-disable-line no-throw-literal
  ['version throws', async () => ({ ...connection, version () { throw new Error('at once') } }), /at once/],
  ['version is a Promise of a number', async () => ({ ...connection, version: async () => 1 }), /no version/],
  ['load returns a list', async () => ({ ...connection, has: undefined, load: () => [[A]] }), /`load` must return an async iterable/],
  ['load returns nothing', async () => ({ ...connection, has: undefined, load () {} }), /`load` must return an async iterable/],
  ['load throws', async () => ({ ...connection, has: undefined, load () { throw new Error('at once') } }), /at once/],
  ['load yields a text', async () => ({ ...connection, has: undefined, async * load () { yield A } }), /must yield lists/]
]

for (const [title, connect, message] of JUNK) {
  t.test(`a source is unavailable, and its failure has a reason: ${title}`, async (t) => {
    const source = { ...FAST, start: 'closed', connect } as unknown as CorsOriginSource
    const { lookup } = await started(t, source)
    t.equal(lookup.find(A, undefined), 'unavailable')
    t.match(lookup.status().lastFailure, message)
  })
}

t.test('junk instead of the result of a look-up allows nothing', async (t) => {
  for (const value of [undefined, null, 1, 'true', {}, [], Promise.resolve('true')]) {
    const { lookup } = await started(t, { ...FAST, connect: async () => ({ ...connection, has: () => value as never }) })
    t.equal(await lookup.find(A, undefined), 'not-listed', String(value))
    t.equal(await lookup.find(A, undefined), 'not-listed', String(value))
  }
})

t.test('an iterator of its own can end in any way', async (t) => {
  for (const end of [undefined, () => ({ done: true }), () => { throw new Error('no') }, async () => { throw new Error('no') }]) {
    let lists = [[A]]
    const load = () => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => { const value = lists.shift(); return { done: value === undefined, value } },
        ...(end !== undefined && { return: end })
      })
    })
    const { lookup } = await started(t, { ...FAST, connect: async () => ({ ...connection, has: undefined, load }) as unknown as CorsSourceConnection })
    t.equal(lookup.find(A, undefined), 'listed')
    lists = []
  }
})

t.test('the signal of `connect` is aborted when nothing waits for the connection any more', async (t) => {
  const signals: AbortSignal[] = []
  const connect = async (signal?: AbortSignal): Promise<CorsSourceConnection> => {
    signals.push(signal!)
    return signals.length === 1 ? connection : await new Promise(() => undefined)
  }
  const first = await started(t, { ...FAST, connect })
  first.lookup.close()
  t.equal(signals[0]!.aborted, false, 'a connection in use has its own end')
  const second = await started(t, { ...FAST, deadline: 5, start: 'closed', connect })
  await until(() => signals.length > 2)
  t.equal(signals[1]!.aborted, true, 'the deadline')
  second.lookup.close()
  const last = signals.length
  const { lookup } = await started(t, { ...FAST, start: 'closed', startDeadline: 5, connect })
  t.equal(signals[last]!.aborted, false)
  lookup.close()
  t.equal(signals[last]!.aborted, true, 'the end of the application')
})

t.test('that a policy uses keys can become known later', async (t) => {
  const { lookup, events } = await started(t, new ScriptedStore().source(['load']), undefined, false)
  t.strictSame(events, [])
  lookup.use({ keys: true, withoutKey: true })
  lookup.use({ keys: true, withoutKey: true })
  t.strictSame(events, [{ kind: 'keys-not-supported' }])
})

t.test('a failure of `close` is not one of the process, at once or later', async (t) => {
  const rejections: unknown[] = []
  const note = (reason: unknown): void => { rejections.push(reason) }
  process.on('unhandledRejection', note)
  t.teardown(() => { process.off('unhandledRejection', note) })
  const store = new ScriptedStore()
  const source = store.source(['has'])
  let closed = 0
  const failing: CorsOriginSource = {
    ...source,
    connect: async (signal) => ({ ...await source.connect(signal), close: async () => { throw new Error(`close ${++closed}`) } })
  }
  const { lookup, events } = await started(t, failing)
  store.before.version = () => { throw new Error('lost') }
  await until(() => closed >= 2)
  store.before = {}
  await until(() => events.some(({ kind }) => kind === 'recovered'))
  lookup.close()
  await until(() => closed >= 3)
  await new Promise((resolve) => { setTimeout(resolve, 10) })
  t.strictSame(rejections, [])
})

t.test('a snapshot of lists without end and without entries stops neither the process nor other sources', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, { ...FAST, connect: async () => ({ ...await store.source(['has']).connect(new AbortController().signal), async * load () { for (;;) yield [] } }) })
  t.equal(await lookup.find(A, undefined), 'listed')
  let turns = 0
  await until(() => ++turns > 20)
  t.equal(lookup.status().mode, 'lookup')
})

t.test('a store that reports a change at each read of its version does not stop the process', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  store.before.version = () => { store.announce(A) }
  const { lookup } = await started(t, store.source(['has', 'listen']))
  let turns = 0
  await until(() => ++turns > 20)
  t.equal(await lookup.find(A, undefined), 'listed')
})
