/** How a source is followed: its start, its changes, its failures and its end. */
import t from 'tap'
import { SourceLookup } from '../../../lib/lookup.ts'
import { ScriptedStore, gate, started, until } from './scripted-store.ts'

const A = 'https://a.example'
const B = 'https://b.example'

for (const methods of [['has'], ['load'], ['has', 'load']] as const) {
  t.test(`a change without a message counts from the next read of the version on: ${methods.join(' and ')}`, async (t) => {
    const store = new ScriptedStore()
    store.set(A, true)
    const { lookup } = await started(t, store.source(methods))
    t.equal(await lookup.find(A, undefined), 'listed')
    t.equal(await lookup.find(B, undefined), 'not-listed')
    store.set(A, false)
    store.set(B, true)
    await until(async () => await lookup.find(A, undefined) === 'not-listed' && await lookup.find(B, undefined) === 'listed')
    const { connect } = store.calls
    t.equal(connect, 1, 'with the same connection')
  })
}

t.test('a message counts at once', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, store.source(['has', 'listen'], { pollInterval: 60_000 }))
  t.equal(await lookup.find(A, undefined), 'listed')
  t.equal(lookup.status().push, 'untested')
  const { version } = store.calls
  store.set(A, false)
  store.announce(A)
  t.equal(await lookup.find(A, undefined), 'not-listed')
  t.equal(lookup.status().push, 'working')
  await until(() => store.calls.version > version)
  store.set(A, true)
  store.announce()
  t.equal(await lookup.find(A, undefined), 'listed')
})

t.test('a gap in the messages leads to a read of the version at once', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, store.source(['load', 'listen'], { pollInterval: 60_000 }))
  store.set(A, false)
  for (const { onGap } of store.listeners) onGap()
  await until(() => lookup.find(A, undefined) === 'not-listed')
  store.set(A, true)
  store.announce(A)
  await until(() => lookup.find(A, undefined) === 'listed')
  t.equal(lookup.status().push, 'working')
  for (const { onGap } of store.listeners) onGap()
  t.equal(lookup.status().push, 'untested', 'messages may not arrive any more')
})

t.test('a store that is down gets rest between connections, also if messages were missed while the version was read', async (t) => {
  const store = new ScriptedStore()
  await started(t, store.source(['has', 'listen'], { pollInterval: 100 }))
  store.before.version = () => {
    for (const { onGap } of store.listeners) onGap()
    store.before.connect = () => { throw new Error('no route') }
    throw new Error('lost')
  }
  await until(() => store.calls.close > 0)
  const start = performance.now()
  const { connect } = store.calls
  await until(() => store.calls.connect >= connect + 4)
  t.ok(performance.now() - start > 140, 'a pause of 50 ms, then of 100 ms each')
})

t.test('messages of a connection that was closed do nothing', async (t) => {
  const store = new ScriptedStore()
  const { lookup } = await started(t, store.source(['has', 'listen']))
  const [old] = store.listeners
  store.before.version = () => { throw new Error('lost') }
  await until(() => store.calls.close > 0)
  delete store.before.version
  await until(() => store.calls.connect > 1 && lookup.status().lastFailure === undefined)
  await lookup.find(A, undefined)
  old!.onChange(A)
  old!.onChange()
  old!.onGap()
  t.equal(lookup.find(A, undefined), 'not-listed', 'still from memory')
})

const FAILURES: readonly (readonly [string, (store: ScriptedStore) => unknown, RegExp])[] = [
  ['the connection fails', (store) => { store.before.connect = store.before.version = () => { throw new Error('no route') } }, /no route/],
  ['the version cannot be read', (store) => { store.before.version = () => { throw new Error('no key') } }, /no key/],
  ['the version is not a text', (store) => { store.instead.version = 7 }, /not initialized/],
  ['the version is empty', (store) => { store.instead.version = '' }, /not initialized/],
  ['the connection has no method to read origins', (store) => { store.instead.connect = { version: async () => '1', close () {} }; store.before.version = () => { throw new Error('lost') } }, /neither `has` nor `load`/],
  ['loading fails', (store) => { store.before.load = () => { throw new Error('cursor lost') } }, /cursor lost/],
  ['loading yields something else', (store) => { store.instead.load = 'https://a.example' }, /lists of origins/],
  ['the failure is not an Error', (store) => { store.before.version = () => { throw 'gone' } }, /gone/] // oxlint-disable-line no-throw-literal
]

for (const [title, spoil, message] of FAILURES) {
  t.test(`${title}: reported once, blocked when it is stale, and followed again`, async (t) => {
    const store = new ScriptedStore()
    store.set(A, true)
    const source = store.source(['load'], { pollInterval: 1, deadline: 20, maxStale: 40 })
    const { lookup, events } = await started(t, source, undefined, false)
    // A busy machine can be late for a proof, and the next one comes soon.
    await until(() => lookup.find(A, undefined) === 'listed')
    spoil(store)
    store.set(B, true)
    await until(() => lookup.status().state === 'stale')
    t.equal(lookup.find(A, undefined), 'stale')
    // The loss of the connection is a failure of its own, which comes first.
    await until(() => message.test(lookup.status().lastFailure ?? ''))
    t.match(lookup.status().lastFailure, message)
    store.before = {}
    store.instead = {}
    await until(() => lookup.find(B, undefined) === 'listed')
    t.match(events.map(({ kind }) => kind).join(), /^failed,recovered(?:,failed,recovered)*$/, 'a failure is reported once')
  })
}

