/** What a source results: from memory, from the store, or why not at all. */
import t from 'tap'
import { setTimeout as pause } from 'node:timers/promises'
import { SourceLookup } from '../../../lib/lookup.ts'
import { ScriptedStore, gate, started, until } from './scripted-store.ts'

const A = 'https://a.example'
const B = 'https://b.example'

t.test('a look-up is kept in memory, whatever its result', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, store.source(['has']))
  t.equal(await lookup.find(A, undefined), 'listed')
  t.equal(await lookup.find(B, undefined), 'not-listed')
  t.equal(lookup.find(A, undefined), 'listed', 'in the same tick')
  t.equal(lookup.find(B, undefined), 'not-listed', 'in the same tick')
  t.equal(store.calls.has, 2)
  t.match(lookup.status(), { state: 'current', mode: 'lookup', entries: 2, hits: 2, misses: 2 })
})

t.test('a synchronous result of the store needs no promise', async (t) => {
  const store = new ScriptedStore()
  const source = store.source(['has'])
  const { lookup } = await started(t, { ...source, connect: async () => ({ ...await source.connect(), has: (origin) => origin === A }) })
  t.equal(lookup.find(A, undefined), 'listed')
  t.equal(lookup.find(B, undefined), 'not-listed')
})

t.test('a key has its own origins', async (t) => {
  const store = new ScriptedStore()
  store.set(`shop ${A}`, true)
  const { lookup } = await started(t, store.source(['has', 'load']))
  await until(() => lookup.status().mode === 'snapshot')
  t.equal(await lookup.find(A, 'shop'), 'listed')
  t.equal(await lookup.find(A, 'bank'), 'not-listed')
  t.equal(lookup.find(A, undefined), 'not-listed')
})

t.test('requests for one origin share a look-up', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, store.source(['has']))
  const { passed, open } = gate()
  store.before.has = () => passed
  const results = Array.from({ length: 100 }, () => lookup.find(A, undefined))
  open()
  t.strictSame(new Set(await Promise.all(results)), new Set(['listed']))
  t.equal(store.calls.has, 1)
})

t.test('more than 64 look-ups at a time are blocked at once, and not kept', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has']))
  const { passed, open } = gate()
  store.before.has = () => passed
  const origins = Array.from({ length: 65 }, (_, i) => `https://${i}.example`)
  const results = origins.map((origin) => lookup.find(origin, undefined))
  t.equal(results[64], 'busy')
  t.equal(store.calls.has, 64)
  open()
  t.strictSame(new Set(await Promise.all(results.slice(0, 64))), new Set(['not-listed']))
  t.equal(await lookup.find(origins[64]!, undefined), 'not-listed', 'asked again')
  t.match(lookup.status().blocked, { busy: 1, stale: 0, unavailable: 0 })
})

t.test('text that is not an origin is not looked up', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has']))
  for (const text of ['null', '', 'https://a.example/', 'https://A.example', 'x'.repeat(20_000)]) t.equal(lookup.find(text, undefined), 'not-listed', text.slice(0, 20))
  t.equal(store.calls.has, 0)
})

t.test('a look-up that fails or is late blocks this request only', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const source = store.source(['has'])
  const { lookup } = await started(t, source)
  store.before.has = () => { throw new Error('out of order') }
  t.equal(await lookup.find(A, undefined), 'unavailable')
  delete store.before.has
  t.equal(await lookup.find(A, undefined), 'listed')

  const synchronous = await started(t, { ...source, connect: async () => ({ ...await source.connect(), has: () => { throw new Error('out of order') } }) })
  t.equal(synchronous.lookup.find(A, undefined), 'unavailable')

  const late = await started(t, { ...source, deadline: 5, maxStale: 120_000 })
  store.before.has = () => gate().passed
  t.equal(await late.lookup.find(B, undefined), 'unavailable')
})

t.test('before the first proof and after the last one, nothing is allowed', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  for (const methods of [['has'], ['load']] as const) {
    const source = store.source(methods, { pollInterval: 1, deadline: 20, maxStale: 40 })
    const lookup = new SourceLookup(source, () => false, () => undefined)
    t.equal(lookup.find(A, undefined), 'unavailable')
    await lookup.start()
    // A busy machine can be late for a proof, and the next one comes soon.
    await until(async () => await lookup.find(A, undefined) === 'listed')
    await until(() => lookup.find(A, undefined) === 'listed')
    store.before.version = () => gate().passed
    await until(() => lookup.status().state === 'stale')
    t.equal(lookup.find(A, undefined), 'stale')
    delete store.before.version
    await until(async () => await lookup.find(A, undefined) === 'listed')
    lookup.close()
    await pause(45)
    t.equal(lookup.find(A, undefined), 'stale')
    t.ok(lookup.status().blocked.stale >= 2)
  }
})

