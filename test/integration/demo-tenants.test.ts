/** The demonstration of tenants, as a person runs it: two instances, with each store that they can share. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { STORES } from '../../examples/tenants/stores.mjs'
import { assertBuilt } from '../dist.ts'
import { sample } from '../unit/properties/seed.ts'
import { freePort } from './free-port.ts'
import { PostgresServer } from './sources/postgres-server.ts'
import { RedisServer } from './sources/redis-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

assertBuilt()

async function demo (...args: string[]): Promise<{ code: number, stdout: string, stderr: string }> {
  const { REDIS_URL: _redis, DATABASE_URL: _database, ...env } = process.env
  const child = spawn(process.execPath, ['examples/tenants/demo.mjs', ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, NODE_OPTIONS: '' }
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => { output.stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text) => { output.stderr += text })
  const [code] = await once(child, 'close')
  return { code, ...output }
}

const stores: Readonly<Record<string, (t: Test) => Promise<string | undefined>>> = {
  file: async () => undefined,
  redis: async (t) => `redis://127.0.0.1:${(await RedisServer.start(t)).port}`,
  postgres: async (t) => `postgres://postgres@localhost/postgres?host=${(await PostgresServer.start(t)).address.host}`
}

// The test of the examples has Redis in every run.
for (const [store, start] of sample(Object.entries(stores), 3)) {
  t.test(`both instances follow every change in the store "${store}"`, async (t) => {
    const at = await start(t)
    const { code, stdout, stderr } = await demo(...store === 'file' ? [] : ['--store', store], ...at === undefined ? [] : ['--at', at])
    t.equal(stderr, '')
    t.equal(code, 0)
    t.match(stdout, `store: ${store}.`)
    t.equal(stdout.match(/^at first, \S+ +blocked +blocked$/gm)?.length, 3)
    t.equal(stdout.match(/^add https:\S+ of \S+ +allowed after \d+ ms +allowed after \d+ ms$/gm)?.length, 3)
    t.equal(stdout.match(/^remove https:\S+ of \S+ +blocked after \d+ ms +blocked after \d+ ms$/gm)?.length, 3)
    t.match(stdout, /^Both instances followed every change\. The slowest: add \d+ ms, remove \d+ ms\.$/m)
  })
}

t.test('without a server, it says how to start one', async (t) => {
  const port = await freePort()
  const rows = [['redis', `redis://127.0.0.1:${port}`, 'redis-server'], ['postgres', `postgres://127.0.0.1:${port}/a`, 'docker run']] as const
  for (const [store, at, start] of rows) {
    await t.rejects(STORES[store]!.open(at), { message: `connect ECONNREFUSED 127.0.0.1:${port}` })
    t.match(STORES[store]!.start, `Start a server: \`${start}`)
  }
  for (const [store, at, start] of sample(rows, 2)) {
    const { code, stdout, stderr } = await demo('--store', store, '--at', at)
    t.equal(code, 1, store)
    t.equal(stdout, '')
    t.match(stderr, `The store cannot be used: connect ECONNREFUSED 127.0.0.1:${port}. Start a server: \`${start}`)
    t.notMatch(stderr, /^ {4}at /m, 'without a stack')
  }
})

t.test('unknown arguments get the usage', async (t) => {
  for (const args of sample([['--store', 'memory'], ['--twice']], 2)) {
    const { code, stdout, stderr } = await demo(...args)
    t.equal(code, 1)
    t.equal(stdout, '')
    t.match(stderr, 'usage: npm run demo:tenants')
  }
})
