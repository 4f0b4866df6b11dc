/** The forms of the result of migrate: patches, several environments, YAML of Spring, and names of headers. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import { patchOf } from '../../../lib/cli/migrate/application-patch.ts'
import { projectFiles } from '../../../lib/cli/migrate/project-files.ts'
import { migrateIn } from '../../unit/cli/command.ts'

const APP = 'https://app.example.com'

const OPTIONS = `{
    origin: ['${APP}'],
    // Sent with each request.
    credentials: true, allowedHeaders: ['Content-Type', "X-It's"]
  }`

/** The ways in which applications register the plugin: what stands before it, and the call. */
const REGISTRATIONS: Readonly<Record<string, readonly [before: string, call: string]>> = {
  'identifier.cjs': ["const cors = require('@fastify/cors')", `app.register(cors, ${OPTIONS})`],
  'variable.cjs': [`const cors = require("@fastify/cors")\nconst options = ${OPTIONS}`, 'app.register(cors, options)'],
  'member.cjs': ["const cors = require('@fastify/cors')", `app.register(cors.fastifyCors, ${OPTIONS})`],
  'default.cjs': ["const cors = require('@fastify/cors').default", `app.register(cors, ${OPTIONS})`],
  'destructured.cjs': ["const { fastifyCors } = require('@fastify/cors')", `app.register(fastifyCors, ${OPTIONS})`],
  'renamed.cjs': ["const { fastifyCors: old } = require('@fastify/cors')", `app.register(old, ${OPTIONS})`],
  'inline.cjs': ['// The options are the default.', "app.register(require('@fastify/cors'))"],
  'imported.mjs': ["import cors from '@fastify/cors'\nimport Fastify from 'fastify'", `app.register(cors, ${OPTIONS})`],
  'named.mjs': ["import { fastifyCors as cors } from '@fastify/cors'\nimport Fastify from 'fastify'", `await app.register(cors, ${OPTIONS})`],
  'dynamic.mjs': ["import Fastify from 'fastify'", `app.register(import('@fastify/cors'), ${OPTIONS})`],
  'awaited.mjs': ["import Fastify from 'fastify'", `app.register((await import('@fastify/cors')).default, ${OPTIONS})`]
}

function moduleOf (name: string, [before, call]: readonly [string, string]): string {
  return name.endsWith('.cjs')
    ? `const Fastify = require('fastify')\n${before}\n\nconst app = Fastify()\n  ${call}\napp.get('/orders', () => [])\n\n\n\n\nmodule.exports = app\n`
    : `${before}\n\nconst app = Fastify()\n${call}\napp.get('/orders', () => [])\nexport default app`
}

const HEADERS = `
    const app = require('fastify')()
    app.register(require('@fastify/cors'), { origin: '${APP}', credentials: true })
    app.get('/orders', { schema: { headers: { properties: { 'x-tenant': {}, cookie: {}, accept: {} } } } }, request => {
      const { 'x-one': one, other, ...rest } = request.headers
      request.headers[other]
      const all = request.headers
      return [request.headers['X-Two'], request.raw.headers['x-three'], request.headers.authorization, request.headers['user-agent'], request.headers['x-forwarded-for'], request.headers.get('x-four')]
    })
    const express = (req, res) => [req.header('x-five'), context.req.header('x-six'), app().header('x-not'), res.header('x-not', '1'), res.header('x-not'), request.query.get('x-not'), req.get]
    app.get('/plain', () => '')
    module.exports = app`

