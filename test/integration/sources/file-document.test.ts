/** Policy documents in files: how files change, what is not read as a document, and the writer. */
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import { fileDocument, fileDocumentWriter } from '../../../lib/sources.ts'
import type { CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreOptions } from '../../../types/document-store.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { until } from '../../unit/lookup/scripted-store.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { SAVES, configMapSave, type Save } from './saves.ts'

const A = 'https://a.example'
const B = 'https://b.example'

/** No test depends on these times. */
const PATIENT: CorsDocumentStoreOptions = { deadline: 60_000, pollInterval: 60_000, startDeadline: 60_000 }

const folder = t.testdir({})
let count = 0

function newPath (content: string | undefined, extension = 'json'): string {
  const path = join(folder, `${++count}.${extension}`)
  if (content !== undefined) writeFileSync(path, content)
  return path
}

const textOf = (origin: string): string => `{ "origins": [${JSON.stringify(origin)}] }`

async function application (t: Test, store: CorsDocumentStore): Promise<FastifyInstance> {
  const app = Fastify()
  app.register(corsPlugin, { policy: store, lint: 'off' })
  app.get('/', async () => '')
  t.teardown(() => app.close())
  await app.ready()
  return app
}

async function allows (app: FastifyInstance, origin: string): Promise<boolean> {
  return (await app.inject({ url: '/', headers: { origin } })).headers['access-control-allow-origin'] === origin
}

/** The same store without messages. */
function withoutMessages (store: CorsDocumentStore): CorsDocumentStore {
  return {
    ...store,
    async connect () {
      const { version, read, close } = await store.connect()
      return { version, read, close }
    }
  }
}

const volume = join(folder, 'volume')
mkdirSync(volume)
symlinkSync(join('..data', 'cors.json'), join(volume, 'cors.json'))

for (const [name, save] of new Map<string, Save>([...SAVES, ['mounted as a ConfigMap', configMapSave(volume)]])) {
  for (const [how, storeOf] of [
    ['with messages', (path: string) => fileDocument(path, PATIENT)],
    ['by its version', (path: string) => withoutMessages(fileDocument(path, { ...PATIENT, pollInterval: 20 }))]
  ] as const) {
    t.test(`a file that is ${name} is followed ${how}`, async (t) => {
      const isVolume = name.includes('ConfigMap')
      const path = isVolume ? join(volume, 'cors.json') : newPath(textOf(A))
      if (isVolume) await save(path, textOf(A))
      const app = await application(t, storeOf(path))
      t.ok(await allows(app, A))
      for (const origin of [B, A, B]) {
        await save(path, textOf(origin))
        await until(() => allows(app, origin))
      }
      const { version, store } = app.cors.status().registrations[0]!
      t.equal(version, 4)
      t.match(store, { rejected: 0, description: `file ${path}` })
    })
  }
}

const INSTANCES = isLong ? 50 : 10

t.test(`${INSTANCES} instances follow one change`, async (t) => {
  const path = newPath(textOf(A))
  const apps = await Promise.all(Array.from({ length: INSTANCES }, () => application(t, fileDocument(path, PATIENT))))
  const digests = (): ReadonlySet<string> => new Set(apps.map((app) => app.cors.status().registrations[0]!.digest))
  t.equal(digests().size, 1)
  const [before] = digests()
  const { digest } = await fileDocumentWriter(path).publish({ origins: [B] })
  t.not(digest, before)
  await until(() => digests().size === 1 && digests().has(digest))
  for (const app of apps) t.ok(await allows(app, B))
})

t.test('a file *.jsonc can have comments, and any file a byte order mark', async (t) => {
  for (const [extension, text] of [['jsonc', `// origins\n{ "origins": [${JSON.stringify(A)}, ], }`], ['json', `\ufeff${textOf(A)}`], ['JSONC', `\ufeff${textOf(A)} // end`]] as const) {
    const app = await application(t, fileDocument(newPath(text, extension), PATIENT))
    t.ok(await allows(app, A), extension)
  }
})

async function connectionTo (t: Test, path: string, options = PATIENT): Promise<CorsDocumentConnection> {
  const connection = await fileDocument(path, options).connect()
  t.teardown(() => { connection.close() })
  return connection
}

t.test('a text that stays invalid is a rejected document, and not a failure to read', async (t) => {
  const path = newPath(textOf(A).slice(0, -1))
  const short = { ...PATIENT, deadline: 200, pollInterval: 20 }
  const app = Fastify()
  app.register(corsPlugin, { policy: fileDocument(path, short) })
  const error: unknown = await app.ready().then(() => undefined, (error: unknown) => error)
  t.match(error, { code: 'FST_CORS_POLICY_INVALID', message: /^Invalid CORS policy in file /, issues: [{ id: 'json-is-malformed' }] })

  writeFileSync(path, textOf(A))
  const followed = await application(t, fileDocument(path, short))
  writeFileSync(path, '// no comments here')
  await until(() => followed.cors.status().registrations[0]!.store!.rejected === 1)
  t.match(followed.cors.status().registrations[0]!.store!.lastRejected!.issues, [{ id: 'json-is-malformed', message: /^The text is not valid JSON: / }])
  writeFileSync(path, textOf(B))
  await until(() => allows(followed, B))
  t.equal(followed.cors.status().registrations[0]!.store!.rejected, 1)
})

