/** A server of Redis or Valkey for the command `origins`. */
import { redisWriter, type CorsRedisClient } from '../../sources/redis.ts'
import type { Io } from '../io.ts'
import type { OpenStore } from './open-store.ts'
import { loadFromProject } from './project-package.ts'

/** Milliseconds until a connection has failed. A response may take longer. */
const CONNECT_TIMEOUT = 5000
const COMMAND_TIMEOUT = 60_000

interface Ioredis { readonly Redis: new (url: string, options: object) => Extract<CorsRedisClient, { disconnect: unknown }> }

interface NodeRedis { createClient (options: object): Extract<CorsRedisClient, { destroy: unknown }> }

export async function openRedis (url: string, set: string, io: Io): Promise<OpenStore> {
  const { name, exports } = loadFromProject(['ioredis', 'iovalkey', 'redis'], 'Redis', io)
  return name === 'redis' ? await openNodeRedis(exports as NodeRedis, url, set) : await openIoredis(exports as Ioredis, url, set)
}

async function openIoredis ({ Redis }: Ioredis, url: string, set: string): Promise<OpenStore> {
  const client = new Redis(url, {
    lazyConnect: true, connectTimeout: CONNECT_TIMEOUT, commandTimeout: COMMAND_TIMEOUT, maxRetriesPerRequest: 0, retryStrategy: () => null
  })
  let reason: unknown
  client.on('error', (error) => { reason = error })
  const close = (): void => { client.disconnect() }
  try {
    await client.connect()
    return { writer: redisWriter(client, { set }), close }
  } catch (error) {
    close()
    // Its own error says only that the connection is closed.
    throw reason ?? error
  }
}

async function openNodeRedis ({ createClient }: NodeRedis, url: string, set: string): Promise<OpenStore> {
  const client = createClient({ url, socket: { connectTimeout: CONNECT_TIMEOUT, reconnectStrategy: false } })
  // Without a listener, an error ends the process.
  client.on('error', () => undefined)
  await client.connect()
  const close = (): void => { client.destroy() }
  try {
    return { writer: redisWriter(client, { set }), close }
  } catch (error) {
    close()
    throw error
  }
}