const folder = t.testdir({
  ...Object.fromEntries(Object.entries(REGISTRATIONS).map(([name, registration]) => [name, moduleOf(name, registration)])),
  'entry.cjs': "const build = require('./build.cjs')\nmodule.exports = build()\n",
  'short.cjs': "require('./part')\n",
  'part.js': "module.exports = ''\n",
  'build.cjs': moduleOf('.cjs', ["const cors = require('@fastify/cors')", `app.register(cors, ${OPTIONS})`]).replace('module.exports = app', 'module.exports = () => app'),
  'twice.cjs': `
    const cors = require('@fastify/cors'), app = require('fastify')()
    if (process.env.OTHER) app.register(cors, { origin: '*' })
    else app.register(cors, { origin: '${APP}' })
    app.get('/', () => '')
    module.exports = app`,
  'two.cjs': `
    const app = require('fastify')()
    for (const prefix of ['/a', '/b']) app.register(async app => { app.register(require('@fastify/cors')); app.get('/', () => '') }, { prefix })
    module.exports = app`,
  'middleware.cjs': "const cors = require('cors')\ncors({ origin: '*' })\ncors({ origin: 'https://app.example.com', credentials: true })\nmodule.exports = () => {}",
  'hidden.cjs': "module.exports = require('fastify')()\nmodule.exports.register(module.require(['@fastify', 'cors'].join('/')))",
  'nest-like.cjs': "module.exports = require('fastify')()\nconst nest = { enableCors: () => module.exports.register(module.require(['@fastify', 'cors'].join('/'))) }\nnest.enableCors()",
  'environment.cjs': `
    module.exports = () => {
      const app = require('fastify')()
      const isDevelopment = process.env.NODE_ENV === 'development'
      if (process.env.NODE_ENV === 'production' && process.env.FAIL) throw new Error('broken')
      app.register(require('@fastify/cors'), isDevelopment ? { origin: true, credentials: process.env.FAIL !== undefined } : { origin: '${APP}' })
      app.get('/', () => '')
      return app
    }`,
  'named.cjs': 'exports.buildApp = require("./environment.cjs"); exports.other = 1',
  'headers.cjs': HEADERS,
  'same-headers.cjs': HEADERS,
  'options.cjs': `
    void process.env.NODE_ENV
    module.exports = { get origin () { return process.env.NODE_ENV === 'production' ? '${APP}' : 'http://localhost:3000' } }`,
  'typed.ts': "import cors from '@fastify/cors'\nimport sloppy from './sloppy.cjs'\nimport './sloppy.cjs'\nimport './plain'\nexport const one = 1\nconst app: FastifyInstance = Fastify()\napp.register<Options>(cors, { origin: true } as Options)",
  'sloppy.cjs': 'with ({}) { }',
  'broken.cjs': '(',
  'one-line.cjs': 'require(\'fastify\')().register(require(\'@fastify/cors\'), {})',
  'empty-policy.cjs': 'const app = require(\'fastify\')(), { fastifyCors = null, ...rest } = require(\'@fastify/cors\'), [first] = require(\'@fastify/cors\')\nrequire()',
  'autoload.cjs': `
    const { join } = require('node:path'), app = require('fastify')()
    const load = ({ dir }) => app.register(require(join(dir, 'cors.cjs')))
    load({ dir: join(__dirname, 'autoload', 'plugins') })
    const others = [{ dir: \`\${__dirname}/nowhere\` }, { dir: __dirname }]
    module.exports = Promise.resolve(app)`,
  autoload: {
    plugins: {
      'cors.cjs': `
    const cors = require('@fastify/cors')
    module.exports = async app => { app.register(cors, { origin: process.env.FIRST ?? '${APP}', maxAge: Number(process.env.SECOND ?? 5) }); app.get('/', () => '') }`, 'types.d.ts': ''
    }
  },
  'profiles.yml': `spring.profiles: x\ncors.allowed-origins: ${APP}\ncors.allowed-methods: "*"\n---\nspring: y\ncors.allowed-origins: "*"\ncors.allowed-methods: "*"\n`,
  'gateway.yml': `
spring:
  cloud:
    gateway:
      globalcors:
        cors-configurations:
          '[/**]': { allowedOrigins: "${APP}", allowedMethods: [GET, POST], allowCredentials: true }
          '[/public/**]':
            allowed-origins: "*"
            allowed-methods: "*"
---
spring:
  config.activate.on-profile: development
  cloud.gateway.globalcors.cors-configurations:
    '[/**]': { allowedOriginPatterns: ["http://localhost:[*]"], allowedMethods: [GET, POST] }
---
spring.config.activate.on-profile: [a, b]
`,
  'properties.yaml': `management.endpoints.web.cors:\n  allowed-origins: ${APP}\n  allowed-methods: GET, POST\n`,
  'plain.yml': 'origin: https://app.example.com\n',
  'bad.yml': 'a: [\n',
  'empty.yml': '',
  'aliases.yml': `a: &a [x]\n${Array.from({ length: 12 }, (_, i) => `${'bcdefghijklm'[i]}: &${'bcdefghijklm'[i]} [${`*${'abcdefghijkl'[i]}, `.repeat(9)}]`).join('\n')}\n`
})