t.test('two members of one name are refused with their place, and never one of them used', async (t) => {
  const twice = `{ "origins": [${JSON.stringify(A)}], "policies": { "x": { "origins": "*", "maxAge": 5, "max\\u0041ge": 7 } } }`
  const short = { ...PATIENT, deadline: 200, pollInterval: 20 }
  const path = newPath(twice)
  const app = Fastify()
  app.register(corsPlugin, { policy: fileDocument(path, short) })
  const error: unknown = await app.ready().then(() => undefined, (error: unknown) => error)
  t.match(error, { code: 'FST_CORS_POLICY_INVALID', issues: [{ id: 'json-key-is-repeated', path: '/policies/x/maxAge', message: /more than one member "maxAge"/ }] })
  await t.rejects(fileDocumentWriter(path).read(), { message: /^file .*more than one member "maxAge"/ })
  t.match(await fileDocumentWriter(path).publish({ origins: [A] }), { isNew: true, previous: undefined })

  const followed = await application(t, fileDocument(path, short))
  writeFileSync(path, `{ "origins": [${JSON.stringify(B)}], "origins": ["*"] }`)
  await until(() => followed.cors.status().registrations[0]!.store!.rejected === 1)
  t.match(followed.cors.status().registrations[0]!.store!.lastRejected!.issues, [{ id: 'json-key-is-repeated', path: '/origins' }])
  t.ok(await allows(followed, A))
})

t.test('a file that is missing or empty is not read', async (t) => {
  for (const [content, message] of [[undefined, /ENOENT/], ['', /^The file is empty\.$/]] as const) {
    await t.rejects(connectionTo(t, newPath(content), { deadline: 50 }), { message })
  }
  await t.rejects(fileDocument(newPath(undefined)).connect(), { message: /ENOENT/ }, 'with the default of the deadline')
})

t.test('the writer validates, replaces the file as a whole, and returns the document before', async (t) => {
  const path = newPath(undefined)
  const writer = fileDocumentWriter(path)
  await t.rejects(writer.read(), { code: 'ENOENT' })
  t.match(await writer.publish({ origins: [A] }), { version: undefined, isNew: true, previous: undefined, digest: /^sha256-/ })
  t.strictSame(await writer.read(), { origins: [A] })
  t.match(await writer.publish({ origins: [A] }), { isNew: false, previous: { origins: [A] } })
  t.match(await writer.publish({ origins: [B] }), { isNew: true, previous: { origins: [A] } })
  t.equal(readFileSync(path, 'utf8'), `{\n  "origins": [\n    "${B}"\n  ]\n}\n`)
  const error: unknown = await writer.publish({ origins: [`${A}/`], credentials: 'yes' } as unknown as CorsPolicyDocument).catch((error: unknown) => error)
  t.ok(error instanceof CorsPolicyError)
  t.strictSame((error as CorsPolicyError).issues.map(({ path }) => path), ['/origins/0', '/credentials'])
  t.strictSame(await writer.read(), { origins: [B] })
  t.strictSame(readdirSync(folder).filter((name) => name.endsWith('.lock')), [])
  for (const text of ['{', '{ "origins": 7 }']) {
    writeFileSync(path, text)
    await t.rejects(writer.read(), text === '{' ? { message: /^file .*: The text is not valid JSON: / } : { code: 'FST_CORS_POLICY_INVALID' })
    t.match(await writer.publish({ origins: [B] }), { isNew: true, previous: undefined }, 'what was not a document cannot be put back')
  }
})

t.test('the writer keeps comments if nothing changes', async (t) => {
  const text = `// why\n{ "origins": [${JSON.stringify(A)}] }\n`
  const path = newPath(text, 'jsonc')
  t.match(await fileDocumentWriter(path).publish({ origins: [A] }), { isNew: false })
  t.equal(readFileSync(path, 'utf8'), text)
  await fileDocumentWriter(path).publish({ origins: [B] })
  t.notMatch(readFileSync(path, 'utf8'), /why/)
})

t.test('the path must be a path', async (t) => {
  for (const path of ['', 7, undefined, 'a\0b']) {
    t.throws(() => fileDocument(path as string), { code: 'FST_CORS_POLICY_INVALID' })
    t.throws(() => fileDocumentWriter(path as string), { code: 'FST_CORS_POLICY_INVALID' })
  }
})
