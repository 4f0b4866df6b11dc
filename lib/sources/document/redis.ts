/** A policy document in Redis or Valkey. */
import type { CorsDocumentConnection, CorsDocumentStore, CorsDocumentStoreOptions } from '../../../types/document-store.ts'
import { preview } from '../../errors.ts'
import { assertCreatesClients, invalidValue } from '../invalid-value.ts'
import type { CorsRedisClient } from '../redis/client.ts'
import { RedisConnection, type RedisTimes } from '../redis/connection.ts'
import { storedDocument } from './stored-text.ts'

/** The options of `redisDocument`. */
export interface CorsRedisDocumentOptions extends CorsDocumentStoreOptions {
  /** The name of the hash with the document, such as `cors:policy`. Its versions are in the stream `<key>:history`, and the channel is `<key>:changes`. */
  readonly key: string
}

/** The names that belong to a document. */
export interface RedisDocumentKeys {
  readonly hash: string
  readonly history: string
  readonly channel: string
}

/** @throws CorsPolicyError for an invalid name */
export function redisDocumentKeys (key: unknown): RedisDocumentKeys {
  if (typeof key !== 'string' || key === '') {
    throw invalidValue('/key', key, `The name of the hash must be a text that is not empty, but it is ${preview(key)}. Use { key: 'cors:policy' }.`)
  }
  return { hash: key, history: `${key}:history`, channel: `${key}:changes` }
}

/** Returns the error for a store without a document. */
export function noDocument ({ hash }: RedisDocumentKeys): Error {
  return new Error(`The hash ${preview(hash)} is missing in Redis: nothing was published, or its data is lost. The command "document publish" publishes a document, and so does redisDocumentWriter.`)
}

/**
 * Creates a store of a document in Redis or Valkey, for the option `policy`. `redisDocumentWriter` changes it.
 *
 * @param createClient  returns a new client of ioredis, iovalkey or redis each time, and does not connect it: `() => new Redis(…)`, or
 *                      `() => createClient(…)`. It is called for commands, for the subscription, and again after each loss
 * @throws              CorsPolicyError if `createClient` is not a function, and for an invalid name of the hash
 */
export function redisDocument (createClient: () => CorsRedisClient, { key, ...options }: CorsRedisDocumentOptions): CorsDocumentStore {
  assertCreatesClients(createClient, '() => new Redis(…)')
  const keys = redisDocumentKeys(key)
  const { deadline = 1000, pollInterval = 1000 } = options
  return { ...options, description: `Redis hash ${key}`, connect: () => connect(createClient, keys, { deadline, pollInterval }) }
}

async function connect (createClient: () => CorsRedisClient, keys: RedisDocumentKeys, times: RedisTimes): Promise<CorsDocumentConnection> {
  const connection = await RedisConnection.open(createClient, keys.channel, times)
  return {
    async version () {
      connection.maintain()
      const version = await connection.send('HGET', keys.hash, 'version')
      if (version === null) throw noDocument(keys)
      return String(version)
    },
    async read () {
      const [version, text] = await connection.send('HMGET', keys.hash, 'version', 'document') as [unknown, unknown]
      if (version === null || text === null) throw noDocument(keys)
      return storedDocument(String(version), String(text))
    },
    listen: (onChange, onGap) => connection.listen(() => { onChange() }, onGap),
    announce: () => connection.announce(),
    close () { connection.close() }
  }
}
