/** migrate with applications of Express 4 and 5 and of hono, with those that start by themselves, and with files of variables. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { migrateIn } from '../../unit/cli/command.ts'

const [APP, ADMIN] = ['https://app.example.com', 'https://admin.example.com']

const EXPRESS = `
    const express = require('express'), cors = require('cors')
    const app = express()
    app.use(express.json())
    app.get('/early', (request, response) => response.send(''))
    app.use(['/api', '/v2'], cors({ origin: '${APP}', allowedHeaders: [] }))
    const router = express.Router()
    router.get('/items/:id', (request, response, next) => next(), () => { throw new Error('The handler must not run.') })
    router.route('/items').get(() => {}).post(() => {})
    router.use('/deep', express.Router().put('/one', () => {}), (error, request, response, next) => next(error))
    router.use('/again', router)
    app.use('/api', router)
    app.all('/v2/items', () => {})
    app.get(/^\\/files/, () => {})
    app.options('/prices', cors())
    app.get('/prices', (request, response, next) => next(), cors({}), () => {})
    app.get('/actual', cors(), () => {})
    const admin = express()
    admin.get('/users', () => {})
    admin.get('/', () => {})
    app.use('/admin', cors({ origin: '${ADMIN}' }), admin)
    express()
    module.exports = app`

const HONO = `
    const app = new Hono()
    app.use('/api/*', cors({ origin: ['${APP}'], allowHeaders: ['X-One'] }))
    app.use('/api/*', async (context, next) => { await next() })
    app.get('/api/items/:id', async (context, next) => { await next() }, context => { throw new Error('The handler must not run.') })
    app.all('/api/all', context => context.text(''))
    const inner = new Hono()
    inner.get('/', context => context.text(''))
    app.route('/api/inner', inner)
    app.get('/health', context => context.text(''))
    app.get('/actual', cors(), context => context.text(''))
    app.on(['OPTIONS'], '/actual', cors(), context => context.text(''))`

const folder = t.testdir({
  'express.cjs': EXPRESS,
  4: { 'accepted.cjs': EXPRESS, 'package.json': '{}', node_modules: { express: t.fixture('symlink', fileURLToPath(new URL('../../../node_modules/express-4', import.meta.url))) } },
  'hono.cjs': `const { Hono, other } = require('hono'), { cors } = require('hono/cors')\n${HONO}\nmodule.exports = app`,
  'hono.mjs': `import { Hono } from 'hono'\nimport { cors } from 'hono/cors'\n${HONO}\nexport default { port: 0, fetch: app.fetch }`,
  'everywhere.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    app.use(cors({ origin: '${APP}' }))
    for (const name of ['a', 'b', 'c']) app.get('/' + name, () => {})
    app.get('/open', cors({ origin: '*' }), () => {})
    app.use(cors({ origin: '${APP}' }))
    module.exports = app`,
  'some-methods.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    app.options('*all', cors())
    app.get('/one', cors(), () => {})
    app.post('/one', () => {})
    app.get('/two', cors(), () => {})
    app.get(['/three', '/four'], cors(), () => {})
    app.get('/five', () => {})
    module.exports = app`,
  'before.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    app.get('/before', () => {})
    app.use(cors({ origin: '${APP}' }))
    app.get('/', () => {})
    module.exports = app`,
  'many.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    for (const name of 'abcdefg') app.route('/' + name).all(cors()).get(() => {})
    module.exports = app`,
  'refused.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    const any = cors({ origin: true, credentials: true })
    app.get('/actual', any, () => {})
    app.get('/some', any, () => {})
    app.post('/some', () => {})
    module.exports = app`,
  'hook.json': '{ "hook": "unknown" }',
  '.env': '',
  'called.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    const [one, other] = [cors(), cors({ origin: '${APP}' })]
    app.use('/one', one)
    app.get('/one', () => {})
    app.use((request, response, next) => other(request, response, next))
    for (let i = 0; i < 7; i++) app.get('/files' + i + '/*rest', () => {})
    module.exports = app`,
  'late.cjs': `
    const express = require('express'), cors = require('cors')
    setTimeout(() => {
      const app = express()
      app.use(cors({ origin: '${APP}' }))
      app.get('/late', () => {})
    }, 10)`,
  'fastify.mjs': `
    import Fastify from 'fastify'
    import cors from '@fastify/cors'
    const app = Fastify()
    app.register(async app => { app.register(cors, { origin: '${APP}' }); app.get('/late', () => '') }, { prefix: '/api' })
    await app.listen({ port: 0, host: '127.0.0.1' })`,
  'factory.cjs': `
    const express = require('express'), cors = require('cors')
    module.exports = async () => { const app = express(); app.use(cors({ origin: '${APP}' })); app.get('/made', () => {}); return app }`,
  'nothing.mjs': 'export const other = 1',
  'wildcards.cjs': `
    const app = require('fastify')()
    app.register(async app => { app.register(require('@fastify/cors'), { origin: '${APP}' }); app.get('/files/*', { config: { cors: { origin: '*' } } }, () => '') })
    app.register(async app => { app.register(require('@fastify/cors'), { origin: '${ADMIN}', maxAge: 9 }); app.get('/', { config: { cors: { maxAge: 5 } } }, () => '') }, { prefix: '/admin' })
    module.exports = app`,
  'paths.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    app.use(cors((request, callback) => callback(null, request.path.startsWith('/public') || request.path === '/items/:id' ? { origin: '*' } : { origin: '${APP}' })))
    for (const path of ['/public/a', '/public/b', '/items/:id', '/items', '/orders']) app.get(path, () => {})
    module.exports = app`,
  'delegated.cjs': `
    const app = require('fastify')()
    app.register(require('@fastify/cors'), () => (request, callback) => callback(null, { origin: request.url.startsWith('/open/') ? '*' : ['${APP}'] }))
    for (const path of ['/open/a', '/b']) app.get(path, () => '')
    module.exports = app`,
  'below.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    app.use('/api', cors((request, callback) => callback(null, { origin: request.originalUrl.startsWith('/api/open/') ? '*' : '${APP}' })))
    for (const path of ['/api/a', '/api/open/b', '/elsewhere']) app.get(path, () => {})
    module.exports = app`,
  'by-path.mjs': `export default { origin: (origin, context) => context.req.path.startsWith('/public/') || origin === '${APP}' ? origin : null }`,
  'access.log': [
    'GET /orders', 'HEAD /items/7', 'GET /items/8', 'GET /items/9?a=1', 'GET /unknown', 'PUT /items/:id', 'GET /items/:id', 'TRACE /orders'
  ].map(request => `127.0.0.1 - - [01/Dec/2026:03:00:00 +0000] "${request} HTTP/1.1" 200 2 "${APP}/" "Mozilla/5.0"`).join('\n'),
  'traffic.cjs': `
    const express = require('express'), cors = require('cors'), app = express()
    app.use(cors({ origin: (origin, callback) => callback(null, origin === '${APP}') }))
    for (const path of ['/items/:id', '/orders']) app.get(path, () => {})
    module.exports = app`,
  'origins.json': JSON.stringify({ origin: [APP] }),
  'variables.cjs': `
    process.env.SET_BY_APPLICATION = 'yes'
    const app = require('fastify')()
    app.register(require('@fastify/cors'), { origin: process.env.WEB_ORIGIN ?? '${APP}', maxAge: process.env.NODE_ENV === 'production' ? 9 : 5 })
    app.get('/', () => '')
    module.exports = app`,
  '.env.production': 'NODE_ENV=production\nWEB_ORIGIN="https://www.example.com"\n',
  'staging.env': 'WEB_ORIGIN=https://staging.example.com\n'
})

// Where another file of this process has imported the package already, an ES module of the fixtures would get that one, which is not recorded.
cpSync(new URL('../../../node_modules/@fastify/cors', import.meta.url), join(folder, 'node_modules/@fastify/cors'), { recursive: true })

/** The policy, and what else the report has. */
async function reportOf (args: string, in_ = folder): Promise<{ readonly status: number, readonly document: CorsPolicyDocument, readonly migrations: ReadonlyArray<{ readonly place: string, readonly verdict: string, readonly questions: ReadonlyArray<{ readonly id: string, readonly message: string }> }>, readonly unnamed: readonly unknown[], readonly proof: { readonly differences: readonly object[] } }> {
  const { status, stdout, stderr } = await migrateIn(in_, `${args} --format json`)
  if (stdout === '') throw new Error(stderr)
  return { status, ...JSON.parse(stdout) as object } as Awaited<ReturnType<typeof reportOf>>
}