for (const [title, spoil, message] of FAILURES) {
  t.test(`${title} at the start: rejects, or starts closed`, async (t) => {
    const store = new ScriptedStore()
    store.set(A, true)
    spoil(store)
    const lookup = new SourceLookup(store.source(['load'], { startDeadline: 30 }), () => false, () => undefined)
    await t.rejects(lookup.start().catch((error: unknown) => { throw new Error(String(error)) }), { message })
    const { connect } = store.calls
    const closed = await started(t, store.source(['load'], { start: 'closed' }))
    t.ok(store.calls.connect > connect)
    t.equal(closed.lookup.find(A, undefined), 'unavailable')
    store.before = {}
    store.instead = {}
    await until(() => closed.lookup.find(A, undefined) === 'listed')
  })
}

t.test('a store that never responds: rejects in time, or starts closed', async (t) => {
  const store = new ScriptedStore()
  store.before.connect = () => gate().passed
  const options = { startDeadline: 20 }
  await t.rejects(started(t, store.source(['has'], options)), { message: /has not responded/ })
  const { lookup } = await started(t, store.source(['has'], { ...options, start: 'closed' }))
  t.equal(lookup.find(A, undefined), 'unavailable')
})

t.test('a connection that comes too late is closed, and closing may fail', async (t) => {
  const store = new ScriptedStore()
  const slow = gate()
  const closed = new Set<number>()
  const source = store.source(['has'], { deadline: 5, maxStale: 120_000 })
  const { lookup } = await started(t, {
    ...source,
    start: 'closed',
    connect: async () => {
      const connection = await source.connect()
      const number = store.calls.connect
      if (number === 1) await slow.passed
      return { ...connection, close () { closed.add(number); throw new Error('already closed') } }
    }
  })
  slow.open()
  await until(() => closed.has(1))
  await until(() => lookup.status().state === 'current')
  lookup.close()
  await until(() => closed.size >= 2)
})

t.test('closing while it connects closes the new connection', async (t) => {
  const store = new ScriptedStore()
  const slow = gate()
  store.before.connect = () => slow.passed
  const { lookup } = await started(t, store.source(['has'], { start: 'closed', startDeadline: 5 }))
  lookup.close()
  slow.open()
  await until(() => store.calls.close === 1)
  t.equal(store.calls.version, 0)
})

t.test('closing while it reads ends it without a failure', async (t) => {
  for (const end of ['open', 'fail'] as const) {
    const store = new ScriptedStore()
    const { lookup, events } = await started(t, store.source(['has']))
    const slow = gate()
    store.before.version = () => slow.passed
    const { version } = store.calls
    await until(() => store.calls.version > version)
    lookup.close()
    slow[end](new Error('closed'))
    await until(() => store.calls.close >= 2)
    t.strictSame(events, [])
  }
})

t.test('without a subscription, changes are seen by the version', async (t) => {
  const store = new ScriptedStore()
  store.before.listen = () => { throw new Error('not allowed') }
  const { lookup, events } = await started(t, store.source(['has', 'listen', 'announce']))
  t.match(events, [{ kind: 'push-failed', error: { message: 'not allowed' } }])
  t.equal(lookup.status().push, 'none')
  t.equal(await lookup.find(A, undefined), 'not-listed')
  store.set(A, true)
  await until(async () => await lookup.find(A, undefined) === 'listed')
})

t.test('a test message shows whether messages arrive', async (t) => {
  const working = await started(t, new ScriptedStore().source(['has', 'listen', 'announce']))
  await until(() => working.lookup.status().push === 'working')

  const deaf = new ScriptedStore()
  deaf.instead.announce = undefined
  const silent = await started(t, deaf.source(['has', 'listen', 'announce'], { deadline: 20 }))
  await until(() => silent.lookup.status().push === 'silent')
  // A busy machine can also be late for a proof.
  t.match(silent.events.filter(({ kind }) => kind !== 'failed' && kind !== 'recovered'), [{ kind: 'push-silent' }])

  const reader = new ScriptedStore()
  reader.instead.announce = undefined
  reader.before.announce = () => { throw new Error('readonly user') }
  const untested = await started(t, reader.source(['has', 'listen', 'announce']))
  await until(() => reader.calls.announce === 1)
  t.strictSame(untested.events, [])
  t.equal(untested.lookup.status().push, 'untested')
})

t.test('closing during the test of messages reports nothing', async (t) => {
  const deaf = new ScriptedStore()
  deaf.instead.announce = undefined
  const { lookup, events } = await started(t, deaf.source(['has', 'listen', 'announce']))
  await until(() => deaf.calls.announce === 1)
  lookup.close()
  await until(() => deaf.calls.close >= 2)
  t.strictSame(events, [])
})

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
  await t.rejects(started(t, store.source(['load'], { maxOrigins: 1, startDeadline: 30 })), { message: /more than 1 origins/ })
})

t.test('a snapshot that fails to load beside look-ups is reported, and loaded again', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  store.before.load = () => { throw new Error('cursor lost') }
  const { lookup, events } = await started(t, store.source(['has', 'load']))
  await until(() => store.calls.load > 2)
  t.match(events, [{ kind: 'failed', error: { message: 'cursor lost' } }], 'reported once')
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
