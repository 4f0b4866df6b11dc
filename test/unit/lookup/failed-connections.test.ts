/** Tests the start of a source, its failures and its end. */
import t from 'tap'
import { SourceLookup } from '../../../lib/lookup.ts'
import { ScriptedStore, gate, started, until } from './scripted-store.ts'

const A = 'https://a.example'
const B = 'https://b.example'

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