for (const [hasVersions, hasKeys] of [[false, true], [false, false], [true, true], [true, false]] as const) {
  t.test(`a result that a change has overtaken is given, and not kept, by a message ${hasVersions ? 'with' : 'without'} versions, ${hasKeys ? 'with' : 'without'} keys`, async (t) => {
    const store = new ScriptedStore()
    store.set(A, true)
    const { lookup } = await started(t, store.source(['has', 'listen']), undefined, hasKeys)
    const { passed, open } = gate()
    store.before.has = () => passed
    const overtaken = lookup.find(A, undefined)
    const before = String(store.version)
    store.set(A, false)
    store.announce(A, hasVersions ? { before, after: String(store.version) } : undefined)
    delete store.before.has
    t.equal(await lookup.find(A, undefined), 'not-listed', 'a request after the change does not wait for the old look-up')
    open()
    t.equal(await overtaken, 'listed')
    t.equal(lookup.find(A, undefined), 'not-listed', 'from memory')
    const { version } = store.calls
    await until(() => store.calls.version > version + 2)
    t.equal(await lookup.find(A, undefined), 'not-listed')
  })
}

t.test('a look-up that a change has overtaken leaves the newer one shared', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has', 'listen']))
  const [older, newer] = [gate(), gate()]
  store.before.has = () => older.passed
  const first = lookup.find(A, undefined)
  store.announce(A)
  store.before.has = () => newer.passed
  const second = lookup.find(A, undefined)
  older.open()
  await first
  const third = lookup.find(A, undefined)
  t.equal(store.calls.has, 2)
  newer.open()
  t.strictSame([await second, await third], ['not-listed', 'not-listed'])
})

t.test('a message about one origin leads to a look-up of it', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  const { lookup } = await started(t, store.source(['has', 'load', 'listen']))
  await until(() => lookup.status().mode === 'snapshot')
  store.origins.delete(A)
  store.announce(A)
  const result = lookup.find(A, undefined)
  t.type(result, Promise)
  t.equal(await result, 'not-listed')
  t.equal(lookup.find(B, undefined), 'listed', 'others are still answered from memory')
})

t.test('status says what memory holds', async (t) => {
  const store = new ScriptedStore()
  const lookup = new SourceLookup(store.source(['load']), () => false, () => undefined)
  t.strictSame(lookup.status(), {
    state: 'unavailable', description: 'a store of a test', mode: 'lookup', version: undefined, provenAgo: undefined, entries: 0, invalidEntries: 0,
    push: 'none', hits: 0, misses: 0, blocked: { busy: 0, stale: 0, unavailable: 0 }, lastFailure: undefined
  })
  for (const origin of [A, B]) store.set(origin, true)
  await lookup.start()
  t.teardown(() => { lookup.close() })
  t.match(lookup.status(), { state: 'current', mode: 'snapshot', version: '3', entries: 2, push: 'none' })
  t.ok(lookup.status().provenAgo! >= 0)
})

t.test('a source without patterns stays in memory when a rule for patterns has changed', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, store.source(['load']))
  lookup.reload()
  t.equal(lookup.find(A, undefined), 'listed')
})

t.test('a rule for patterns that changes while a snapshot is loaded counts', async (t) => {
  const store = new ScriptedStore()
  for (const entry of [A, 'https://*.shared.test']) store.set(entry, true)
  let isSafe = true
  const { lookup } = await started(t, store.source(['load'], { patterns: true }), () => isSafe)
  t.equal(lookup.find('https://x.shared.test', undefined), 'listed')
  const waiting = gate()
  store.before.load = () => waiting.passed
  store.set(B, true)
  await until(() => store.calls.load > 1)
  isSafe = false
  lookup.reload()
  delete store.before.load
  waiting.open()
  await until(() => lookup.find(B, undefined) === 'listed')
  t.equal(lookup.find('https://x.shared.test', undefined), 'not-listed')
})

t.test('a version that arrives late is proven from the time of its request', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has'], { pollInterval: 1 }))
  const { passed, open } = gate()
  store.before.version = () => passed
  const { version } = store.calls
  await until(() => store.calls.version > version)
  // The next one never arrives.
  store.before.version = () => gate().passed
  await pause(50)
  open()
  await until(() => store.calls.version > version + 1)
  // A timer can be a millisecond early.
  t.ok(lookup.status().provenAgo! >= 49, `${lookup.status().provenAgo} ms`)
})
