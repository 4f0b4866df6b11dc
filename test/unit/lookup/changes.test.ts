/** Messages that name an origin and the versions before and after its change: all other results stay in memory. */
import t from 'tap'
import fc from 'fast-check'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { rounds, SEED } from '../properties/seed.ts'
import { SourceMemory } from '../../../lib/lookup/memory.ts'
import { ScriptedStore, gate, started, until } from './scripted-store.ts'

const A = 'https://a.example'
const B = 'https://b.example'
const C = 'https://c.example'
const D = 'https://d.example'

/** Changes an origin, with a message that has both versions. */
function change (store: ScriptedStore, origin: string, isIn: boolean): void {
  const before = String(store.version)
  store.set(origin, isIn)
  store.announce(origin, { before, after: String(store.version) })
}

t.test('after a message, a snapshot has the change without being loaded again', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  const { lookup } = await started(t, store.source(['has', 'load', 'listen']), undefined, false)
  await until(() => lookup.status().mode === 'snapshot')
  const { load } = store.calls
  change(store, A, false)
  change(store, C, true)
  t.equal(lookup.status().entries, 1, 'only B is known')
  t.equal(await lookup.find(A, undefined), 'not-listed')
  t.equal(await lookup.find(C, undefined), 'listed')
  t.equal(lookup.find(B, undefined), 'listed', 'in the same tick')
  const { version } = store.calls
  await until(() => store.calls.version > version + 2)
  t.equal(lookup.find(A, undefined), 'not-listed', 'in the same tick')
  t.equal(lookup.find(C, undefined), 'listed', 'in the same tick')
  t.equal(store.calls.load, load)
  t.match(lookup.status(), { mode: 'snapshot', version: String(store.version), entries: 2 })
  t.strictSame([...lookup.origins()!], [B, C])
})

t.test('recent results stay', async (t) => {
  const store = new ScriptedStore()
  store.set(B, true)
  const { lookup } = await started(t, store.source(['has', 'listen']), undefined, false)
  t.equal(await lookup.find(B, undefined), 'listed')
  t.equal(lookup.origins(), undefined)
  change(store, A, true)
  t.equal(await lookup.find(A, undefined), 'listed')
  const { version } = store.calls
  await until(() => store.calls.version > version + 2)
  t.equal(lookup.find(B, undefined), 'listed', 'in the same tick')
})

t.test('a message from another version, or one that is lost, leads to a new snapshot', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  const { lookup } = await started(t, store.source(['has', 'load', 'listen']), undefined, false)
  await until(() => lookup.status().mode === 'snapshot')
  const { load } = store.calls
  store.set(B, false)
  change(store, A, false)
  await until(() => lookup.status().mode === 'snapshot' && lookup.status().version === String(store.version))
  t.ok(store.calls.load > load)
  t.equal(lookup.find(B, undefined), 'not-listed')
  for (const junk of [null, 7, { before: String(store.version) }, { before: 7, after: 7 }]) {
    store.set(B, true)
    store.announce(A, junk as never)
    await until(async () => await lookup.find(B, undefined) === 'listed')
    store.set(B, false)
    await until(async () => await lookup.find(B, undefined) === 'not-listed')
  }
})

t.test('a snapshot that loads meanwhile is used', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  const slow = gate()
  store.before.load = () => slow.passed
  const { lookup } = await started(t, store.source(['has', 'load', 'listen']), undefined, false)
  await until(() => store.calls.load === 1)
  change(store, A, false)
  change(store, C, true)
  const { version } = store.calls
  await until(() => store.calls.version > version + 2)
  slow.open()
  await until(() => lookup.status().mode === 'snapshot')
  t.equal(store.calls.load, 1)
  for (const [origin, result] of [[A, 'not-listed'], [B, 'listed'], [C, 'listed']] as const) t.equal(await lookup.find(origin, undefined), result, origin)
})

