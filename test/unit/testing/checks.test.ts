/** The checks of sources: a right source passes each, and each finds what is wrong. */
import t, { type Test } from 'tap'
import { originSourceChecks, type CorsSourceUnderTest } from '../../../lib/testing.ts'
import type { CorsOriginSource, CorsOriginWriter, CorsSourceConnection } from '../../../types/source.ts'
import { ModelStore } from './model-store.ts'

const METHODS = ['has', 'load', 'listen', 'announce'] as const

function subjectOf (store: ModelStore, source: CorsOriginSource): CorsSourceUnderTest {
  return { source, writer: store.writer, methods: METHODS, uninitialized: new ModelStore().source(), restart: () => store.restart() }
}

t.test('a right source passes all checks, with any of its methods', async (t) => {
  const store = new ModelStore()
  const all = subjectOf(store, store.source())
  const names = originSourceChecks(all).map(({ name }) => name)
  t.equal(new Set(names).size, 17)
  for (const { run, name } of originSourceChecks(all)) await t.resolves(run(), name)
  for (const methods of [['load'], ['has'], ['has', 'load']] as const) {
    const only = store.source((connection) => Object.fromEntries(METHODS.map((method) => [method, (methods as readonly string[]).includes(method) ? connection[method] : undefined])))
    const checks = originSourceChecks({ source: only, writer: store.writer, methods })
    t.ok(checks.length < names.length - 3)
    for (const { run, name } of checks) await t.resolves(run(), `${methods.join(' and ')}: ${name}`)
  }
})

const never = async (): Promise<never> => await new Promise(() => undefined)

type Spoil = (connection: Required<CorsSourceConnection>, store: ModelStore) => Partial<CorsSourceConnection>

/** Milliseconds to wait for what does not happen. What happens at once has the default. */
const SHORT = 300

