/** Changes of the origins in Redis or Valkey. */
import type { CorsOriginWriter } from '../../../types/source.ts'
import { assertKey, assertOrigins, type TenantKey } from '../assert-origins.ts'
import { assertClient, plainError, sendCommand, type CorsRedisClient } from './client.ts'
import { notInitialized, redisKeys } from './keys.ts'
import { membersOf } from './members.ts'

/**
 * Ends a script that has changed the set. The time is part of the version, so that it is new even after a loss of the data, and the
 * counter, so that it is new even if the clock is set back. The message comes last, so that a look-up after it reads the new origins.
 * With the origin, the message has the versions before and after the change, so that readers keep all other results. They are as sources
 * read them, with the number of origins: a change by hand, which other results do not have, has made another number.
 * If its memory is full, Redis refuses a transaction (MULTI), but no script whose first write frees memory.
 *
 * KEYS: the set that changes, the set without a key, the version. ARGV: the channel, the origin of the message, the origins.
 */
const CHANGED = `
local time = redis.call('TIME')
local count = tonumber(string.match(version or '', '%.(%d+):') or 0) + 1
local after = redis.call('SCARD', KEYS[2])
local changed = string.format('%d%06d.%d:%d', time[1], time[2], count, after)
redis.call('SET', KEYS[3], changed)
local message = ''
if ARGV[2] ~= '' then message = string.format('%s %s/%d %s/%d', ARGV[2], version, before, changed, after) end
redis.call('PUBLISH', ARGV[1], message)
return 1`

const ALLOW = `
local version = redis.call('GET', KEYS[3])
if not version then return -1 end
local before = redis.call('SCARD', KEYS[2])
if redis.call('SISMEMBER', KEYS[1], ARGV[3]) == 1 then return 0 end
redis.call('SADD', KEYS[1], ARGV[3])
${CHANGED}`

const DISALLOW = `
local version = redis.call('GET', KEYS[3])
if not version then return -1 end
local before = redis.call('SCARD', KEYS[2])
if redis.call('SREM', KEYS[1], ARGV[3]) == 0 then return 0 end
${CHANGED}`

/** The origins are one text, because a call has a limit of arguments, in Lua too. */
const REPLACE = `
local version = redis.call('GET', KEYS[3])
redis.call('UNLINK', KEYS[1])
local origins = {}
for origin in string.gmatch(ARGV[3], '[^\\n]+') do
  origins[#origins + 1] = origin
  if #origins == 1000 then
    redis.call('SADD', KEYS[1], unpack(origins))
    origins = {}
  end
end
if #origins > 0 then redis.call('SADD', KEYS[1], unpack(origins)) end
${CHANGED}`

/**
 * Creates the methods that change what `redisOrigins` reads. Each change is one script: the origins, their version and the message to
 * all instances change together, in one round trip, even if the memory of Redis is full and origins are only removed.
 *
 * `allow`, `disallow` and `list` reject if the store is not initialized; `replace` initializes it.
 *
 * @param client  a connected client of ioredis, iovalkey or redis, which stays open
 * @throws        CorsPolicyError for an invalid name of the set, TypeError for another client
 */
export function redisWriter (client: CorsRedisClient, { set }: { readonly set: string }): CorsOriginWriter {
  assertClient(client, 'The client of redisWriter')
  const keys = redisKeys(set)

  async function send (...command: [name: string, ...args: string[]]): Promise<unknown> {
    try {
      return await sendCommand(client, command)
    } catch (error) {
      throw plainError(error)
    }
  }

  async function change (script: string, key: TenantKey, message: string, origins: string): Promise<boolean> {
    const result = Number(await send('EVAL', script, '3', keys.setOf(key), keys.set, keys.version, keys.channel, message, origins))
    if (result === -1) throw notInitialized(keys)
    return result === 1
  }

  return {
    async allow (origin, key) {
      assertKey(key)
      assertOrigins([origin])
      return await change(ALLOW, key, origin, origin)
    },
    async disallow (origin, key) {
      assertKey(key)
      const isChanged = await change(DISALLOW, key, String(origin), String(origin))
      // An origin that is spelled in another way would stay allowed. Invalid entries can be removed, however they came into the set.
      if (!isChanged) assertOrigins([origin])
      return isChanged
    },
    async replace (origins, key) {
      assertKey(key)
      assertOrigins(origins)
      await change(REPLACE, key, '', origins.join('\n'))
    },
    async list (key) {
      assertKey(key)
      if (await send('GET', keys.version) === null) throw notInitialized(keys)
      const origins = new Set<string>()
      for await (const members of membersOf(send, keys.setOf(key))) for (const member of members) origins.add(member)
      return [...origins].sort()
    }
  }
}
