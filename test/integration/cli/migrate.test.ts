/** The command migrate converts modules and files with options, and runs its proof. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import { versionOf } from '../../../lib/cli/migrate/record-libraries.ts'
import { migrateIn } from '../../unit/cli/command.ts'

const APP = 'https://app.example.com'

const APPLICATION = `
    const fastify = require('fastify'), cors = require('@fastify/cors')
    const list = ['${APP}']
    const app = fastify()
    app.register(async app => {
      app.register(cors, { origin: (origin, callback) => callback(null, list.includes(origin)), credentials: true, methods: ['GET', 'PUT'] })
      app.get('/orders', () => [])
      app.put('/orders/:id', () => '')
      app.get('/health', { config: { cors: false } }, () => '')
      app.get('/open', { config: { cors: { origin: '*', credentials: false } } }, () => '')
    })
    app.register(async app => { app.register(cors.default, { origin: '*' }); app.get('/prices', () => '') }, { prefix: '/public' })
    app.get('/elsewhere', () => '')
    module.exports = app`

// ES modules of one process import a package once, so these modules are CommonJS.
const folder = t.testdir({
  'app.cjs': APPLICATION,
  'same.cjs': APPLICATION,
  'root.cjs': `
    const app = require('fastify')()
    app.register(require('@fastify/cors').fastifyCors, { origin: process.env.ORIGIN })
    app.get('/*', () => '')
    module.exports = app`,
  'express.cjs': `
    const cors = require('cors')
    cors({ origin: ['${APP}'] })
    module.exports = function (request, response, next) {}`,
  'connect.cjs': 'require("cors")()',
  'package.json': '{ "version": "1.2.3" }',
  nested: { 'package.json': '{}' },
  'constant.cjs': `
    const ALLOWED = '${APP}'
    module.exports = { origin: (origin, callback) => callback(null, origin === ALLOWED) }`,
  'prefix.cjs': `
    const app = require('fastify')()
    app.register(async app => { app.register(require('@fastify/cors')); app.get('/prices', () => '') }, { prefix: '/public' })
    app.get('/elsewhere', () => '')
    module.exports = app`,
  'refused.cjs': `
    const app = require('fastify')()
    app.register(require('@fastify/cors'), { origin: '${APP}' })
    app.get('/open', { config: { cors: { origin: true, credentials: true } } }, () => '')
    module.exports = app`,
  'none.cjs': 'module.exports = require("fastify")()',
  'throws.cjs': 'throw new Error("broken")',
  'waits.mjs': 'await new Promise(() => {})',
  'hidden.cjs': 'module.exports = new Proxy({}, { getPrototypeOf () { throw new Error("hidden") }, ownKeys () { throw new Error("hidden") } })',
  'unready.cjs': `
    const app = require('fastify')()
    app.register(require('@fastify/cors'))
    app.register(async () => { throw new Error('no database') })
    module.exports = app
  `,
  'options.json': JSON.stringify({ origin: [APP], credentials: true }),
  'any.json': JSON.stringify({ origin: true, credentials: true }),
  'off.json': JSON.stringify({ origin: false }),
  'text.json': JSON.stringify(APP),
  'bad.json': '{',
  'options.jsonc': '{ "origin": "*" } // all',
  'nginx.conf': 'add_header Access-Control-Allow-Origin "*" always;'
})

t.test('an application becomes one policy with named policies and routes', async t => {
  const { status, stdout, stderr } = await migrateIn(folder, 'app.cjs --out policy.json')
  t.equal(status, 0, stderr)
  t.match(stdout, /^@fastify\/cors \d+\.\d+\.\d+\nNarrower: no page gets more than before, and one access is closed\./)
  t.match(stdout, /\n@fastify\/cors \d+\.\d+\.\d+, \/public\/\*\nExact: /)
  t.match(stdout, /Both ran with the same routes: \d+ requests of pages/)
  t.notMatch(stdout, /does not name/)
  t.strictSame(JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8')), {
    origins: [APP],
    credentials: true,
    allowedHeaders: ['Content-Type', 'Authorization'],
    policies: {
      public: { origins: '*', methods: ['GET', 'HEAD', 'POST'], allowedHeaders: ['*', 'Authorization'] },
      open: { origins: '*', methods: [], allowedHeaders: [] }
    },
    routes: { '/health': false, '/elsewhere': false, '/public/*': 'public', '/open': 'open' },
    notFound: false
  })
  const accepted = await migrateIn(folder, 'same.cjs --accept-wider --format json')
  t.match(JSON.parse(accepted.stdout), { document: { policies: { open: { origins: '*', methods: undefined } } }, migrations: [{}, {}, { opens: [{ id: 'route-preflights' }] }], unnamed: { length: 0 } })
})

t.test('a module that reads the environment, and one of another framework', async t => {
  process.env['ORIGIN'] = APP
  t.teardown(() => { delete process.env['ORIGIN'] })
  const { stdout } = await migrateIn(folder, 'root.cjs', { ORIGIN: APP })
  t.match(stdout, /Exact: /)
  t.match(stdout, /The variable ORIGIN has https:\/\/app\.example\.com\. To read it at start, replace it in "origins" by \.\.\.parseOrigins\(process\.env, "ORIGIN"\)/)
  t.notMatch(stdout, 'not set')
  t.match((await migrateIn(folder, 'express.cjs')).stdout, /^cors \d.*\nExact: [^]*Remove the middleware of cors/)
})

t.test('an application with CORS for a prefix only, and one with a route that cannot be converted', async t => {
  const { status, stdout } = await migrateIn(folder, 'prefix.cjs --format json')
  t.strictSame([status, JSON.parse(stdout).document.routes], [0, { '/public/*': 'public' }])
  t.match(await migrateIn(folder, 'refused.cjs'), { status: 1, stdout: /, \/open\nNot convertible: / })
})

t.test('the output of a module is not that of the command', async t => {
  const diverted: string[] = []
  const io = { stdout: { write: () => true }, stderr: { write: () => true }, env: {}, cwd: () => folder, divert: () => { diverted.push('on'); return () => { diverted.push('off') } } }
  t.equal(await run(['migrate', 'connect.cjs'], io), 0)
  t.strictSame(diverted, ['on', 'off'])
})

t.test('a file without a package has an unknown version', async t => {
  t.equal(versionOf('/fastify-cors-policy-unknown/file.js'), 'unknown')
  t.equal(versionOf(join(folder, 'nested/file.js')), '1.2.3')
})

t.test('a module with options, whose constants are texts of its source', async t => {
  const { status, stdout } = await migrateIn(folder, 'constant.cjs --from @fastify/cors@11 --format json')
  t.equal(status, 0)
  t.match(JSON.parse(stdout), { version: 1, document: { origins: [APP] }, migrations: [{ verdict: 'exact' }], unnamed: { length: 0 }, proof: { differences: Array } })
})

t.test('a file with options is converted for each library', async t => {
  t.match(await migrateIn(folder, 'options.json --from @fastify/cors --request-header X-One'), { status: 0, stdout: /"X-One"/ })
  t.match(await migrateIn(folder, 'options.json --from hono'), { status: 0, stdout: /^hono \d/ })
  t.match(await migrateIn(folder, 'options.json --from cors@2.8.5'), { status: 0, stdout: /^cors 2\.8\.5/ })
  t.match(await migrateIn(folder, 'options.jsonc --from fastify-cors@8'), { status: 0, stdout: /GET, HEAD, PUT, PATCH, POST, DELETE[^]*Not run\. This project does not have this version of @fastify\/cors\./ })
  t.match(await migrateIn(folder, 'nginx.conf --from nginx'), { status: 0, stdout: /Not run\. This library does not run in Node\. With --replay, a server with it is compared\./ })
  t.match(await migrateIn(folder, 'any.json --from express'), { status: 1, stdout: /Not convertible: Every site can read[^]*The nearest policy, as a start/ })
  t.match(await migrateIn(folder, 'off.json --from express --out never.json'), { status: 0, stdout: /No page of another origin/ })
  t.match(await migrateIn(folder, 'text.json --from express'), { status: 0 })
  for (const from of ['flask', 'starlette', 'spring', 'rs-cors', 'jub0bs-cors']) t.match((await migrateIn(folder, `off.json --from ${from}`)).stdout, /^\w/, from)
})

t.test('input that cannot be used', async t => {
  const rows: Array<readonly [args: string, message: RegExp]> = [
    ['options.json', /needs --from with one of @fastify\/cors, /],
    ['options.json --from expres', /Did you mean express\?/],
    ['options.json --from=', /The library is unknown/],
    ['options.json --from zzzzzzzz', /The library is unknown\. Use @fastify/],
    ['bad.json --from hono', /bad\.json: The text is not valid JSON/],
    ['missing.json --from hono', /missing\.json: The file cannot be read/],
    ['missing.cjs', /missing\.cjs: The file cannot be read/],
    ['none.cjs', /uses neither @fastify\/cors nor cors/],
    ['constant.cjs', /uses neither @fastify\/cors nor cors/],
    ['throws.cjs', /throws\.cjs: The module cannot be loaded: broken/],
    ['options.json --from hono --replay nowhere', /--replay nowhere: The URL is invalid/],
    ['options.json --from hono --replay ftp://a.example', /It begins with https:\/\/ or http:\/\//],
    ['hidden.cjs', /The default export cannot be used: hidden/],
    ['unready.cjs', /The application does not start: no database/],
    ['options.json --from hono --traffic missing.har', /missing\.har: The file cannot be read/],
    ['options.json --from hono --out options.json', /would overwrite the input file/]
  ]
  for (const [args, message] of rows) t.match(await migrateIn(folder, args), { status: 2, stderr: message }, args)
})

t.test('a module that never finishes loading ends with a time limit', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const found = migrateIn(folder, 'waits.mjs')
  const ended = found.then(() => true)
  while (!await Promise.race([ended, setImmediate(false)])) mock.timers.tick(1000)
  t.match(await found, { status: 2, stderr: /waits\.mjs: The module cannot be loaded: It still waits for something/ })
})

t.test('a project without the packages has no proof, and no version', async t => {
  const empty = mkdtempSync(join(tmpdir(), 'migrate-'))
  t.teardown(() => rmSync(empty, { recursive: true }))
  writeFileSync(join(empty, 'options.json'), '{}')
  t.match(await migrateIn(empty, 'options.json --from fastify-cors'), { status: 2, stderr: /needs a version/ })
  t.match(await migrateIn(empty, 'options.json --from spring'), { status: 0, stdout: /Not run\. The packages fastify and that of the other library must be installed/ })
  t.match(await migrateIn(empty, 'options.json --from fastify-cors@11'), { status: 0, stdout: /Not run\. This project does not have this version of @fastify\/cors\./ })
})
