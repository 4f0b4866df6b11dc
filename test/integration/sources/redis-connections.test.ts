/** Connections that are lost, with and without an event, and clients with other options than the defaults. */
import type { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { redisDocument, redisOrigins, redisWriter, type CorsRedisClient } from '../../../lib/sources.ts'
import type { NodeRedisClient } from '../../../lib/sources/redis/client.ts'
import type { CorsSourceConnection } from '../../../types/source.ts'
import { LIBRARIES } from './redis-clients.ts'
import { A, B, BY_MESSAGES, C, SHORT, connected, endClient, follow, sourceOf, until, writerOf, type Test } from './redis-follow.ts'
import { RedisServer, Relay } from './redis-server.ts'

const server = await RedisServer.start(t)
const { port } = server

/** A connection whose version is read again and again, as the plugin does. */
async function listening (
  { teardown }: Test, createClient: () => CorsRedisClient, set: string, deadline: number
): Promise<{ connection: CorsSourceConnection, seen: (string | undefined)[], gaps: () => number }> {
  const connection = await redisOrigins(createClient, { set, ...SHORT, deadline }).connect()
  const seen: (string | undefined)[] = []
  let gaps = 0
  await connection.listen!((origin) => { seen.push(origin) }, () => { gaps++ })
  const timer = setInterval(() => { connection.version().catch(() => undefined) }, 10)
  teardown(() => {
    clearInterval(timer)
    connection.close()
  })
  return { connection, seen, gaps: () => gaps }
}

for (const library of LIBRARIES) {
  const { name, create, isIoredis } = library

  t.test(`${name}: a subscription that is closed by the server is replaced`, async (t) => {
    const set = `${name} killed`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([])
    const { seen, gaps } = await listening(t, () => create(port), set, 60_000)
    for (let round = 1; round <= 2; round++) {
      const before = gaps()
      await server.run('CLIENT', 'KILL', 'TYPE', 'pubsub')
      await until(() => gaps() === before + 2)
      const origin = `https://${round}.example`
      await writer.allow(origin)
      await until(() => seen.at(-1) === origin)
    }
    t.equal(seen.length, 2)
    t.equal(gaps(), 4, 'one when it is lost, and one when messages arrive again')
  })

  t.test(`${name}: a subscription that is lost without an event is replaced`, async (t) => {
    const set = `${name} silent`
    const relay = await Relay.start(t, port)
    const writer = await writerOf(t, library, port, set)
    await writer.replace([])
    let created = 0
    const { connection, seen } = await listening(t, () => create(created++ === 0 ? port : relay.port), set, 300)
    await writer.allow(A)
    await until(() => seen.at(-1) === A)
    relay.silence()
    await writer.allow(B)
    t.match(await connection.version(), /:2\/2$/, 'commands have a connection of their own')
    await until(() => created > 2)
    await until(async () => {
      await writer.disallow(C)
      await writer.allow(C)
      return seen.at(-1) === C
    })
    t.notOk(seen.includes(B))
  })

  t.test(`${name}: connections that are lost without an event are replaced`, async (t) => {
    const set = `${name} cut`
    const relay = await Relay.start(t, port)
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A])
    const { lookup, gives } = await follow(t, sourceOf(library, relay.port, set, SHORT))
    await gives('listed', A)
    await writer.disallow(A)
    await gives('not-listed', A)
    await writer.allow(A)
    await gives('listed', A)
    relay.silence()
    await writer.disallow(A)
    await until(() => lookup.find(A, undefined) !== 'listed')
    await gives('not-listed', A)
    await writer.allow(A)
    await gives('listed', A)
  })

  t.test(`${name}: a look-up that waits when the connection is lost is unavailable at once`, async (t) => {
    const set = `${name} waiting`
    const relay = await Relay.start(t, port)
    await (await writerOf(t, library, port, set)).replace([A])
    const source = sourceOf(library, relay.port, set, { ...BY_MESSAGES, mode: 'lookup' })
    const { lookup, gives } = await follow(t, source)
    await until(() => lookup.status().push === 'working')
    relay.silence()
    const waiting = lookup.find(A, undefined)
    t.type(waiting, Promise)
    relay.close()
    t.equal(await waiting, 'unavailable')
    // It does not wait for the poll interval.
    await gives('listed', A)
  })

  t.test(`${name}: a lost connection for commands is replaced at once`, async (t) => {
    const set = `${name} lost`
    await (await writerOf(t, library, port, set)).replace([A])
    const { lookup, gives } = await follow(t, sourceOf(library, port, set, { ...BY_MESSAGES, mode: 'lookup' }))
    await until(() => lookup.status().push === 'working')
    const connection = await sourceOf(library, port, set, BY_MESSAGES).connect()
    t.teardown(() => { connection.close() })
    await server.run('CLIENT', 'KILL', 'TYPE', 'normal')
    await gives('listed', A)
    const lost = await connection.version().catch((error: unknown) => error)
    t.match(lost, { message: /closed|ECONNRESET|EPIPE/i })
    t.equal(await connection.version().catch((error: unknown) => error), lost, 'it is not used again')
  })

  t.test(`${name}: a closed connection leaves nothing open`, async (t) => {
    const set = `${name} closed`
    await (await writerOf(t, library, port, set)).replace([A])
    let created = 0
    const connection = await redisOrigins(() => { created++; return create(port) }, { set, ...SHORT, deadline: 60_000 }).connect()
    const subscribers = async (): Promise<unknown> => (await server.run('PUBSUB', 'NUMSUB', `${set}:changes`) as unknown[])[1]
    await connection.listen!(() => undefined, () => t.fail('a closed connection is not a gap'))
    t.equal(await subscribers(), 1)
    connection.close()
    connection.close()
    await t.rejects(connection.version(), /^The connection to Redis was closed\.$/)
    await until(async () => await subscribers() === 0)
    await pause(2 * SHORT.pollInterval!)
    await t.rejects(connection.version(), /^The connection to Redis was closed\.$/)
    t.equal(created, 2)
  })

  t.test(`${name}: a subscription that is not permitted is not tried again with each read`, async (t) => {
    const set = `${name} not permitted`
    await (await writerOf(t, library, port, set)).replace([A])
    await server.run('ACL', 'SETUSER', 'mute', 'on', '>secret', '%R~*', 'resetchannels', '+@read', '+ping', '+info')
    let created = 0
    const createClient = (): CorsRedisClient => { created++; return create(port, { username: 'mute', password: 'secret' }) }
    const connection = await redisOrigins(createClient, { set, ...BY_MESSAGES }).connect()
    t.teardown(() => { connection.close() })
    await t.rejects(connection.listen!(() => undefined, () => undefined), /^NOPERM /)
    for (let i = 0; i < 10; i++) await connection.version()
    t.equal(created, 2)
  })

  const variants: readonly object[] = isIoredis
    ? [
        { lazyConnect: true },
        { retryStrategy: () => null, maxRetriesPerRequest: 0, enableOfflineQueue: false, enableReadyCheck: false, db: 1 },
        { autoResubscribe: false, autoResendUnfulfilledCommands: false, commandTimeout: 60_000, keepAlive: 1000, enableAutoPipelining: true },
        { keyPrefix: 'prefix:', stringNumbers: true, ...name === 'ioredis 6' ? { replyMapping: 'resp3', protocol: 3 } : {} },
        ...name === 'ioredis 6' ? [{ protocol: 2 }] : []
      ]
    : [
        { disableOfflineQueue: true, commandsQueueMaxLength: 1000, database: 1 },
        { RESP: 2 },
        { RESP: 3, commandOptions: { typeMapping: { 36: Buffer, 43: Buffer, 58: String } } },
        { RESP: 2, pingInterval: 50, commandOptions: { timeout: 60_000 } }
      ]
  for (const options of variants) {
    const title = Object.keys(options).join(', ')
    t.test(`${name}: works with the options ${title}`, async (t) => {
      const set = `${name} ${title}`
      const client = await connected(t, library, port, options)
      const writer = redisWriter(client, { set })
      await t.rejects(writer.list(), /is missing in Redis/)
      await writer.replace([A])
      await writer.allow(B, 'shop')
      const source = redisOrigins(() => create(port, undefined, options), { set, ...BY_MESSAGES })
      const { lookup, gives } = await follow(t, source)
      await until(() => lookup.status().push === 'working')
      await until(() => lookup.status().mode === 'snapshot')
      t.strictSame([lookup.find(A, undefined), lookup.find(B, undefined)], ['listed', 'not-listed'])
      t.equal(await lookup.find(B, 'shop'), 'listed')
      t.equal(await writer.disallow(A), true)
      t.equal(await writer.disallow(A), false)
      t.equal(await writer.allow(B, 'shop'), false)
      await gives('not-listed', A)
      t.strictSame([await writer.list(), await writer.list('shop')], [[], [B]])
    })
  }

  t.test(`${name}: an error has no password`, async (t) => {
    const password = 'do-not-log-this'
    const source = redisOrigins(() => create(port, { username: 'default', password }), { set: 'any', ...BY_MESSAGES })
    await server.run('CONFIG', 'SET', 'requirepass', 'another')
    let error: unknown
    try {
      await source.connect()
    } catch (caught) {
      error = caught
    } finally {
      const admin = create(port, { username: 'default', password: 'another' })
      if (!isIoredis) await admin.connect()
      await ('call' in admin ? admin.call('CONFIG', 'SET', 'requirepass', '') : admin.sendCommand(['CONFIG', 'SET', 'requirepass', '']))
      endClient(admin)
    }
    t.match(error, { message: /^WRONGPASS / })
    t.strictSame(Object.keys(error as Error), [])
    t.notMatch((error as Error).stack, password)
  })

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