/** Applies a diff to a file, with git. */
function applied (diff: string, file: string): string {
  const before = readFileSync(join(folder, file), 'utf8')
  execFileSync('git', ['apply', '-'], { cwd: folder, input: diff, env: { ...process.env, GIT_DIR: join(folder, 'none') } })
  const after = readFileSync(join(folder, file), 'utf8')
  writeFileSync(join(folder, file), before)
  return after
}

t.test('a patch replaces every usual form of a registration, and the result runs', async t => {
  for (const name of Object.keys(REGISTRATIONS)) {
    const text = applied(patchOf(await projectFiles(join(folder, name)), name === 'inline.cjs' ? { origins: '*' } : { origins: [APP] }, folder)!, name)
    const end = name.slice(-4)
    const runnable = `patched-${name}`
    writeFileSync(join(folder, runnable), text.replaceAll("'fastify-cors-policy'", JSON.stringify(end === '.cjs' ? './own.cjs' : './own.mjs')).replaceAll('"fastify-cors-policy"', "'./own.cjs'"))
    const { plugin } = await import('../../../lib/plugin.ts')
    const own = globalThis as { ownPlugin?: unknown }
    own.ownPlugin = plugin
    writeFileSync(join(folder, 'own.cjs'), 'module.exports = { default: globalThis.ownPlugin, corsPlugin: globalThis.ownPlugin }')
    writeFileSync(join(folder, 'own.mjs'), 'const plugin = globalThis.ownPlugin\nexport default plugin\nexport { plugin as corsPlugin }')
    const { default: app } = await import(join(folder, runnable)) as { readonly default: FastifyInstance }
    const { headers } = await app.inject({ url: '/orders', headers: { origin: APP } })
    t.equal(headers['access-control-allow-origin'], name === 'inline.cjs' ? '*' : APP, name)
    t.notMatch(text, '@fastify/cors', name)
    await app.close()
  }
})

t.test('the patch changes a file that the module requires, with the policy in the style of the code', async t => {
  t.match(await migrateIn(folder, 'entry.cjs --patch entry.diff'), { status: 0, stdout: /Patch of the application\n {2}- git apply entry\.diff && npm install fastify-cors-policy && npm uninstall @fastify\/cors\n\n--- a\/build\.cjs\n/ })
  const diff = readFileSync(join(folder, 'entry.diff'), 'utf8')
  t.notMatch(applied(diff, 'build.cjs'), '@fastify/cors')
  t.equal(diff, `--- a/build.cjs
+++ b/build.cjs
@@ -1,11 +1,11 @@
 const Fastify = require('fastify')
-const cors = require('@fastify/cors')
+const cors = require('fastify-cors-policy')
 
 const app = Fastify()
   app.register(cors, {
-    origin: ['${APP}'],
-    // Sent with each request.
-    credentials: true, allowedHeaders: ['Content-Type', "X-It's"]
+    origins: ['${APP}'],
+    credentials: true,
+    allowedHeaders: ['Content-Type', 'X-It\\'s']
   })
 app.get('/orders', () => [])
 
`)
})

