/** Sources in Redis work with clients that have other options than the defaults. */
import t from 'tap'
import { redisOrigins, redisWriter, type CorsRedisClient } from '../../../lib/sources.ts'
import { LIBRARIES } from './redis-clients.ts'
import { A, B, BY_MESSAGES, connected, endClient, follow, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'
import { until } from './waiting.ts'

const server = await RedisServer.start(t)
const { port } = server

for (const library of LIBRARIES) {
  const { name, create, isIoredis } = library

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
}
