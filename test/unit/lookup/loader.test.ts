/** Tests how the origins of a source are loaded, and which of them count. */
import t from 'tap'
import { SourceLookup } from '../../../lib/lookup.ts'
import { ScriptedStore, gate, started, until } from './scripted-store.ts'

const A = 'https://a.example'
const B = 'https://b.example'

t.test('look-ups result while a snapshot loads, and after it has become too large', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  const slow = gate()
  store.before.load = () => slow.passed
  const { lookup, events } = await started(t, store.source(['has', 'load'], { maxOrigins: 2 }))
  t.equal(await lookup.find(A, undefined), 'listed')
  t.equal(lookup.status().mode, 'lookup')
  slow.open()
  await until(() => lookup.status().mode === 'snapshot')
  store.set('https://c.example', true)
  await until(() => events.length > 0)
  t.match(events, [{ kind: 'too-many-origins', error: { message: /more than 2 origins/ } }])
  t.equal(await lookup.find('https://c.example', undefined), 'listed')
  const { load } = store.calls
  store.set(A, false)
  await until(async () => await lookup.find(A, undefined) === 'not-listed')
  t.equal(store.calls.load, load, 'it is not loaded again')
})

t.test('a source that only loads is unavailable with too many origins', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  await t.rejects(started(t, store.source(['load'], { maxOrigins: 1, startDeadline: 30 })))
  const { lookup } = await started(t, store.source(['load'], { maxOrigins: 1, start: 'closed' }))
  await until(() => /more than 1 origins/.test(lookup.status().lastFailure ?? ''))
  t.equal(await lookup.find(A, undefined), 'unavailable')
})

t.test('a snapshot that fails to load beside look-ups is reported, and loaded again', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  store.before.load = () => { throw new Error('cursor lost') }
  const { lookup, events } = await started(t, store.source(['has', 'load']))
  await until(() => store.calls.load > 2)
  t.match(events, [{ kind: 'failed', error: { message: 'cursor lost' } }])
  t.equal(events.length, 1, 'reported once')
  t.equal(await lookup.find(A, undefined), 'listed')
  delete store.before.load
  await until(() => lookup.status().mode === 'snapshot')
})

t.test('a snapshot of an older version is dropped', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B, 'https://c.example']) store.set(origin, true)
  const slow = gate()
  store.before.load = () => slow.passed
  const { lookup } = await started(t, store.source(['has', 'load']))
  await until(() => store.calls.load === 1)
  const { version } = store.calls
  store.set(A, false)
  await until(() => store.calls.version > version + 1)
  slow.open()
  delete store.before.load
  await until(() => lookup.status().mode === 'snapshot')
  t.equal(lookup.find(A, undefined), 'not-listed')
})

t.test('a failure of a snapshot whose connection is gone is not reported', async (t) => {
  const store = new ScriptedStore()
  const slow = gate()
  store.before.load = () => slow.passed
  const { lookup, events } = await started(t, store.source(['has', 'load']))
  await until(() => store.calls.load === 1)
  lookup.close()
  await until(() => store.calls.close >= 2)
  slow.fail(new Error('closed'))
  await slow.passed.catch(() => undefined)
  t.strictSame(events, [])
})

t.test('the mode "lookup", and policies with keys only, load no snapshot', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has', 'load'], { mode: 'lookup' }))
  t.equal(await lookup.find(A, undefined), 'not-listed')
  const keyed = new SourceLookup(store.source(['has', 'load']), () => false, () => undefined)
  t.teardown(() => { keyed.close() })
  keyed.use({ keys: true, withoutKey: false })
  await keyed.start()
  t.equal(await keyed.find(A, 'shop'), 'not-listed')
  t.equal(store.calls.load, 0)
})

t.test('without `has`, an origin of a key is unavailable, which is reported once', async (t) => {
  const store = new ScriptedStore()
  const { lookup, events } = await started(t, store.source(['load']))
  t.equal(lookup.find(A, 'shop'), 'unavailable')
  store.instead.version = 7
  await until(() => store.calls.connect > 1)
  delete store.instead.version
  await until(() => events.some(({ kind }) => kind === 'recovered'))
  t.strictSame(events.map(({ kind }) => kind), ['keys-not-supported', 'failed', 'recovered'])
})

t.test('entries that are not valid origins allow nothing, and are reported when their number changes', async (t) => {
  const store = new ScriptedStore()
  for (const entry of [A, 'null', '*', 'https://a.example/', 'https://*.example.com', '']) store.set(entry, true)
  const { lookup, events } = await started(t, store.source(['load']), undefined, false)
  t.match(events, [{ kind: 'entries-invalid', count: 5, examples: ['null', '*', 'https://a.example/'] }])
  t.match(lookup.status(), { entries: 1, invalidEntries: 5 })
  for (const origin of ['null', 'https://x.example.com']) t.equal(lookup.find(origin, undefined), 'not-listed', origin)
  store.set(B, true)
  await until(() => lookup.find(B, undefined) === 'listed')
  t.equal(events.length, 1)
})

t.test('patterns count only where the source may have them, and where the policy may', async (t) => {
  const store = new ScriptedStore()
  for (const entry of ['https://*.example.com', 'https://*.github.io']) store.set(entry, true)
  const { lookup } = await started(t, store.source(['load'], { patterns: true }), (pattern) => !pattern.includes('github.io'))
  t.equal(lookup.find('https://x.example.com', undefined), 'listed')
  t.equal(lookup.find('https://x.github.io', undefined), 'not-listed')
  t.match(lookup.status(), { entries: 1, invalidEntries: 1 })
})

t.test('a snapshot that becomes old after its last list is dropped', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  const slow = gate()
  let ends = 0
  store.before.end = () => { ends++; return slow.passed }
  const { lookup } = await started(t, store.source(['has', 'load']))
  await until(() => ends === 1)
  const { version } = store.calls
  store.set(A, false)
  await until(() => store.calls.version > version + 2)
  slow.open()
  await until(() => lookup.status().mode === 'snapshot')
  t.equal(lookup.find(A, undefined), 'not-listed')
})

t.test('a rule for patterns that changes after the last list of a snapshot counts', async (t) => {
  const store = new ScriptedStore()
  store.set('https://*.shared.test', true)
  let isSafe = true
  const { lookup } = await started(t, store.source(['load'], { patterns: true }), () => isSafe)
  const slow = gate()
  let ends = 0
  store.before.end = () => { ends++; return slow.passed }
  store.set(B, true)
  await until(() => ends === 1)
  isSafe = false
  lookup.reload()
  slow.open()
  await until(() => lookup.find(B, undefined) === 'listed')
  t.equal(lookup.find('https://x.shared.test', undefined), 'not-listed')
})