t.test('of a snapshot whose connection is lost while it loads, nothing is used', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  store.listSize = 1
  const { lookup } = await started(t, store.source(['load', 'listen']), undefined, false)
  store.set(A, false)
  store.set(C, true)
  store.set(D, true)
  const lists: unknown[] = []
  const stuck = gate()
  store.before.load = () => lists.push('list') === 2 ? stuck.passed : undefined
  store.announce()
  await until(() => lists.length === 2)
  // The first list has arrived, and the snapshot from before counts until it is stale.
  for (const [origin, result] of [[A, 'listed'], [B, 'listed'], [C, 'not-listed']] as const) t.equal(await lookup.find(origin, undefined), result, origin)
  store.before = {}
  const { connect } = store.calls
  stuck.fail(new Error('The connection is lost.'))
  await until(() => store.calls.connect === connect + 1 && lookup.status().version === String(store.version))
  for (const [origin, result] of [[A, 'not-listed'], [B, 'listed'], [C, 'listed'], [D, 'listed']] as const) {
    t.equal(await lookup.find(origin, undefined), result, origin)
  }
})

t.test('a read of the version that a message has overtaken takes nothing back', async (t) => {
  const store = new ScriptedStore()
  for (const origin of [A, B]) store.set(origin, true)
  const { lookup } = await started(t, store.source(['has', 'load', 'listen']), undefined, false)
  await until(() => lookup.status().mode === 'snapshot')
  const { load } = store.calls
  store.instead.version = String(store.version)
  change(store, A, false)
  const { version } = store.calls
  await until(() => store.calls.version > version + 2)
  delete store.instead.version
  t.equal(await lookup.find(A, undefined), 'not-listed')
  await until(() => store.calls.version > version + 5)
  t.equal(store.calls.load, load)
  t.equal(lookup.status().version, String(store.version))
})

t.test('after many changes, the snapshot is loaded again', async (t) => {
  const store = new ScriptedStore()
  store.listSize = 10_000
  store.set(A, true)
  const { lookup } = await started(t, store.source(['has', 'load', 'listen']), undefined, false)
  await until(() => lookup.status().mode === 'snapshot')
  const { load } = store.calls
  for (let i = 0; i <= 1000; i++) change(store, `https://${i}.example`, true)
  await until(() => store.calls.load > load && lookup.status().mode === 'snapshot')
  t.match(lookup.status(), { entries: 1002 })
  t.equal(lookup.find('https://1000.example', undefined), 'listed')
})

t.test('while changes are faster than reads of the version, the versions before the last read are forgotten', async (t) => {
  const memory = new SourceMemory()
  memory.renew('0', undefined)
  for (let i = 0; i < 10; i++) memory.forgetOrigin(A, { before: String(i), after: String(i + 1) })
  t.strictSame(['0', '5', '5', '4', '0', '9', '10', '9'].map((version) => memory.hasReached(version)), [true, true, true, false, false, true, true, false])
})

t.test('messages without a change do not fill the memory', async (t) => {
  const store = new ScriptedStore()
  store.set(A, true)
  const { lookup } = await started(t, store.source(['has', 'load', 'listen']), undefined, false)
  await until(() => lookup.status().mode === 'snapshot')
  const { load } = store.calls
  for (let i = 0; i <= 1000; i++) store.announce(`https://${i}.example`)
  await until(() => store.calls.load > load && lookup.status().mode === 'snapshot')
  t.equal(lookup.find('https://1.example', undefined), 'not-listed', 'in the same tick')
})

t.test('results of keys do not outlive a time without keys', async (t) => {
  const store = new ScriptedStore()
  store.set(`shop ${A}`, true)
  const { lookup } = await started(t, store.source(['has', 'listen']))
  t.equal(await lookup.find(A, 'shop'), 'listed')
  lookup.use({ keys: false, withoutKey: true })
  const before = String(store.version)
  store.set(`shop ${A}`, false)
  store.announce(A, { before, after: String(store.version) })
  await until(() => lookup.status().version === String(store.version))
  lookup.use({ keys: true, withoutKey: true })
  t.equal(await lookup.find(A, 'shop'), 'not-listed')
})