t.test('files that cannot be parsed are left out', async t => {
  const { stripTypeScriptTypes } = await import('node:module') as { readonly stripTypeScriptTypes?: unknown }
  const names = (await projectFiles(join(folder, 'typed.ts'))).map(({ path }) => basename(path))
  t.strictSame(names, typeof stripTypeScriptTypes === 'function' ? ['typed.ts', 'sloppy.cjs'] : [])
  t.strictSame((await projectFiles(join(folder, 'short.cjs'))).map(({ path }) => basename(path)), ['short.cjs', 'part.js'])
  t.strictSame(await projectFiles(join(folder, 'broken.cjs')), [])
  t.strictSame(await projectFiles(join(folder, 'nowhere.cjs')), [])
  const oneLine = patchOf(await projectFiles(join(folder, 'one-line.cjs')), { origins: '*', policies: {} }, folder)!
  t.equal(applied(oneLine, 'one-line.cjs'), "require('fastify')().register(require('fastify-cors-policy'), {\n  origins: '*',\n  policies: {}\n})")
  t.equal(patchOf(await projectFiles(join(folder, 'empty-policy.cjs')), { origins: '*' }, folder), undefined)
})

t.test('files that @fastify/autoload loads are searched, and variables without a value are named', async t => {
  const { status, stdout } = await migrateIn(folder, 'autoload.cjs')
  t.equal(status, 0)
  t.match(stdout, /- Write it to a file with --patch cors\.patch, then: git apply cors\.patch && npm install[^]*\n--- a\/autoload\/plugins\/cors\.cjs\n/)
  t.match(stdout, /The application reads FIRST and SECOND from the environment, which are not set\. If the configuration depends on them, /)
})

t.test('where no patch would do, the report says what to write', async t => {
  t.match((await migrateIn(folder, 'twice.cjs')).stdout, /What to change in the application\n {2}- No file from .*twice\.cjs on has exactly one registration/)
  t.match((await migrateIn(folder, 'plain.yml --from @fastify/cors')).stdout, /- Register the policy in Fastify: app\.register\(corsPlugin, policy\)\. Remove the other library\./)
  t.match((await migrateIn(folder, 'hidden.cjs')).stdout, /has exactly one registration/)
  t.match((await migrateIn(folder, 'nest-like.cjs')).stdout, /Replace app\.enableCors\(options\) by: await app\.register\(corsPlugin, policy\)/)
  t.match((await migrateIn(folder, 'two.cjs')).stdout, /Replace all registrations of @fastify\/cors by one/)
  t.match(await migrateIn(folder, 'middleware.cjs'), { status: 1, stdout: /Several configurations seem to be for the same paths[^]*There is no policy to write/ })
})

