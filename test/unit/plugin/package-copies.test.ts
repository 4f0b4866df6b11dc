/** An application must use one copy of the package, and one copy of each of its modules. */
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import { boot } from '../../../lib/plugin/boot.ts'
import { folderIn, assertScopes } from '../../../lib/plugin/package-copies.ts'
import { Registrations } from '../../../lib/plugin/registrations.ts'
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
  t.test(`the folder of ${place || 'an empty stack frame'} is ${folder}`, async (t) => {
    t.equal(folderIn(`Error: of node_modules/other\n    at ${place}\n    at /elsewhere/node_modules/c/d.js:3:4`), folder)
    t.equal(folderIn(`Error\n    at ${place}`), folder)
  })
}
t.equal(folderIn('Error'), 'a folder outside of node_modules', 'the stack trace can be disabled')

/** Marks that another copy, of an unknown later version, could have stored. */
const MARKS: ReadonlyArray<readonly [mark: unknown, message: RegExp]> = [
  [{ version: '9.0.0', folder: 'node_modules/b' }, /^Version 9\.0\.0 in node_modules\/b was registered first, then version 0\.1\.0 in a folder outside of node_modules, .*`npm ls/],
  [{ version: VERSION, folder: 'node_modules/b' }, /^Version 0\.1\.0 in node_modules\/b was registered first/],
  [{ version: VERSION, folder: 'a folder outside of node_modules' }, /^Version 0\.1\.0 in a folder outside of node_modules is loaded twice, .*tsx/],
  [Object.create(null), /^Version unknown in an unknown folder was registered first/],
  [{ version: Symbol('v'), folder: [] }, /^Version Symbol\(v\) in {2}was/],
  [null, /^Version unknown/],
  [false, /^Version unknown/]
]
for (const [i, [mark, message]] of MARKS.entries()) {
  t.test(`the mark of another copy rejects every registration (mark ${i})`, async (t) => {
    for (const prefix of [undefined, '/inner']) {
      const app = Fastify()
      Object.defineProperty(app, COPY, { value: mark })
      if (prefix === undefined) app.register(corsPlugin, POLICY)
      else app.register(async (app) => { app.register(corsPlugin, POLICY) }, { prefix })
      await rejects(t, app, message)
      t.notOk(app.hasConstraintStrategy('corsPreflight'), 'nothing is installed')
    }
  })
}

t.test('the first copy rejects the application if another copy could not register, and the error was handled', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, POLICY)
  const failure = new Error('failure of the other copy')
  Object.defineProperty(app, Symbol.for('fastify-cors-policy.failure'), { value: failure })
  await t.rejects(async () => { await app.ready() }, failure)
})

t.test('the mark is stored on the root instance, even if the first registration is in an inner scope', async (t) => {
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

t.test('a copy that stored no mark is detected by its constraint strategy', async (t) => {
  const app = Fastify()
  app.addConstraintStrategy({ name: 'corsPreflight', storage: () => new Map() as never, deriveConstraint: () => 0 } as never)
  app.register(corsPlugin, POLICY)
  await rejects(t, app, /^Version unknown/)
})

/** A scope as it is written at registration, by this copy or by another one. */
function scopeAt (app: FastifyInstance, symbol: symbol) {
  const scope = createScope({ app, document: POLICY, policy: POLICY, owner: 0, rescuesPreflights: true, logLevel: 'debug', lint: 'off' }, undefined)
  app.decorate(symbol, scope)
  return scope
}

t.test('a registration that cannot be found makes the boot fail', async (t) => {
  const app = Fastify()
  app.get('/', { config: { cors: false } }, async () => '')
  const scope = scopeAt(app, Symbol('fastify-cors-policy.scope'))
  await app.ready()
  const error = { code: 'FST_CORS_LOADED_TWICE', issues: [{ message: /duplicated a module of version 0\.1\.0 in a folder .* from the bundle/ }] }
  const registrations = new Registrations(app)
  registrations.scopes.push(scope)
  t.throws(() => boot(registrations), error)
  t.throws(() => assertScopes([scope], []), CorsPolicyError)
})

t.test('a route without its registration, or with an unknown registration, makes the boot fail', async (t) => {
  const app = Fastify()
  const scope = scopeAt(app, kScope)
  const child = Object.create(app)
  const blind = Object.create(app, { [kScope]: { value: undefined } })
  const other = Object.create(app, { [kScope]: { value: { ...scope } } })
  assertScopes([scope], [app, child, Fastify()])
  t.throws(() => assertScopes([scope], [app, blind]), { code: 'FST_CORS_LOADED_TWICE' })
  t.throws(() => assertScopes([scope], [app, other]), { code: 'FST_CORS_LOADED_TWICE' })
  t.throws(() => assertScopes([], [app]), { code: 'FST_CORS_LOADED_TWICE' })
})
