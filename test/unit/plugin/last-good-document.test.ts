/** Tests the copy of the last good document, with which an application starts without its store. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../lookup/scripted-store.ts'
import { SHORT, ScriptedDocument } from './scripted-document.ts'
import { A, allows, application, B, C, documentOf, failureOf } from './followed-application.ts'

const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-follow-'))
t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })

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