/** Runs the command, and lets it run itself again in this process with another environment. */
async function inEnvironments (args: string, env: Readonly<Record<string, string>>): Promise<{ readonly status: number, readonly stdout: string }> {
  const runWith = async (words: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<{ readonly status: number, readonly stdout: string }> => {
    const out: string[] = []
    const before = process.env
    process.env = { ...before, NODE_ENV: '', ...env } as NodeJS.ProcessEnv
    try {
      // Two of them must not change the environment of this process at once.
      let last: Promise<unknown> = Promise.resolve()
      const again = async (words: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<string> => {
        const next = last.then(() => runWith(words, env))
        last = next
        return (await next).stdout
      }
      const status = await run(words, { stdout: { write: text => out.push(text) }, stderr: { write: () => true }, env, cwd: () => folder, again })
      return { status, stdout: out.join('') }
    } finally {
      process.env = before
    }
  }
  return runWith(['migrate', ...args.split(' ')], env)
}

t.test('an application that reads NODE_ENV has a policy for each environment', async t => {
  const { status, stdout } = await inEnvironments('environment.cjs --out policy.json --accept-wider --request-header X-One', { NODE_ENV: 'production' })
  t.equal(status, 0)
  t.match(stdout, /In the environment development\n {2}- Exact: [^]*"origins": "\*"[^]*Environments have different policies/)
  t.strictSame(JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8')).origins, [APP])
  t.equal(JSON.parse(readFileSync(join(folder, 'policy.development.json'), 'utf8')).origins, '*')
  const failing = await inEnvironments('environment.cjs --out other', { NODE_ENV: 'test', FAIL: '1' })
  t.match(failing.stdout, /In the environment production\n {2}- The application does not start with NODE_ENV=production\.\n\nIn the environment development\n {2}- Not convertible: /)
  t.notMatch((await inEnvironments('identifier.cjs', {})).stdout, /In the environment/)
  t.match((await inEnvironments('options.cjs --from @fastify/cors', { NODE_ENV: 'development' })).stdout, /In the environment production\n[^]*https:\/\/app/)
})

t.test('--export names the export of the module, also in other environments', async t => {
  const args = 'named.cjs --export buildApp --accept-wider'
  const { status, stdout } = await inEnvironments(args, { NODE_ENV: 'production' })
  t.equal(status, 0)
  t.match(stdout, /In the environment development\n {2}- Exact: [^]*"origins": "\*"/)
  t.match(await migrateIn(folder, 'named.cjs --export missing'), { status: 2, stderr: /named\.cjs: The module has no export missing that is / })
  t.match(await migrateIn(folder, 'one-line.cjs --export missing'), { status: 2, stderr: /one-line\.cjs: The module has no export missing that is / })
  t.match(await migrateIn(folder, 'gateway.yml --from spring --export buildApp'), { status: 2, stderr: /gateway\.yml: Only a module has exports\. Remove --export\./ })
})

t.test('headers that schemas and code name are listed with their places, and the question stays', async t => {
  const { stdout } = await migrateIn(folder, 'headers.cjs --format json')
  const { document, migrations } = JSON.parse(stdout)
  t.strictSame(document.allowedHeaders, ['Content-Type', 'Authorization', 'x-tenant', 'x-one', 'other', 'x-two', 'x-three', 'x-four', 'x-five', 'x-six'])
  t.match(migrations[0].assumptions.find(({ id }: { readonly id: string }) => id === 'headers-read').message, /x-tenant \(the schema of GET \/orders\), x-one \(headers\.cjs\)/)
  t.ok(migrations[0].questions.some(({ id }: { readonly id: string }) => id === 'which-request-headers'))
  const given = JSON.parse((await migrateIn(folder, 'same-headers.cjs --format json --request-header X-One --request-header x-one --request-header Cookie --request-header *')).stdout)
  t.strictSame(given.document.allowedHeaders, ['X-One'])
})

t.test('YAML of Spring has places and profiles', async t => {
  const { stdout } = await migrateIn(folder, 'gateway.yml --from spring --format json')
  const { document, environments } = JSON.parse(stdout)
  t.match(document, { origins: [APP], credentials: true, methods: ['GET', 'POST'], policies: { public: { origins: '*' } }, routes: { '/public/*': 'public' } })
  t.match(environments, [{ name: 'development', document: { origins: ['http://localhost:*'] } }])
  t.match(JSON.parse((await migrateIn(folder, 'properties.yaml --from spring --format json')).stdout), { document: { origins: [APP] } })
  t.match(JSON.parse((await migrateIn(folder, 'plain.yml --from @fastify/cors --format json')).stdout), { document: { origins: [APP] } })
  t.match(await migrateIn(folder, 'bad.yml --from spring'), { status: 2, stderr: /bad\.yml: The YAML is invalid: / })
  t.match(await migrateIn(folder, 'aliases.yml --from spring'), { status: 2, stderr: /The YAML is invalid: / })
  t.match(await migrateIn(folder, 'empty.yml --from spring'), { status: 0 })
  t.match(JSON.parse((await migrateIn(folder, 'profiles.yml --from spring --format json')).stdout), { document: { origins: [APP] }, environments: [{ name: 'default', document: { origins: '*' } }] })
})
