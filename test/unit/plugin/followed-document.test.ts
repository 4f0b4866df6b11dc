/** Tests how an application follows a document in a store. */
import t from 'tap'
import { corsPlugin, type CorsDocumentStore } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { until } from '../lookup/scripted-store.ts'
import { SHORT, ScriptedDocument } from './scripted-document.ts'
import { A, allows, application, B, C, documentOf, failureOf } from './followed-application.ts'

t.test('an application starts with the document of its store, and follows it', async (t) => {
  for (const sendsMessages of [true, false]) {
    const store = new ScriptedDocument(documentOf(A), { sendsMessages })
    const { app, log } = application(store)
    t.teardown(() => app.close())
    t.ok(await allows(app, A))
    t.ok(await allows(app, A, '/own'), 'routes can name its policies')
    const [before] = app.cors.status().registrations
    t.match(before, { version: 1, store: { description: 'scripted store', state: 'current', version: '1', rejected: 0, lastRejected: undefined, lastFailure: undefined, push: sendsMessages ? 'untested' : 'none' } })
    store.set(documentOf(B))
    await until(() => allows(app, B))
    t.notOk(await allows(app, A))
    t.ok(await allows(app, B, '/own'))
    const [after] = app.cors.status().registrations
    t.match(after, { version: 2, store: { version: '2', push: sendsMessages ? 'working' : 'none' } })
    t.not(after!.digest, before!.digest)
    store.set({ policies: { named: { maxAge: 7, origins: [B] } }, origins: [B] })
    await until(() => app.cors.status().registrations[0]!.store!.version === '3')
    t.match(app.cors.status().registrations[0], { version: 2, digest: after!.digest, since: after!.since }, 'the same document with another version is not a change')
    t.strictSame(log.filter(({ level }) => level > 30), [])
    t.equal(store.reads, 3)
    await app.close()
    await until(() => store.closed === store.connections)
  }
})

t.test('registrations inside inherit names, and can have their own store', async (t) => {
  const outer = new ScriptedDocument(documentOf(A))
  const inner = new ScriptedDocument({ origins: [C], routes: { '/inner/named': 'named' } })
  const { app } = application(outer, { sources: { tenants: memoryOrigins([C]) } }, (app) => app.register(async (app) => {
    await app.register(corsPlugin, { policy: inner, lint: 'off' })
    app.get('/', async () => '')
    app.get('/named', async () => '')
  }, { prefix: '/inner' }))
  t.teardown(() => app.close())
  t.strictSame([await allows(app, A), await allows(app, C, '/inner'), await allows(app, A, '/inner/named')], [true, true, true])
  outer.set({ ...documentOf(B), origins: [{ source: 'tenants' }] })
  await until(() => allows(app, C))
  t.ok(await allows(app, B, '/inner/named'))
  inner.set({ origins: [A], routes: { '/inner/named': 'nothing' } })
  await until(() => app.cors.status().registrations[1]!.store!.rejected === 1)
  t.ok(await allows(app, C, '/inner'))
})

t.test('a document that comes before the application is ready waits for it', async (t) => {
  const store = new ScriptedDocument(documentOf(A))
  const { app } = application(store)
  t.teardown(() => app.close())
  app.addHook('onReady', async () => {
    store.set(documentOf(B))
    await until(() => store.reads === 2)
  })
  await app.ready()
  await until(() => allows(app, B))
})

const REFUSED: readonly (readonly [name: string, put: (store: ScriptedDocument) => void, ids: readonly string[], paths: readonly string[]])[] = [
  ['several issues', (store) => { store.set({ origins: [`${B}/`, '*'], policies: { named: { origins: [B] } } }) }, ['origin-has-path', 'every-origin-in-list'], ['/origins/0', '/origins/1']],
  ['a text that is not JSON', (store) => { store.setProblem('The text is not valid JSON.') }, ['json-is-malformed'], ['']],
  ['two members of one name', (store) => { store.setProblem({ id: 'json-key-is-repeated', path: '/origins', value: undefined, message: 'Twice.' }) }, ['json-key-is-repeated'], ['/origins']],
  ['not an object', (store) => { store.set('nonsense') }, ['wrong-type'], ['']],
  ['a source that is not registered', (store) => { store.set({ ...documentOf(B), origins: [{ source: 'other' }] }) }, ['unknown-source'], ['/origins/0/source']],
  ['a name that a route needs', (store) => { store.set({ origins: [B] }) }, ['unknown-policy-name'], ['/config/cors']]
]

