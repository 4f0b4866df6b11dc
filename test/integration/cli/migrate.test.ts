/** The command migrate: modules, files with options, its proof, recorded traffic and live servers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fastifyCors from '@fastify/cors'
import fastify from 'fastify'
import t from 'tap'
import { compareServers } from '../../../lib/migrate/proof/compare.ts'
import { RealServer } from '../../../lib/migrate/proof/real-server.ts'
import { fetchServer } from '../../../lib/migrate/proof/servers.ts'
import { readTraffic } from '../../../lib/migrate/proof/recorded-requests.ts'
import { run } from '../../../lib/cli.ts'
import { versionOf } from '../../../lib/cli/migrate/record-libraries.ts'
import { listening } from '../../listening.ts'
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
  'nginx.conf': 'add_header Access-Control-Allow-Origin "*" always;',
  'traffic.har': JSON.stringify({
    log: {
      entries: [
        { request: { method: 'OPTIONS', url: 'https://api.example.com/items?a=1', headers: [{ name: 'Origin', value: APP }, { name: 'Access-Control-Request-Method', value: 'PUT' }, { name: 'access-control-request-headers', value: 'x-tenant, content-type' }] } },
        { request: { method: 'GET', url: 'https://api.example.com', headers: [] } }
      ]
    }
  })
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

t.test('recorded traffic is compared, and its headers are listed', async t => {
  const { status, stdout } = await migrateIn(folder, 'options.json --from @fastify/cors --traffic traffic.har')
  t.equal(status, 0)
  t.match(stdout, /"x-tenant",\n\s+"content-type"/)
  t.match(stdout, /Both ran with the same routes: 2 requests of pages/)
})

t.test('traffic is read from archives and from lines', async t => {
  const line = (value: object): string => JSON.stringify(value)
  t.strictSame(readTraffic([
    line({ req: { method: 'GET', url: '/a', headers: { origin: APP } } }), line({ origin: APP, method: 'OPTIONS', path: '/b', access_control_request_method: 'PUT' }),
    line({ origin: '-', method: 'GET', url: '/' }), line({ origin: APP, method: 'OPTIONS', url: '/' }), line({ origin: APP, method: 'GET' }), line({ origin: APP, url: '/' }), 'no JSON', 'null'
  ].join('\n')), [{ origin: APP, method: 'GET', url: '/a', headerNames: [] }, { origin: APP, method: 'PUT', url: '/b', headerNames: [] }])
  // An archive as browsers write it: with pseudo-headers of HTTP/2, a redirect, entries that have failed, and what is no request to the application.
  const entry = (method: string, url: string, headers: Readonly<Record<string, string>>, response: object | undefined = { status: 200, headers: [] }): object =>
    ({ request: { method, url, httpVersion: 'h2', headers: Object.entries({ ':method': method, ':path': '/else', ...headers }).map(([name, value]) => ({ name, value })) }, response })
  const entries = [
    entry('OPTIONS', 'https://api.example.com/a', { Origin: APP, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-tenant' }), entry('PUT', 'https://api.example.com/a', { origin: APP, 'x-tenant': '1' }),
    entry('GET', 'https://api.example.com?b#c', { origin: APP }, { status: 302, headers: [{ name: 'location', value: 'https://api.example.com/d' }], redirectURL: 'https://api.example.com/d' }),
    entry('GET', 'https://api.example.com/d', { origin: 'null' }, { status: 0, _error: 'net::ERR_FAILED' }), entry('GET', 'https://api.example.com/e', { origin: APP }, undefined),
    entry('GET', 'data:text/plain,a', { origin: APP }), entry('GET', 'blob:https://api.example.com/1', { origin: APP }), entry('GET', 'wss://api.example.com/s', { origin: APP }), entry('POST', `${APP}/own`, { origin: APP }),
    entry('GET', 'https://api.example.com/f', {}), { request: null }, null
  ]
  t.strictSame(readTraffic(`\uFEFF${line({ log: { version: '1.2', entries } })}`).map(({ origin, method, url, headerNames }) => [origin, method, url, headerNames]), [
    [APP, 'PUT', '/a', ['x-tenant']], [APP, 'PUT', '/a', []], [APP, 'GET', '/?b#c', []], ['null', 'GET', '/d', []], [APP, 'GET', '/e', []]
  ])
  const combined = (request: string, referrer: string): string => `10.0.0.1 - - [01/Dec/2026:03:00:00 +0000] "${request} HTTP/1.1" 200 12 "${referrer}" "Mozilla/5.0"`
  t.strictSame(readTraffic([combined('PUT /orders?a=1', `${APP}/`), combined('GET /', APP), combined('OPTIONS /orders', `${APP}/`), combined('GET /own', `${APP}/page`), combined('GET /none', '-')].join('\n')), [
    { origin: APP, method: 'PUT', url: '/orders?a=1', headerNames: [] }, { origin: APP, method: 'GET', url: '/', headerNames: [] }
  ])
  t.strictSame(readTraffic(line([{ origin: APP, method: 'GET', url: 'https://api.example.com' }]).replaceAll('\n', '')), [{ origin: APP, method: 'GET', url: '/', headerNames: [] }])
})

t.test('a live server is compared, which gets no request that can change something', async t => {
  const methods = new Set<string>()
  const app = fastify()
  await app.register(fastifyCors, { origin: [APP, 'https://attacker.example'], credentials: true })
  app.addHook('onRequest', async ({ method }) => { methods.add(method) })
  app.get('/items', () => '')
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const { stdout } = await migrateIn(folder, `options.json --from @fastify/cors --replay ${address}`)
  t.match(stdout, /closes: allow-origin-missing/)
  t.ok([...methods].every(method => ['GET', 'HEAD', 'OPTIONS'].includes(method)), [...methods].join())
  t.match(await migrateIn(folder, `nginx.conf --from nginx --replay ${address}`), { status: 1, stdout: /The proof found what the report above does not name\n.*opens/ })
})

t.test('a server that does not respond, or redirects to another one, or exposes more', async t => {
  const [silent, chatty] = [
    await fetchServer(() => new Response('', { status: 302, headers: { location: 'https://other.example/', 'access-control-allow-origin': '*' } })),
    await fetchServer(() => new Response('', { status: 200, headers: { 'x-proof': '1', 'access-control-allow-origin': '*', 'access-control-expose-headers': 'x-proof' } }))
  ]
  t.teardown(() => Promise.all([silent.close(), chatty.close()]))
  const page = { origin: APP, url: `${silent.address}/` }
  t.match(await compareServers(silent.address, chatty.address, [{ page, isRouted: true }]), { differences: [{ effect: 'opens' }] })
  const closed = await fetchServer(() => new Response(''))
  await closed.close()
  t.match(await compareServers(closed.address, chatty.address, [{ page: { ...page, url: `${closed.address}/` }, isRouted: true }]), { differences: [{ effect: 'opens', cause: /^no-/ }] })
  const plain = await fetchServer(() => new Response('', { headers: { 'access-control-allow-origin': '*' } }))
  const failing = await fetchServer(() => new Response('', { status: 500, headers: { 'access-control-allow-origin': '*' } }))
  t.teardown(() => Promise.all([plain.close(), failing.close()]))
  const at = (address: string): typeof page => ({ origin: APP, url: `${address}/` })
  t.match(await compareServers(plain.address, chatty.address, [{ page: at(plain.address), isRouted: false }, { page: { ...at(plain.address), credentials: 'omit' }, isRouted: true }]), { differences: [{ effect: 'opens', cause: 'pages can read x-proof', count: 2, isUnrouted: false }] })
  t.match(await compareServers(chatty.address, plain.address, [{ page: at(chatty.address), isRouted: true }]), { differences: [{ effect: 'closes', cause: 'pages cannot read x-proof' }] })
  t.match(await compareServers(plain.address, failing.address, [{ page: at(plain.address), isRouted: true }]), { differences: [{ effect: 'changes', cause: 'status 200 becomes 500' }] })
})

t.test('requests without a response do not hold up others, except on a live server, and equal ones are sent once', async t => {
  const allowed = (): Response => new Response('', { headers: { 'access-control-allow-origin': '*' } })
  const ours = await fetchServer(allowed)
  t.teardown(() => ours.close())
  for (const isLive of [false, true]) {
    let respond: Array<() => void> = []
    let most = 0
    let received = 0
    const old = await fetchServer(async () => {
      received++
      const waiting = new Promise<void>(resolve => { respond.push(resolve) })
      most = Math.max(most, respond.length)
      // A live server gets the first 16 requests, and another one the others too. Two of each are equal.
      if (respond.length === (isLive ? 8 : 16)) {
        for (const each of respond) each()
        respond = []
      }
      await waiting
      return allowed()
    })
    const requests = Array.from({ length: 32 }, (_, i) => ({ page: { origin: APP, url: `${old.address}/${i - i % 2}` }, isRouted: true }))
    t.strictSame(await compareServers(old.address, ours.address, requests, undefined, isLive), { compared: 32, sent: 32, differences: [] })
    t.equal(most, isLive ? 8 : 16)
    t.equal(received, 16, 'equal requests are sent once')
    await old.close()
  }
})

t.test('a request on a kept connection that the server closes is sent again, on another one', async t => {
  const requests: string[] = []
  let connections = 0
  const server = createServer(socket => {
    const connection = ++connections
    let count = 0
    socket.on('error', () => {})
    socket.on('data', data => {
      requests.push(`${connection} ${String(data).split(' ', 1)[0]}`)
      if (++count > 1) socket.resetAndDestroy()
      else socket.write('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\nContent-Length: 0\r\n\r\n')
    })
  })
  const { origin: address } = await listening(server, { t })
  const old = new RealServer(address)
  t.match(await old.fetch({ origin: APP, url: `${address}/`, method: 'PUT' }), { outcome: 'allow' })
  t.strictSame(requests, ['1 OPTIONS', '1 PUT', '2 PUT'])
  old.close()
})
