/** The examples, each started with its one command, and their responses over sockets. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { Redis } from 'ioredis'
import {
  fileDocumentWriter, postgresDocumentSchema, postgresDocumentWriter, redisDocumentWriter, type CorsDocumentWriter
} from '../../lib/sources.ts'
import { assertBuilt } from '../dist.ts'
import { isLong, onlyLong, sample } from '../unit/properties/seed.ts'
import { PostgresServer } from './sources/postgres-server.ts'
import { freePort } from './free-port.ts'
import { RedisServer } from './sources/redis-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const APP = 'https://app.example.com'
const OFFICE = 'https://office.example.com'
const TEA = 'https://www.tea-house.example'
const CAKES = 'https://cakes.example'

assertBuilt()

/** Starts an example. Returns a function that sends a request, which is repeated until the example listens. */
async function start (t: Test, args: string | readonly string[], env: Readonly<Record<string, string>> = {}) {
  const port = await freePort()
  const child = spawn(process.execPath, [args].flat(), { cwd: root, env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', text => { errors += text })
  t.teardown(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  return async (method: string, path: string, origin: string, body?: object): Promise<readonly [status: number, allowed: string | null, body: string]> => {
    for (;;) {
      try {
        const preflight = method === 'OPTIONS' ? { 'access-control-request-method': 'PUT' } : {}
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {
          method, headers: { origin, ...preflight, ...body && { 'content-type': 'application/json' } }, ...body && { body: JSON.stringify(body) }
        })
        return [response.status, response.headers.get('access-control-allow-origin'), await response.text()]
      } catch (error) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(errors, { cause: error })
        await wait(20)
      }
    }
  }
}

t.test('the minimal example allows its own page, and blocks others', async t => {
  const send = await start(t, 'examples/minimal/server.mjs')
  t.strictSame(await send('OPTIONS', '/orders/7', APP), [204, APP, ''])
  t.strictSame(await send('PUT', '/orders/7', APP, { item: 'tea' }), [200, APP, '{"item":"tea"}'])
  t.strictSame(await send('OPTIONS', '/orders/7', TEA), [403, null, ''])
})

for (const store of isLong ? ['memory', 'redis'] : ['redis']) {
  t.test(`the example with tenants follows the store "${store}"`, async t => {
    const at = store === 'redis' ? [`redis://127.0.0.1:${(await RedisServer.start(t)).port}`] : []
    const send = await start(t, ['examples/tenants/server.mjs', '--store', store, ...at.flatMap(at => ['--at', at])])
    /**
     * The first response that is as expected, since a store outside the process sends messages, and can take longer than the deadline
     * of the example on a busy machine. In memory, it is the first one. A test that waits in vain ends by its timeout.
     */
    const sendUntil = async (path: string, origin: string, isExpected: (response: readonly [number, string | null, string]) => boolean) => {
      for (;;) {
        const response = await send('GET', path, origin)
        if (store === 'memory' || isExpected(response)) return response
        await wait(1)
      }
    }
    const menu = (tenant: string, origin: string, expected: string | null) =>
      sendUntil(`/widget/${tenant}/menu`, origin, ([, allowed]) => allowed === expected)
    t.strictSame(await menu('tea-house', TEA, TEA), [200, TEA, '{"menu":"tea-house"}'])
    t.strictSame((await send('GET', '/widget/cakes/menu', TEA))[1], null, 'the key separates tenants')
    t.strictSame((await send('GET', '/widget/cakes/menu', CAKES))[1], null)
    t.strictSame(await send('PUT', '/tenants/cakes/origins', APP, { origin: CAKES }), [200, APP, '{"isNew":true}'])
    t.strictSame(await menu('cakes', CAKES, CAKES), [200, CAKES, '{"menu":"cakes"}'])
    t.match(await send('PUT', '/tenants/cakes/origins', APP, { origin: `${CAKES}/menu` }), [400, APP, /has a path/])
    t.strictSame(await send('DELETE', '/tenants/cakes/origins', APP, { origin: CAKES }), [200, APP, '{"wasThere":true}'])
    t.strictSame((await menu('cakes', CAKES, null))[1], null)
    t.match(await sendUntil('/health', APP, ([,, body]) => body.includes('"state":"current"')), [200, null, /"tenants":.*"state":"current"/])
  })
}

// Each day, the tests of the page about NestJS and of its responses run the same.
t.test('the example with NestJS has a policy for each route', onlyLong, async t => {
  const send = await start(t, ['--import', 'tsx', 'examples/nestjs/main.ts'], { TSX_TSCONFIG_PATH: 'examples/nestjs/tsconfig.json' })
  t.strictSame(await send('PUT', '/orders/7', APP, { item: 'tea' }), [200, APP, '{"id":"7","item":"tea"}'])
  t.match(await send('DELETE', '/orders/7', OFFICE), [401, OFFICE, /read this error/])
  t.match(await send('DELETE', '/orders/7', APP), [401, null, /read this error/])
  t.strictSame((await send('OPTIONS', '/orders/7', OFFICE))[0], 403, 'a preflight for PUT, whose policy is another one')
})

/** A store, and a writer of its document. Two instances follow one of them each day, and three follow each in the long run. */
type Store = readonly [name: string, open: (t: Test) => Promise<{ readonly url: string, readonly writer: CorsDocumentWriter }>]

const STORES: readonly Store[] = [
  ['a file', async (t) => {
    const url = join(t.testdir({}), 'cors.json')
    return { url, writer: fileDocumentWriter(url) }
  }],
  ['Redis', async (t) => {
    const { port } = await RedisServer.start(t)
    const url = `redis://127.0.0.1:${port}`
    const client = new Redis(url)
    t.teardown(() => { client.disconnect() })
    return { url, writer: redisDocumentWriter(client, { key: 'cors:policy' }) }
  }],
  ['PostgreSQL', async (t) => {
    const server = await PostgresServer.start(t)
    await server.sql(postgresDocumentSchema())
    return { url: `postgres://postgres@localhost:5432/postgres?host=${server.address.host}`, writer: postgresDocumentWriter(server) }
  }]
]

for (const [name, open] of sample(STORES, 3)) {
  t.test(`all instances of the example follow ${name}`, async t => {
    const { url, writer } = await open(t)
    const first = JSON.parse(readFileSync(new URL('../../examples/instances/cors.json', import.meta.url), 'utf8'))
    await writer.publish(first)
    const instances = await Promise.all(Array.from({ length: isLong ? 3 : 2 }, () => start(t, 'examples/instances/server.mjs', { CORS_STORE: url })))
    const digests = () => Promise.all(instances.map(async send => JSON.parse((await send('GET', '/health', APP))[2]).digest))
    for (const origin of [APP, TEA, CAKES]) {
      const { digest } = await writer.publish({ ...first, origins: [origin] })
      while ((await digests()).some(other => other !== digest)) await wait(20)
      for (const send of instances) t.strictSame(await send('OPTIONS', '/orders/7', origin), [204, origin, ''])
    }
    for (const send of instances) t.strictSame((await send('OPTIONS', '/orders/7', APP))[0], 403)
  })
}

t.test('the example behind nginx allows its own page, and blocks others', async t => {
  const send = await start(t, 'examples/nginx/start.mjs')
  t.strictSame(await send('OPTIONS', '/orders/7', APP), [204, APP, ''])
  t.strictSame(await send('PUT', '/orders/7', APP, { item: 'tea' }), [200, APP, '{"item":"tea"}'])
  t.strictSame((await send('GET', '/orders/7', TEA))[1], null)
})
