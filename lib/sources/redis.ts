/** Origins in sets of Redis or Valkey. */
import { randomUUID } from 'node:crypto'
import type { CorsOriginSource, CorsSourceConnection, CorsSourceOptions } from '../../types/source.ts'
import { preview } from '../errors.ts'
import { withDeadline } from '../lookup/deadline.ts'
import { resolveSourceOptions } from '../lookup/options.ts'
import { isSerializedOrigin } from '../standard/origin.ts'
import type { CorsRedisClient } from './redis/client.ts'
import { hasMembers, notInitialized, redisKeys, type RedisKeys } from './redis/keys.ts'
import { RedisLink } from './redis/link.ts'
import { membersOf } from './redis/members.ts'
import { RedisSubscription } from './redis/subscription.ts'

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

/** Begins a message of a test. It is for the connection that has sent it, so that a start of one instance is not a change for all. */
const TEST = 'test '

/**
 * Creates a source of the origins in sets of Redis or Valkey. `redisWriter` changes them.
 *
 * @param createClient  returns a new client of ioredis, iovalkey or redis each time, and does not connect it: `() => new Redis(…)`, or
 *                      `() => createClient(…)`. It is called for commands, for the subscription, and again after each loss
 * @throws              CorsPolicyError for an invalid name of the set
 */
export function redisOrigins (createClient: () => CorsRedisClient, { set, ...options }: CorsRedisOptions): CorsOriginSource {
  const keys = redisKeys(set)
  return {
    ...options,
    description: `Redis set ${set}`,
    addsWith: 'redisWriter(…).allow',
    connect: () => connect(createClient, keys, resolveSourceOptions(options))
  }
}

async function connect (
  createClient: () => CorsRedisClient, keys: RedisKeys, { deadline, pollInterval }: Required<Pick<CorsSourceOptions, 'deadline' | 'pollInterval'>>
): Promise<CorsSourceConnection> {
  let subscription: RedisSubscription | undefined
  let onLost: (() => void) | undefined
  const test = TEST + randomUUID()
  const link = new RedisLink(createClient, () => { onLost?.() })
  try {
    await withDeadline(() => link.open(), 'Connecting', deadline)
  } catch (error) {
    link.close()
    throw error
  }
  return {
    async version () {
      subscription?.maintain()
      return await readVersion(link, keys)
    },
    has: async (origin, key) => Number(await link.send('SISMEMBER', keys.setOf(key), origin)) === 1,
    load: () => membersOf((...command) => link.send(...command), keys.set),
    async listen (onChange, onGap) {
      // The next read of the version finds a lost connection at once, instead of after the poll interval.
      onLost = onGap
      subscription = new RedisSubscription(createClient, { channel: keys.channel, deadline, interval: pollInterval }, (message) => {
        if (message === test) onChange()
        else if (!message.startsWith(TEST)) onChange(isSerializedOrigin(message) ? message : undefined)
      }, onGap)
      await subscription.open()
    },
    announce: async () => { await link.send('PUBLISH', keys.channel, test) },
    close () {
      subscription?.close()
      link.close()
    }
  }
}

/** The number of members is part of the version, because it shows most changes that were made without one. */
async function readVersion (link: RedisLink, keys: RedisKeys, isFirst = true): Promise<string> {
  const [found, size] = await Promise.all([link.send('GET', keys.version), link.send('SCARD', keys.set)])
  const version = String(found ?? '')
  if (version === '') throw notInitialized(keys)
  if (Number(size) > 0 || !hasMembers(version)) return `${version}/${size}`
  // A change can have come between the two.
  if (isFirst) return await readVersion(link, keys, false)
  throw new Error(`The set ${preview(keys.set)} is empty in Redis, but its version says that it has members.`)
}
