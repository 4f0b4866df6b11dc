/** One application is served by one copy of the package, and by one copy of each of its parts. */
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import { boot } from '../../../lib/plugin/boot.ts'
import { folderIn, proveScopes } from '../../../lib/plugin/copies.ts'
import { createScope, kScope } from '../../../lib/routes/scope.ts'
import { VERSION } from '../../../lib/version.ts'

const COPY = Symbol.for('fastify-cors-policy.copy')
const POLICY = { origins: ['https://a.test'] }

function rejects (t: Test, app: FastifyInstance, message: RegExp): Promise<unknown> {
  const issues = [{ id: 'package-is-loaded-twice', message }]
  return t.rejects(async () => { await app.ready() }, { name: 'CorsPolicyError', code: 'FST_CORS_LOADED_TWICE', issues })
}

const FOLDERS: ReadonlyArray<readonly [place: string, folder: string]> = [
  ['file:///app/node_modules/fastify-cors-policy/dist/lib/index.js:1:2', 'node_modules/fastify-cors-policy'],
  ['Object.<anonymous> (/app/node_modules/@a/b/node_modules/fastify-cors-policy/dist/lib/parts/x.js:1:2)', 'node_modules/@a/b/node_modules/fastify-cors-policy'],
  ['C:\\app\\node_modules\\@a\\b\\bundle.js:1:2', 'node_modules/@a/b'],
  ['/app/node_modules/.pnpm/fastify-cors-policy@0.1.0/node_modules/fastify-cors-policy/dist/lib/index.js:1:2',
    'node_modules/.pnpm/fastify-cors-policy@0.1.0/node_modules/fastify-cors-policy'],
  ['/app/node_modules/a/dist/node_modules', 'node_modules/a/dist/node_modules'],
  ['file:///app/dist/bundle.js:1:2', 'a folder outside of node_modules'],
  ['', 'a folder outside of node_modules']
]
for (const [place, folder] of FOLDERS) {
  t.test(`${place || 'nowhere'} is in ${folder}`, async (t) => {
    t.equal(folderIn(`Error: of node_modules/other\n    at ${place}\n    at /elsewhere/node_modules/c/d.js:3:4`), folder)
    t.equal(folderIn(`Error\n    at ${place}`), folder)
  })
}
t.equal(folderIn('Error'), 'a folder outside of node_modules', 'a stack may be switched off')

/** What another copy may have left, of a version that nobody knows yet. */
const MARKS: ReadonlyArray<readonly [mark: unknown, message: RegExp]> = [
  [{ version: '9.0.0', folder: 'node_modules/b' }, /^version 9\.0\.0 in node_modules\/b was registered first, then version 0\.1\.0 in a folder outside of node_modules, .*`npm ls/],
  [{ version: VERSION, folder: 'node_modules/b' }, /^version 0\.1\.0 in node_modules\/b was registered first/],
  [{ version: VERSION, folder: 'a folder outside of node_modules' }, /^version 0\.1\.0 in a folder outside of node_modules is loaded twice, .*tsx/],
  [Object.create(null), /^version unknown in an unknown folder was registered first/],
  [{ version: Symbol('v'), folder: [] }, /^version Symbol\(v\) in {2}was/],
  [null, /^version unknown/],
  [false, /^version unknown/]
]
for (const [i, [mark, message]] of MARKS.entries()) {
  t.test(`another copy's mark, ${i}, is refused wherever the plugin is registered`, async (t) => {
    for (const prefix of [undefined, '/inner']) {
      const app = Fastify()
      Object.defineProperty(app, COPY, { value: mark })
      if (prefix === undefined) app.register(corsPlugin, POLICY)
      else app.register(async (app) => { app.register(corsPlugin, POLICY) }, { prefix })
      await rejects(t, app, message)
      t.notOk(app.hasConstraintStrategy('corsPreflight'), 'nothing was installed')
    }
  })
}

t.test('the mark is on the root instance, whichever scope is registered first, and says what a later version needs', async (t) => {
  const app = Fastify()
  app.register(async (app) => {
    app.register(corsPlugin, POLICY)
    app.register(async (app) => { app.register(corsPlugin, POLICY) })
  }, { prefix: '/inner' })
  app.register(async (app) => { app.register(corsPlugin, POLICY) }, { prefix: '/beside' })
  await app.ready()
  t.strictSame((app as unknown as Record<symbol, unknown>)[COPY], { version: VERSION, folder: 'a folder outside of node_modules' })
  t.strictSame(Object.getOwnPropertySymbols(app).includes(COPY), true)
})

t.test('a copy that left nothing but its constraint is refused', async (t) => {
  const app = Fastify()
  app.addConstraintStrategy({ name: 'corsPreflight', storage: () => new Map() as never, deriveConstraint: () => 0 } as never)
  app.register(corsPlugin, POLICY)
  await rejects(t, app, /^version unknown/)
})

/** A scope as it is written at registration, by this copy or by another one. */
function scopeAt (app: FastifyInstance, symbol: symbol) {
  const scope = createScope({ app, document: POLICY, policy: POLICY, owner: 0, rescuesPreflights: true, logLevel: 'debug', lint: 'off' }, undefined)
  app.decorate(symbol, scope)
  return scope
}

t.test('a scope that is not found again ends the boot', async (t) => {
  const app = Fastify()
  app.get('/', { config: { cors: false } }, async () => '')
  const scope = scopeAt(app, Symbol('fastify-cors-policy.scope'))
  await app.ready()
  const error = { code: 'FST_CORS_LOADED_TWICE', issues: [{ message: /made two copies of a part of version 0\.1\.0 in a folder .* outside the bundle|out of the bundle/ }] }
  t.throws(() => boot({ app, scopes: [scope], owners: [], declared: [], instances: [] }), error)
  t.throws(() => proveScopes([scope], []), CorsPolicyError)
})

t.test('so does a route inside of one that finds none, and one that finds one that nobody knows', async (t) => {
  const app = Fastify()
  const scope = scopeAt(app, kScope)
  const child = Object.create(app)
  const blind = Object.create(app, { [kScope]: { value: undefined } })
  const other = Object.create(app, { [kScope]: { value: { ...scope } } })
  proveScopes([scope], [app, child, Fastify()])
  t.throws(() => proveScopes([scope], [app, blind]), { code: 'FST_CORS_LOADED_TWICE' })
  t.throws(() => proveScopes([scope], [app, other]), { code: 'FST_CORS_LOADED_TWICE' })
  t.throws(() => proveScopes([], [app]), { code: 'FST_CORS_LOADED_TWICE' })
})
