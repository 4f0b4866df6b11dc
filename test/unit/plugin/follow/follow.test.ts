/** Documents in stores that an application follows. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin, type CorsDocumentStore, type CorsPluginOptions } from '../../../../lib/index.ts'
import { memoryOrigins } from '../../../../lib/sources.ts'
import { until } from '../../lookup/scripted-store.ts'
import { SHORT, ScriptedDocument } from './scripted-document.ts'

const A = 'https://a.test'
const B = 'https://b.test'
const C = 'https://c.test'

const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-follow-'))
t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })

interface Line { readonly level: number, readonly msg: string, readonly err?: { readonly message: string }, readonly store?: string, readonly version?: string }

/** An application that follows a store, and its log. */
function application (store: unknown, options: object = {}, routes: (app: FastifyInstance) => unknown = () => {}): { app: FastifyInstance, log: Line[] } {
  const log: Line[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { if (!line.includes('"reqId"')) log.push(JSON.parse(line)) } } } })
  app.register(corsPlugin, { policy: store, lint: 'off', ...options } as CorsPluginOptions)
  app.get('/', async () => 'fine')
  app.get('/own', { config: { cors: 'named' } as object }, async () => 'own')
  app.register(async (app) => { await routes(app) })
  return { app, log }
}

function failureOf (app: FastifyInstance): Promise<unknown> {
  return new Promise((resolve) => { app.ready().then(() => { resolve(undefined) }, resolve) })
}

async function allows (app: FastifyInstance, origin: string, url = '/'): Promise<boolean> {
  const { headers } = await app.inject({ url, headers: { origin } })
  return headers['access-control-allow-origin'] === origin
}

const documentOf = (origin: string): object => ({ origins: [origin], policies: { named: { origins: [origin], maxAge: 7 } } })

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

t.test('with a copy of the last good document, the application starts without the store', async (t) => {
  const lastGood = join(folder, 'copy.json')
  const store = new ScriptedDocument(documentOf(A), { lastGood })
  const first = application(store)
  await first.app.ready()
  store.set(documentOf(B))
  await until(() => existsSync(lastGood) && readFileSync(lastGood, 'utf8').includes(B))
  t.strictSame(JSON.parse(readFileSync(lastGood, 'utf8')), documentOf(B))
  t.strictSame(readdirSync(folder), ['copy.json'], 'it is replaced as a whole')
  await first.app.close()

  const states: readonly (readonly [name: string, store: ScriptedDocument, refused: number])[] = [
    ['down', Object.assign(new ScriptedDocument(undefined, { lastGood }), { failure: new Error('down') }), 0],
    ['invalid', new ScriptedDocument({ origins: 7 }, { lastGood }), 1]
  ]
  for (const [name, store, refused] of states) {
    const { app, log } = application(store)
    t.ok(await allows(app, B), name)
    t.match(app.cors.status().registrations[0]!.store, { version: undefined, rejected: refused, state: refused === 0 ? 'unavailable' : 'current' })
    t.ok(log.some(({ msg }) => msg === 'The application starts with the copy of the last good policy.'))
    store.failure = undefined
    store.set(documentOf(C))
    await until(() => allows(app, C))
    await until(() => readFileSync(lastGood, 'utf8').includes(C))
    await app.close()
    writeFileSync(lastGood, JSON.stringify(documentOf(B)))
  }

  const gone = application({ ...SHORT, lastGood, connect: () => Promise.reject(new Error('gone')) })
  t.ok(await allows(gone.app, B))
  t.match(gone.app.cors.status().registrations[0]!.store, { state: 'unavailable', push: 'none', lastFailure: 'gone' })
  await gone.app.close()

  const up = application(new ScriptedDocument(documentOf(A), { lastGood }))
  t.ok(await allows(up.app, A), 'the store comes first')
  t.notOk(up.log.some(({ msg }) => msg.includes('copy')))
  await up.app.close()
})

