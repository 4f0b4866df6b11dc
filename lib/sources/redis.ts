/** Origins in sets of Redis or Valkey. */
import type { CorsOriginSource, CorsSourceConnection, CorsSourceOptions } from '../../types/source.ts'
import { preview } from '../errors.ts'
import { resolveSourceOptions } from '../lookup/options.ts'
import { parseChange } from './change-message.ts'
import { assertCreatesClients } from './invalid-value.ts'
import type { CorsRedisClient } from './redis/client.ts'
import { RedisConnection, type RedisTimes } from './redis/connection.ts'
import { hasMembers, notInitialized, redisKeys, type RedisKeys } from './redis/keys.ts'
import { membersOf } from './redis/members.ts'

export type { CorsRedisClient } from './redis/client.ts'
export { redisWriter } from './redis/writer.ts'

/** The options of `redisOrigins`. */
export interface CorsRedisOptions extends CorsSourceOptions {
  /**
   * The name of the set of origins without a key, such as `tenants:origins`. The set of a key has the name `<set>:key:<key>`, the version
   * `<set>:version`, and the channel `<set>:changes`.
   */
  readonly set: string
}

/**
 * Creates a source of the origins in sets of Redis or Valkey. `redisWriter` changes them.
 *
 * @param createClient  returns a new client of ioredis, iovalkey or redis each time, and does not connect it: `() => new Redis(…)`, or
 *                      `() => createClient(…)`. It is called for commands, for the subscription, and again after each loss
 * @throws              CorsPolicyError if `createClient` is not a function, and for an invalid name of the set
 */
export function redisOrigins (createClient: () => CorsRedisClient, { set, ...options }: CorsRedisOptions): CorsOriginSource {
  assertCreatesClients(createClient, '() => new Redis(…)')
  const keys = redisKeys(set)
  return {
    ...options,
    description: `Redis set ${set}`,
    addsWith: 'redisWriter(…).allow',
    connect: () => connect(createClient, keys, resolveSourceOptions(options))
  }
}

async function connect (createClient: () => CorsRedisClient, keys: RedisKeys, times: RedisTimes): Promise<CorsSourceConnection> {
  const connection = await RedisConnection.open(createClient, keys.channel, times)
  const { send } = connection
  return {
    async version () {
      connection.maintain()
      return await readVersion(connection, keys)
    },
    has: async (origin, key) => Number(await send('SISMEMBER', keys.setOf(key), origin)) === 1,
    load: () => membersOf(send, keys.set),
    listen: (onChange, onGap) => connection.listen((message) => {
      // The own test stands for an origin that no store has.
      if (message === undefined) onChange('')
      else onChange(...parseChange(message))
    }, onGap),
    announce: () => connection.announce(),
    close () { connection.close() }
  }
}

/** The number of members is part of the version, because it shows most changes that were made without one. */
async function readVersion (connection: RedisConnection, keys: RedisKeys, isFirst = true): Promise<string> {
  const [found, size] = await Promise.all([connection.send('GET', keys.version), connection.send('SCARD', keys.set)])
  const version = String(found ?? '')
  if (version === '') throw notInitialized(keys)
  // A change can have come between the two.
  if (isFirst && /:\d+$/.test(version) && !version.endsWith(`:${size}`)) return await readVersion(connection, keys, false)
  if (Number(size) > 0 || !hasMembers(version)) return `${version}/${size}`
  throw new Error(`The set ${preview(keys.set)} is empty in Redis, but by its version it has members.`)
}