t.test('the routers of Express say which middleware is for which route', async t => {
  const { status, document, migrations, unnamed } = await reportOf('express.cjs')
  t.equal(status, 1, 'a route whose preflights the middleware does not see needs consent')
  t.equal(document, null)
  t.strictSame(migrations.map(({ place, verdict }) => `${place} ${verdict}`).sort(), ['/actual wider', '/admin/* exact', '/api/* exact', '/prices exact', '/v2/* exact'])
  t.match(migrations[0]!.questions, [{ id: 'routes-not-compared', message: /is a path with a pattern/ }])
  t.strictSame(unnamed, [])
  const accepted = await reportOf('4/accepted.cjs --accept-wider')
  t.equal(accepted.status, 0)
  t.strictSame(accepted.document.routes, { '/api/*': 'api', '/v2/*': 'api', '/admin/*': 'admin', '/prices': 'prices', '/actual': 'actual' })
  t.match(accepted.document.policies, { api: { origins: [APP] }, admin: { origins: [ADMIN] }, prices: { origins: '*' }, actual: { origins: '*', methods: { length: 0 }, allowedHeaders: { length: 0 } } })
  t.equal(accepted.document.notFound, false)
  t.strictSame(accepted.unnamed, [])
  t.match(accepted.proof, { compared: Number })
})