t.test('a document that the application cannot start with does not become the last good one', async (t) => {
  const lastGood = join(folder, 'kept.json')
  const good = application(new ScriptedDocument(documentOf(A), { lastGood }))
  await good.app.ready()
  await until(() => existsSync(lastGood))
  await good.app.close()

  // A route names the policy that is missing.
  const store = new ScriptedDocument({ origins: [B] }, { lastGood })
  for (let start = 0; start < 2; start++) {
    const { app, log } = application(store)
    t.ok(await allows(app, A), 'it starts with the copy')
    t.ok(await allows(app, A, '/own'))
    t.match(app.cors.status().registrations[0]!.store, { version: undefined, rejected: 1, lastRejected: { version: '1', issues: [{ id: 'unknown-policy-name' }] } })
    t.ok(log.some(({ msg }) => msg === 'The application starts with the copy of the last good policy.'))
    t.strictSame(JSON.parse(readFileSync(lastGood, 'utf8')), documentOf(A))
    await app.close()
  }
  const { app } = application(store)
  t.teardown(() => app.close())
  await app.ready()
  store.set(documentOf(B))
  await until(() => allows(app, B))
  await until(() => readFileSync(lastGood, 'utf8').includes(B))

  writeFileSync(lastGood, JSON.stringify({ origins: [A] }))
  const neither = application(new ScriptedDocument({ origins: [B] }, { lastGood }))
  t.match(await failureOf(neither.app), { issues: [{ id: 'unknown-policy-name' }] })

  writeFileSync(lastGood, JSON.stringify(documentOf(A)))
  const other = application(new ScriptedDocument(documentOf(A), { lastGood }), {}, () => { throw new Error('another plugin') })
  t.match(await failureOf(other.app), { message: 'another plugin' })
  const down = application(Object.assign(new ScriptedDocument(undefined, { lastGood }), { failure: new Error('down') }), {}, (app) => { app.get('/wrong', { config: { cors: 'nothing' } as object }, async () => '') })
  t.match(await failureOf(down.app), { issues: [{ id: 'unknown-policy-name' }] })
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

t.test('a copy that cannot be used does not count, and a copy that cannot be written stops nothing', async (t) => {
  const lastGood = join(folder, 'bad.json')
  for (const text of ['{', '{ "origins": 7 }']) {
    writeFileSync(lastGood, text)
    const { app, log } = application(new ScriptedDocument(undefined, { lastGood, startDeadline: 50 }))
    t.match(await failureOf(app), { issues: [{ id: 'document-unavailable' }] })
    t.ok(log.some(({ msg }) => msg === 'The copy of the last good policy cannot be used.'))
  }
  for (const parent of ['nowhere', 'bad.json']) {
    const { app, log } = application(new ScriptedDocument(documentOf(A), { lastGood: join(folder, parent, 'copy.json') }))
    t.teardown(() => app.close())
    t.ok(await allows(app, A))
    await until(() => log.some(({ msg }) => msg === 'The copy of the last good policy cannot be written.'))
  }
})

t.test('replace is for documents of the application', async (t) => {
  for (const store of [new ScriptedDocument(documentOf(A)), Object.assign(new ScriptedDocument(documentOf(A)), { description: undefined })]) {
    const { app } = application(store)
    t.teardown(() => app.close())
    await app.ready()
    const error: unknown = await app.cors.replace({ origins: [B] }).catch((error: unknown) => error)
    t.ok(error instanceof CorsPolicyError)
    t.match(error, { issues: [{ id: 'document-is-in-a-store', path: '', message: store.description === undefined ? /^The document comes from a store, / : /^The document comes from scripted store, / }] })
    t.ok(await allows(app, A))
  }
})

t.test('invalid options are reported together, before the store is read', async (t) => {
  const rows: readonly (readonly [options: object, issues: readonly (readonly [id: string, path: string])[]])[] = [
    [{ policy: 'cors.json' }, [['wrong-type', '/policy']]],
    [{ policy: undefined }, [['wrong-type', '/policy']]],
    [{ policy: {} }, [['wrong-type', '/policy']]],
    [{ policy: { origins: [A] } }, [['wrong-type', '/policy']]],
    [{ policy: null, origins: [A] }, [['document-is-given-twice', '/origins'], ['wrong-type', '/policy']]],
    [{ policy: new ScriptedDocument(), routes: {}, logLevl: 'info' }, [['document-is-given-twice', '/routes'], ['unknown-field', '/logLevl']]],
    [{ policy: { connect () {}, pollInterval: 0, deadline: 1.5, startDeadline: '1', lastGood: '' } }, [
      ['wrong-type', '/policy/pollInterval'], ['wrong-type', '/policy/deadline'], ['wrong-type', '/policy/startDeadline'], ['wrong-type', '/policy/lastGood']
    ]],
    [{ policy: { connect () {}, lastGood: 'a\0' } }, [['wrong-type', '/policy/lastGood']]],
    [{ policy: { connect () {}, lastGood: 7 }, logLevel: 'loud' }, [['wrong-type', '/logLevel'], ['wrong-type', '/policy/lastGood']]]
  ]
  for (const [options, issues] of rows) {
    const app = Fastify()
    app.register(corsPlugin, options as CorsPluginOptions)
    const error = await failureOf(app)
    t.ok(error instanceof CorsPolicyError)
    t.strictSame((error as CorsPolicyError).issues.map(({ id, path }) => [id, path]), issues)
  }
})
