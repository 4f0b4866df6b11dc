/** Tests how a source is followed: by messages and by its version. */
import t from 'tap'
import { ScriptedStore, started, until } from './scripted-store.ts'

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