t.test('hono says which middleware is for which route, as a package of both kinds', async t => {
  for (const name of ['hono.cjs', 'hono.mjs']) {
    const { status, document, unnamed } = await reportOf(name)
    t.equal(status, 0)
    t.match(document, { policies: { api: { origins: [APP], allowedHeaders: ['X-One'] }, actual: { origins: '*' } }, routes: { '/api/*': 'api', '/actual': 'actual' }, notFound: false })
    t.strictSame(unnamed, [])
  }
})

t.test('routes that several middlewares see, or only some of whose methods one sees, have no policy', async t => {
  t.match(await reportOf('everywhere.cjs'), { status: 1, document: null, migrations: [{ place: null, verdict: 'exact' }, { place: '/open', verdict: 'not-convertible' }] })
  const { document, migrations } = await reportOf('some-methods.cjs')
  t.equal(document, null)
  t.strictSame(migrations.map(({ place, verdict }) => `${place} ${verdict}`), ['/one not-convertible', '/two exact', '/three exact', '/four exact'])
})

t.test('routes before a middleware, single routes, and those of which no page may read anything', async t => {
  t.match(await reportOf('before.cjs'), { status: 0, document: { origins: [APP], routes: { '/before': false } }, unnamed: { length: 0 } })
  const { status, stdout } = await migrateIn(folder, 'many.cjs')
  t.equal(status, 0)
  t.match(stdout, /^cors 2\.\S+, \/a, \/b, \/c, \/d, \/e, and 2 more\nExact/)
  const { migrations } = await reportOf('refused.cjs')
  t.match(migrations, [{ place: '/actual', verdict: 'not-convertible' }, { place: '/some', verdict: 'not-convertible', summary: /for some methods/ }])
  t.match(await migrateIn(folder, 'hook.json --from @fastify/cors'), { stdout: /A server for the proof does not start: .*hook/ })
})

t.test('hono that was replaced works as before', async t => {
  const { cors } = await import('hono/cors')
  t.type(cors(), 'function')
})

t.test('a middleware that other code calls, and paths with patterns, become questions', async t => {
  const { migrations: [first] } = await reportOf('called.cjs')
  t.match(first!.questions, [
    { id: 'routes-not-compared', message: /^\/files0, \/files1, \/files2, \/files3, \/files4 and 2 others are paths with a pattern/ },
    { id: 'middleware-without-place', message: /^Middlewares that are in no router: 1\./ }
  ])
})

t.test('an application that is not exported, but starts by itself, and one that a function makes', async t => {
  t.match(await reportOf('late.cjs'), { status: 0, document: { origins: [APP] } })
  t.match(await reportOf('fastify.mjs'), { status: 0, document: { policies: { api: { origins: [APP] } }, routes: { '/api/*': 'api' } } })
  t.match(await reportOf('factory.cjs'), { status: 0, document: { origins: [APP] } })
  t.match(await migrateIn(folder, 'nothing.mjs'), { status: 2, stderr: /has no default export/ })
})