for (const [title, changed] of [
  ['a pattern', 'https://*.example'],
  ['an origin that a pattern covers too', 'https://b.c.example']
] as const) {
  t.test(`a change of ${title} leads to a new snapshot`, async (t) => {
    const store = new ScriptedStore()
    for (const origin of [changed, 'https://*.c.example']) store.set(origin, true)
    const { lookup } = await started(t, store.source(['has', 'load', 'listen'], { patterns: true }), () => true, false)
    await until(() => lookup.status().mode === 'snapshot')
    t.equal(lookup.find(A, undefined), changed.includes('*') ? 'listed' : 'not-listed')
    change(store, changed, false)
    await until(() => lookup.status().mode === 'snapshot' && lookup.status().version === String(store.version))
    t.equal(await lookup.find(A, undefined), 'not-listed')
    t.equal(await lookup.find('https://b.c.example', undefined), 'listed')
  })
}

const PATTERN = 'https://*.x.example'
const COVERED = 'https://b.x.example'
const IDS = [A, COVERED, PATTERN, `shop ${A}`, `shop ${COVERED}`] as const

/** The origin and the key of an id. */
function partsOf (id: string): [origin: string, key: string | undefined] {
  return [id.replace('shop ', ''), id.startsWith('shop ') ? 'shop' : undefined]
}

const step = fc.record({
  id: fc.constantFrom(...IDS),
  kind: fc.constantFrom('ask', 'ask', 'ask', 'allow', 'disallow', 'disallow', 'wait', 'wait', 'keys', 'gap', 'forge', 'repeat'),
  message: fc.constantFrom('versions', 'versions', 'versions', 'origin', 'anything', 'lost', 'late')
})

t.test('with messages of each kind, also lost, late, repeated and forged ones, no outdated result stays', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), fc.boolean(), fc.boolean(), fc.array(fc.nat(6), { minLength: 1, maxLength: 5 }), async (steps, loads, patterns, delays) => {
    const ends: (() => void)[] = []
    const store = new ScriptedStore()
    // Look-ups are on their way while messages arrive.
    let next = 0
    store.before.has = async () => { for (let turns = delays[next++ % delays.length]!; turns > 0; turns--) await nextTurn() }
    const source = store.source(loads ? ['has', 'load', 'listen'] : ['has', 'listen'], { pollInterval: 1, patterns })
    const { lookup } = await started({ teardown: (end) => ends.push(end) }, source, () => true, false)
    let keys = false
    const sent: (() => void)[] = []
    const late: (() => void)[] = []
    for (const { id, kind, message } of steps) {
      const [origin, key] = partsOf(id)
      if (kind === 'wait') for (let i = 0; i < 3; i++) await nextTurn()
      else if (kind === 'ask') await Promise.race([lookup.find(origin, key), nextTurn()])
      else if (kind === 'keys') lookup.use({ keys: keys = !keys, withoutKey: true })
      else if (kind === 'gap') for (const { onGap } of store.listeners) onGap()
      else if (kind === 'forge') store.announce(origin, { before: String(store.version), after: 'forged' })
      else if (kind === 'repeat') sent.at(-1)?.()
      else {
        const before = String(store.version)
        store.set(id, kind === 'allow')
        const versions = { before, after: String(store.version) }
        const send = (): void => { store.announce(message === 'anything' ? undefined : origin, message === 'versions' || message === 'late' ? versions : undefined) }
        if (message === 'late') late.push(send)
        else if (message !== 'lost') {
          send()
          sent.push(send)
        }
      }
    }
    for (const send of late) send()
    lookup.use({ keys: true, withoutKey: true })
    const { version } = store.calls
    await until(() => store.calls.version > version + 3)
    await until(() => !loads || lookup.status().mode === 'snapshot')
    const asked = IDS.filter((id) => id !== PATTERN)
    const results = await Promise.all(asked.map((id) => lookup.find(...partsOf(id))))
    for (const end of ends) end()
    return results.every((result, i) => {
      const isCovered = loads && patterns && asked[i] === COVERED && store.origins.has(PATTERN)
      return (result === 'listed') === (store.origins.has(asked[i]!) || isCovered)
    })
  }), { numRuns: rounds(300), seed: SEED })
})