/** What can be wrong, the beginning of the name of the check that finds it, its message, and the timeout if that ends the check. */
const WRONG: readonly (readonly [title: string, check: string, message: RegExp, spoil: Spoil, timeout?: number])[] = [
  ['a missing method', 'A connection has', /The connection has no `announce`, but `methods` has it\./, () => ({ announce: undefined as never })],
  ['a method of the wrong type', 'A connection has', /`has` of the connection must be a function, but it is of the type boolean/, () => ({ has: true as never })],
  ['no version', 'A connection has', /The connection has no `version`\./, () => ({ version: undefined as never })],
  ['no close', 'A connection has', /The connection has no `close`\./, () => ({ close: undefined as never })],
  ['an empty version', 'The version is', /must be a text that is not empty/, () => ({ version: async () => '' })],
  ['a version that is not a text', 'The version is', /must be a text/, () => ({ version: async () => 7 as never })],
  ['a version of the time', 'The version is', /has changed without a change/, () => ({ version: async () => String(performance.now()) })],
  ['a version of the content', 'The version changes', /must have a new value, but it has one from before/, (_, store) => ({ version: async () => JSON.stringify([store.memory.list(), store.memory.list('shop')]) })],
  ['a version of the origins without a key', 'The version changes', /After `allow` of a key, /, (() => {
    let [version, content] = [0, '']
    return (_, store) => ({
      async version () {
        const now = String(store.memory.list())
        if (now !== content) version++
        content = now
        return String(version)
      }
    })
  })()],
  ['a version that a replica has later', 'The version changes', /must have a new value/, (connection, store) => {
    let old = store.version
    return { async version () { const version = old; old = await connection.version(); return version ?? old } }
  }],
  ['look-ups with a cache', 'Look-ups and', /`has` must return/, (connection) => {
    const cache = new Map<string, boolean>()
    return {
      async has (origin, key) {
        const id = `${key} ${origin}`
        const has = cache.get(id) ?? await connection.has(origin, key)
        cache.set(id, has as boolean)
        return has
      }
    }
  }],
  ['a look-up that returns a number', 'Look-ups and', /must return true, but it has returned 1/, (connection) => ({ has: async (origin, key) => Number(await connection.has(origin, key)) as never })],
  ['a snapshot with all keys', 'Look-ups and', /After `allow` of a key, `load` must yield ""/, (connection, store) => ({ async * load () { yield * connection.load(); yield store.memory.list('shop') } })],
  ['a snapshot from the start', 'Look-ups and', /`load` must yield/, (_, store) => { const origins = store.memory.list(); return { async * load () { yield origins } } }],
  ['a snapshot of one page', 'A snapshot has', /Of 2500 origins, `load` has not yielded 1500/, (connection) => ({ async * load () { for await (const list of connection.load()) { yield list; return } } })], // oxlint-disable-line no-unreachable-loop
  ['a snapshot that is not an async iterable', 'A snapshot has', /`load` must return an async iterable/, () => ({ load: () => [[]] as never })],
  ['a snapshot of single origins', 'A snapshot has', /must yield lists/, (connection) => ({ async * load () { for await (const list of connection.load()) yield * list as unknown as string[][] } })],
  ['a snapshot in one huge list', 'A snapshot has', /a list of 25000 origins\. Use lists of some thousands/, (_, store) => ({ async * load () { yield Array<string[]>(10).fill(store.memory.list()).flat() } })],
  ['a snapshot with invented origins', 'A snapshot has', /2500 different origins, but it has yielded 2501/, (connection) => ({ async * load () { yield * connection.load(); yield ['https://other.example'] } })],
  ['look-ups in upper and lower case', 'Origins are', /has returned true for "HTTPS:/, (_, store) => ({ has: async (origin, key) => store.memory.list(key).includes(origin.toLowerCase()) })],
  ['look-ups that ignore spaces at the end', 'Origins are', /conformance\.example "/, (_, store) => ({ has: async (origin, key) => store.memory.list(key).includes(origin.trimEnd()) })],
  ['look-ups by pattern', 'Origins are', /has returned true for/, (_, store) => ({
    has: async (origin, key) => store.memory.list(key).some((has) => origin.length === has.length && [...origin].every((char, i) => char === '_' || char === has[i]))
  })],
  ['look-ups that find nothing', 'Origins are', /must return true for an origin of the store/, () => ({ has: async () => false })],
  ['look-ups without the key', 'Keys are', /has returned true for/, (connection) => ({ has: async (origin, key) => await connection.has(origin, undefined) || await connection.has(origin, key) })],
  ['keys in upper and lower case', 'Keys are', /the key "shop" only, but `has` has returned true for the key "Shop"/, (connection) => ({ has: async (origin, key) => await connection.has(origin, key) || (key !== undefined && await connection.has(origin, key.toLowerCase())) })],
  ['keys that are normalized', 'Keys are', /the key "é" only/, (connection) => ({ has: async (origin, key) => await connection.has(origin, key) || await connection.has(origin, key?.normalize('NFC')) })],
  ['a key that is added to a snapshot', 'Keys are', /`load` must yield the origins without a key only/, (connection, store) => ({ async * load () { yield * connection.load(); yield store.memory.list('Shop') } })],
  ['`close` that waits', 'A connection closes', /`close` must return nothing/, (connection) => ({ close: async () => { connection.close() } })],
  ['`close` that leaves a response open', 'A connection closes', /A response that `close` has ended took longer/, () => ({ version: never }), SHORT],
  ['`close` that ends no messages', 'A connection closes', /has reported a change after `close`/, () => ({ close () {} })],
  ['`close` that ends all messages', 'A connection closes', /has no messages after another one was closed/, (_, store) => ({ close () { store.listeners.clear() } }), SHORT],
  ['`close` that ends all connections', 'A connection closes', /A connection does not work after another one was closed/, (() => {
    let isEnded = false
    return (connection: Required<CorsSourceConnection>) => ({
      version: async () => { if (isEnded) throw new Error('The client is closed.'); return await connection.version() },
      close () { isEnded = true; connection.close() }
    })
  })()],
  ['`close` that throws', 'A connection closes', /is closed already/, (connection) => {
    let isClosed = false
    return { close () { if (isClosed) throw new Error('It is closed already.'); isClosed = true; connection.close() } }
  }],
  ['a subscription that is active later', 'A subscription is', /A change after `listen` had settled has no message/, (connection) => ({ async listen (onChange, onGap) { setTimeout(() => { connection.listen(onChange, onGap).catch(() => undefined) }, 5000).unref() } }), SHORT],
  ['a subscription that never settles', 'A subscription is', /Subscribing took longer than/, () => ({ listen: never }), SHORT],
  ['messages of single origins only', 'Each kind of', /`replace` has no message, or/, (connection) => ({ listen: (onChange, onGap) => connection.listen((origin) => { if (origin !== undefined) onChange(origin) }, onGap) }), SHORT],
  ['a message before the change', 'Each kind of', /`allow` has no message, or the message comes before the change/, (_, store) => {
    let version: string | undefined
    return {
      async version () { const before = version ??= store.version!; return before },
      async listen (onChange) { store.listeners.add(() => { onChange(); setTimeout(() => { version = store.version }, 5) }) }
    }
  }, SHORT],
  ['a message of another origin', 'Each kind of', /has an origin that has not changed: https:\/\/other\.example/, (connection) => ({ listen: (onChange, onGap) => connection.listen(() => { onChange('https://other.example') }, onGap) })],
  ['versions of another change', 'Each kind of', /The messages of `allow` must have the versions before and after the change, but they have \[\{.+"0"\}\]\. Before the change the version was ".+", after it ".+"/, (connection, store) => ({
    async listen (onChange) {
      store.listeners.add((origin) => { onChange(origin, { before: store.version!, after: '0' }) })
    }
  })],
  ['a test message that gets lost', 'A test message', /has not reached `onChange`/, () => ({ async announce () {} }), SHORT],
  ['a test message that is a change', 'A test message', /`announce` has changed the version/, (connection, store) => ({ async announce () { await connection.announce(); store.version = `${store.version}.` } })],
  ['a version that never changes', 'Behind the plugin, a change without', /The plugin does not allow an origin of the store without messages/, () => ({ version: async () => 'one' }), SHORT],
  ['no messages', 'Behind the plugin, a change counts', /The plugin does not allow an origin of the store by messages/, () => ({ async listen () {} }), SHORT],
  ['look-ups from before a change', 'Behind the plugin, a look-up', /stays in memory after it/, () => { const seen = new Set<string>(); return { has: async (origin) => seen.has(origin) || seen.add(origin).has(origin) } }, SHORT],
  ['connections that a restart ends for good', 'Behind the plugin, a source works again', /After a restart of the store, the plugin/, (() => {
    let connections = 0
    return () => connections++ === 0 ? {} : { version: never, has: never }
  })(), SHORT]
]

async function finds (t: Test, check: string, message: RegExp, subject: CorsSourceUnderTest): Promise<void> {
  const found = originSourceChecks(subject).filter(({ name }) => name.startsWith(check))
  t.equal(found.length, 1)
  await t.rejects(found[0]!.run(), { message })
}

for (const [title, check, message, spoil, timeout] of WRONG) {
  t.test(`finds ${title}`, async (t) => {
    const store = new ModelStore()
    await finds(t, check, message, { ...subjectOf(store, store.source(spoil)), ...timeout !== undefined && { timeout } })
  })
}

t.test('every check ends, whatever never settles', async (t) => {
  for (const method of ['version', 'has', 'load', 'listen', 'announce'] as const) {
    const wrong = method === 'load' ? { load: () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }) } : { [method]: never }
    const store = new ModelStore()
    const checks = originSourceChecks({ ...subjectOf(store, store.source(() => wrong)), timeout: 50 })
    const results = await Promise.allSettled(checks.map(({ run }) => run()))
    t.ok(results.some(({ status }) => status === 'rejected'), method)
  }
})