t.test('options of a route are added to those of its own registration, and those of wildcards are a question', async t => {
  const { document, migrations } = await reportOf('wildcards.cjs --accept-wider')
  t.match(document, { origins: [APP], policies: { 'admin-2': { origins: [ADMIN], maxAge: 5 }, admin: { origins: [ADMIN], maxAge: 9 } }, routes: { '/admin/*': 'admin' } })
  t.match(migrations[0]!.questions, [{ id: 'options-of-wildcard-route', message: /of \/files\/\* are not in the policy/ }])
})

t.test('a function that reads the path is called for each route', async t => {
  const { status, document, unnamed } = await reportOf('paths.cjs')
  t.equal(status, 0)
  t.match(document, { origins: [APP], policies: { public: { origins: '*' } }, routes: { '/public/*': 'public', '/items/:id': 'public' } })
  t.strictSame(unnamed, [])
  t.match(await reportOf('delegated.cjs'), { status: 0, document: { origins: [APP], policies: { open: { origins: '*' } }, routes: { '/open/*': 'open' } }, unnamed: { length: 0 } })
  const below = await reportOf('below.cjs')
  t.match(below.document, { policies: { api: { origins: [APP] }, 'api-open': { origins: '*' } }, routes: { '/api/*': 'api', '/api/open/*': 'api-open' }, notFound: false })
  t.strictSame(below.unnamed, [])
  const { stdout } = await migrateIn(folder, 'by-path.mjs --from hono')
  t.match(stdout, /called for the paths that it names, and for 0 routes/)
  t.match(stdout, /"routes": \{\n\s+"\/public\/\*": "public"/)
})

t.test('recorded requests count for the route that they are for, and are routes where those of the application are not known', async t => {
  const { status, proof } = await reportOf('traffic.cjs --traffic access.log')
  t.match([status, proof], [0, { compared: 12 }], 'a request of each kind, with and without credentials')
  t.match(proof.differences, [{ effect: 'closes', isUnrouted: true }])
  const known = await reportOf('origins.json --from cors --traffic access.log')
  t.match(known.proof.differences, [{ effect: 'closes', isUnrouted: true }])
})

t.test('each file with variables is an environment', async t => {
  const runs: Array<readonly [args: readonly string[], env: object]> = []
  const out: string[] = []
  let last: Promise<unknown> = Promise.resolve()
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: () => true },
    env: {},
    cwd: () => folder,
    // Two of them must not change the environment of this process at once.
    again: (args: readonly string[], env: object) => {
      runs.push([args, env])
      const output = last.then(async () => (await migrateIn(folder, args.slice(1), { ...env as Record<string, string> })).stdout)
      last = output
      return output
    }
  }
  process.env['WEB_ORIGIN'] = 'https://before.example'
  t.teardown(() => { delete process.env['WEB_ORIGIN'] })
  t.equal(await run(['migrate', 'variables.cjs', '--env-file', '.env.production', '--env-file', 'staging.env', '--env-file', '.env', '--out', 'policy.json'], io), 0)
  t.equal(process.env['WEB_ORIGIN'], 'https://before.example')
  t.equal(process.env['SET_BY_APPLICATION'], 'yes')
  delete process.env['SET_BY_APPLICATION']
  t.match(JSON.parse(readFileSync(`${folder}/policy.json`, 'utf8')), { origins: ['https://www.example.com'], maxAge: 9 })
  t.match(out.join(''), /The variable WEB_ORIGIN has https:\/\/www\.example\.com[^]*In the environment staging[^]*In the environment default/)
  t.match(runs, [[['migrate', 'variables.cjs', '--format', 'json', '--env-file', 'staging.env'], { NODE_ENV: undefined, FASTIFY_CORS_POLICY_MIGRATE: '1' }], [Array, {}]])
  runs.length = 0
  await run(['migrate', 'by-path.mjs', '--from', 'hono', '--env-file', 'staging.env'], io)
  t.strictSame(runs, [], 'nothing reads NODE_ENV')
  t.match(await migrateIn(folder, 'variables.cjs --env-file nowhere.env'), { status: 2, stderr: /nowhere\.env: The file cannot be read/ })
})
