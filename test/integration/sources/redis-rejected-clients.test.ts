/** Clients of Redis that cannot be used are rejected, with the reason. */
import type { EventEmitter } from 'node:events'
import t from 'tap'
import { redisDocument, redisOrigins, redisWriter, type CorsRedisClient } from '../../../lib/sources.ts'
import type { NodeRedisClient } from '../../../lib/sources/redis/client.ts'
import { LIBRARIES } from './redis-clients.ts'
import { A, BY_MESSAGES, connected, follow, sourceOf, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'
import { until } from './waiting.ts'

const { port } = await RedisServer.start(t)

for (const library of LIBRARIES) {
  const { name, create } = library

  t.test(`${name}: a client that is in use is rejected`, async (t) => {
    await (await writerOf(t, library, port, 'in use')).replace([A])
    const used = await connected(t, library, port)
    const inUse = /^`createClient` returned a client that is already in use\. Return a new client each time/
    await t.rejects(redisOrigins(() => used, { set: 'in use' }).connect(), inUse)
    const copies = await follow(t, redisOrigins(() => (used as unknown as { duplicate (): CorsRedisClient }).duplicate(), { set: 'in use', ...BY_MESSAGES }))
    await until(() => copies.lookup.status().push === 'working')
    t.strictSame(copies.events, [])
    const one = create(port)
    const { lookup, events } = await follow(t, redisOrigins(() => one, { set: 'in use', ...BY_MESSAGES }))
    t.match(events, [{ kind: 'push-failed', error: { message: inUse } }])
    t.equal(await lookup.find(A, undefined), 'listed')
  })
}

for (const { name, create } of LIBRARIES.filter(({ isIoredis }) => !isIoredis)) {
  for (const isFound of [true, false]) {
    t.test(`${name}: a client that is given up while it connects is closed later, ${isFound ? 'when it has connected' : 'when it has failed'}`, async (t) => {
      let find!: () => void
      const found = new Promise<void>((resolve) => { find = resolve })
      const clients: NodeRedisClient[] = []
      const lookup = (_host: string, _options: object, callback: (error: Error | null, address: unknown, family?: number) => void): void => {
        found.then(() => {
          if (isFound) callback(null, [{ address: '127.0.0.1', family: 4 }])
          else callback(new Error('not found'), '')
        }, t.error)
      }
      const createClient = (): CorsRedisClient => {
        const client = create(port, undefined, { socket: { host: 'redis.test', port, lookup } }) as NodeRedisClient
        clients.push(client)
        return client
      }
      const events: string[] = []
      await t.rejects(redisOrigins(createClient, { set: 'late', deadline: 1, pollInterval: 1 }).connect(), /^Connecting took longer than 1 ms\.$/)
      const [client] = clients
      client!.on('connect', () => { events.push('connect') })
      client!.on('error', () => { events.push('error') })
      find()
      await until(() => events.length > 0)
      t.strictSame(events, [isFound ? 'connect' : 'error'])
      t.notOk(client!.isOpen)
      t.notOk(client!.isReady)
    })
  }
}

t.test('a failure has its reason', async (t) => {
  for (const library of LIBRARIES) {
    await t.rejects(sourceOf(library, 1, 'any', BY_MESSAGES).connect(), /^connect ECONNREFUSED 127\.0\.0\.1:1$/, library.name)
    for (const [error, message] of [[new Error(''), /^Redis has failed: Error$/], ['text', /^Redis has failed: text$/], [undefined, /^The connection to Redis was closed\.$/]] as const) {
      const createClient = (): CorsRedisClient => {
        const client = library.create(port)
        setImmediate(() => { (client as unknown as EventEmitter).emit('error', error) })
        return client
      }
      await t.rejects(redisOrigins(createClient, { set: 'any', ...BY_MESSAGES }).connect(), message, library.name)
    }
  }
  // Node tries both addresses, and reports one error without a message.
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }))
  const lookup = (_host: string, _options: object, callback: (error: null, addresses: unknown) => void): void => { callback(null, addresses) }
  for (const { name, create, isIoredis } of LIBRARIES) {
    if (isIoredis) continue
    const createClient = (): CorsRedisClient => create(port, undefined, { socket: { host: 'redis.test', port: 1, lookup } })
    await t.rejects(redisOrigins(createClient, { set: 'any', ...BY_MESSAGES }).connect(), /^connect ECONNREFUSED 127\.0\.0\.1:1, connect ECONNREFUSED 127\.0\.0\.2:1$/, name)
  }
})

t.test('anything other than a supported client is rejected', async (t) => {
  const unsupported = /is not supported\. Use a client of ioredis 5 or 6, iovalkey, or redis 5 or 6\.$/
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [undefined, unsupported],
    [null, unsupported],
    ['redis://127.0.0.1', unsupported],
    [{}, unsupported],
    [{ sendCommand () {}, destroy () {} }, unsupported],
    [{ call () {} }, unsupported],
    [Promise.resolve({}), /is a promise\. Use the client itself\.$/],
    [{ isCluster: true, call () {}, disconnect () {} }, /is a client of a cluster, which is not supported\. Use a client of one server\.$/]
  ]
  for (const [value, message] of cases) {
    await t.rejects(redisOrigins(() => value as CorsRedisClient, { set: 'any' }).connect(), message)
    t.throws(() => redisWriter(value as CorsRedisClient, { set: 'any' }), message)
  }
  await t.rejects(redisOrigins(() => { throw new Error('no configuration') }, { set: 'any' }).connect(), /^no configuration$/)
})

t.test('a client in a promise is closed', async (t) => {
  for (const library of LIBRARIES) {
    const promised = connected(t, library, port)
    await t.rejects(redisOrigins(() => promised as unknown as CorsRedisClient, { set: 'any' }).connect(), /is a promise/, library.name)
    const client = await promised
    await until(() => 'call' in client ? client.status === 'end' : !client.isOpen)
  }
  const failing = (): CorsRedisClient => Promise.reject(new Error('wrong password')) as unknown as CorsRedisClient
  await t.rejects(redisOrigins(failing, { set: 'any' }).connect(), /is a promise/)
  await new Promise(setImmediate)
})

t.test('the first argument must be a function that returns clients', async (t) => {
  const client = LIBRARIES[0]!.create(port, undefined, { lazyConnect: true })
  for (const createClient of [undefined, 'redis://127.0.0.1', client]) {
    const error = { code: 'FST_CORS_POLICY_INVALID', message: /The first argument must be a function that returns a new client, but it is .*\. Use \(\) => new Redis\(…\)\./s }
    t.throws(() => redisOrigins(createClient as never, { set: 'any' }), error)
    t.throws(() => redisDocument(createClient as never, { key: 'any' }), error)
  }
})

t.test('the name of the set must be a text', async (t) => {
  for (const set of [undefined, '', 7, null]) {
    const options = { set: set as string }
    const error = { code: 'FST_CORS_POLICY_INVALID', issues: [{ id: 'wrong-type', path: '/set', value: set }] }
    t.throws(() => redisOrigins(() => LIBRARIES[0]!.create(port), options), error)
    const client = LIBRARIES[0]!.create(port, undefined, { lazyConnect: true })
    t.throws(() => redisWriter(client, options), error)
  }
})