t.test('finds a writer that is wrong', async (t) => {
  const store = new ModelStore()
  const right = subjectOf(store, store.source())
  const rows: readonly (readonly [message: RegExp, wrong: Partial<CorsOriginWriter>])[] = [
    [/true, false, true and false for two calls of each, but they have returned true, true, true, true/, { allow: async () => true, disallow: async () => true }],
    [/The writer must reject an origin with a path/, { allow: async (origin, key) => origin.endsWith('/') || await store.writer.allow(origin, key) }],
    [/The writer must reject a pattern/, { allow: async (origin, key) => origin.includes('*') || await store.writer.allow(origin, key) }],
    [/The writer must reject a list with "\*"/, { replace: async (origins, key) => { if (!origins.includes('*')) await store.writer.replace(origins, key) } }],
    [/must return the origins of the last `replace`, once each, but it has returned ""/, { list: async () => [] }]
  ]
  for (const [message, wrong] of rows) await finds(t, 'The writer reports', message, { ...right, writer: { ...store.writer, ...wrong } })
})

t.test('finds an empty store that is a list', async (t) => {
  const store = new ModelStore()
  await store.writer.replace([])
  await finds(t, 'A store that is not initialized', /must reject, because it is not a list/, { ...subjectOf(store, store.source()), uninitialized: store.source() })
})

t.test('the list has only checks that a source can pass', async (t) => {
  const store = new ModelStore()
  const rows: readonly (readonly [Partial<CorsSourceUnderTest>, RegExp])[] = [
    [{ methods: [] }, /The connection has `has`\. Add it to `methods`/],
    [{ methods: ['load', 'listen', 'announce'], keys: true }, /A source of keys needs `has`/],
    [{ methods: ['listen', 'announce'] }, /A connection needs `has` or `load`/]
  ]
  for (const [more, message] of rows) {
    const source = store.source(() => Object.fromEntries(METHODS.map((method) => [method, undefined])
      .filter(([method]) => more.methods!.length > 0 && !more.methods!.includes(method as never))))
    await t.rejects(originSourceChecks({ ...subjectOf(store, source), ...more })[0]!.run(), { message })
  }
})