for (const [name, put, ids, paths] of REFUSED) {
  t.test(`a bad document is rejected, counted and logged once: ${name}`, async (t) => {
    const store = new ScriptedDocument(documentOf(A))
    const { app, log } = application(store)
    t.teardown(() => app.close())
    await app.ready()
    put(store)
    await until(() => app.cors.status().registrations[0]!.store!.rejected === 1)
    const polls = store.reads
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    t.equal(store.reads, polls, 'it is not read again')
    t.ok(await allows(app, A), 'the last good one stays')
    const { lastRejected, version, state } = app.cors.status().registrations[0]!.store!
    t.match({ version, state }, { version: '1', state: 'current' })
    t.strictSame(lastRejected!.issues.map(({ id }) => id), ids)
    t.strictSame(lastRejected!.issues.map(({ path }) => path).slice(0, paths.length), paths)
    t.equal(lastRejected!.version, '2')
    t.strictSame(Object.keys(lastRejected!).sort(), ['at', 'issues', 'version'])
    const lines = log.filter(({ level }) => level >= 40)
    t.equal(lines.length, 1)
    t.match(lines[0], { level: 50, store: 'scripted store', version: '2', err: { message: /^Invalid CORS policy in scripted store: / } })
    store.set(documentOf(B))
    await until(() => allows(app, B))
    t.match(app.cors.status().registrations[0]!.store, { rejected: 1, lastRejected: undefined, version: '3' })
  })
}

t.test('a failure of the store ends in a new connection', async (t) => {
  const store = new ScriptedDocument(documentOf(A))
  const { app, log } = application(store)
  t.teardown(() => app.close())
  await app.ready()
  store.failure = new Error('out of order')
  await until(() => app.cors.status().registrations[0]!.store!.lastFailure === 'out of order')
  await until(() => store.connections > 2)
  t.ok(await allows(app, A), 'the last good policy stays in force')
  store.failure = undefined
  store.set(documentOf(B))
  await until(() => allows(app, B))
  t.strictSame(log.filter(({ msg }) => /store/.test(msg)).map(({ level, msg }) => [level, msg]), [
    [40, 'The store of the policy cannot be read. The policy in place stays in force.'], [30, 'The store of the policy can be read again.']
  ])
})

t.test('status shows how old the last proof is', async (t) => {
  const store = new ScriptedDocument(documentOf(A), { pollInterval: 1, deadline: 20 })
  const { app } = application(store)
  t.teardown(() => app.close())
  await app.ready()
  store.failure = new Error('out of order')
  await until(() => app.cors.status().registrations[0]!.store!.state === 'stale')
  t.ok(app.cors.status().registrations[0]!.store!.provenAgo! > 20)
  t.ok(await allows(app, A))
})

t.test('without a document, the application does not start', async (t) => {
  const rows: readonly (readonly [store: CorsDocumentStore, error: object])[] = [
    [new ScriptedDocument(undefined, { startDeadline: 50 }), { code: 'FST_CORS_SOURCE_FAILED', issues: [{ id: 'document-unavailable', path: '/policy', message: /^The store scripted store cannot be read: The store is empty\. / }] }],
    [new ScriptedDocument({ origins: [`${A}/`] }), { code: 'FST_CORS_POLICY_INVALID', message: /^Invalid CORS policy in scripted store: 1 issue.*\n {2}origins\[0\]: /, issues: [{ id: 'origin-has-path', path: '/origins/0' }] }],
    [{ ...SHORT, startDeadline: 50, connect: async () => ({ version: async () => '1', close () {} }) as never }, { issues: [{ message: /^The store of the option `policy` cannot be read: The connection has no `read`\./ }] }],
    [{ ...SHORT, startDeadline: 50, connect: async () => ({ version: async () => '1', read: async () => 'a text', close () {} }) as never }, { code: 'FST_CORS_SOURCE_FAILED', issues: [{ message: /cannot be read: .*a text\./ }] }],
    // oxlint-disable-next-line prefer-promise-reject-errors -- a store of another author
    [{ ...SHORT, startDeadline: 50, connect: () => Promise.reject('nonsense') }, { issues: [{ message: /nonsense\./ }] }]
  ]
  for (const [store, error] of rows) {
    const { app } = application(store)
    t.match(await failureOf(app), error)
    if (store instanceof ScriptedDocument) await until(() => store.closed === store.connections)
  }
})

t.test('if the boot fails, the connections are closed', async (t) => {
  const store = new ScriptedDocument({ origins: [A] })
  const { app } = application(store)
  t.match(await failureOf(app), { issues: [{ id: 'unknown-policy-name' }] })
  await until(() => store.closed === store.connections)
})

t.test('a rejected document is judged again when the policies around it have changed', async (t) => {
  const outer = new ScriptedDocument(documentOf(A))
  const inner = new ScriptedDocument({ origins: [C] })
  const { app } = application(outer, {}, (app) => app.register(async (app) => {
    await app.register(corsPlugin, { policy: inner, lint: 'off' })
    app.get('/', async () => '')
  }, { prefix: '/inner' }))
  t.teardown(() => app.close())
  await app.ready()
  inner.set({ origins: [C], routes: { '/inner': 'later' } })
  await until(() => app.cors.status().registrations[1]!.store!.rejected === 1)
  outer.set({ ...documentOf(A), policies: { named: { origins: [A] }, later: { origins: [B] } } })
  await until(() => allows(app, B, '/inner'))
  t.match(app.cors.status().registrations[1]!.store, { version: '2', lastRejected: undefined })
})
