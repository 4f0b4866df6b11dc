/** A server of Redis or Valkey for the command `origins`. */
import type { CorsRedisClient } from '../../sources/redis.ts'
import type { Io } from '../io.ts'
import type { OpenStore } from './open-store.ts'
import { loadFromProject } from './project-package.ts'

/** Milliseconds until a connection has failed. A response may take longer. */
const CONNECT_TIMEOUT = 5000
const COMMAND_TIMEOUT = 60_000

interface Ioredis { readonly Redis: new (url: string, options: object) => Extract<CorsRedisClient, { disconnect: unknown }> }

interface NodeRedis { createClient (options: object): Extract<CorsRedisClient, { destroy: unknown }> }

/** @param use  creates what works on the client; can throw */
export async function openRedis<Used extends object> (url: string, use: (client: CorsRedisClient) => Used, io: Io): Promise<Used & Pick<OpenStore, 'close'>> {
  const { name, exports } = loadFromProject(['ioredis', 'iovalkey', 'redis'], 'Redis', io)
  const { client, close } = name === 'redis' ? await openNodeRedis(exports as NodeRedis, url) : await openIoredis(exports as Ioredis, url)
  try {
    return { ...use(client), close }
  } catch (error) {
    close()
    throw error
  }
}

interface OpenClient {
  readonly client: CorsRedisClient
  close (): void
}

async function openIoredis ({ Redis }: Ioredis, url: string): Promise<OpenClient> {
  const client = new Redis(url, {
    lazyConnect: true, connectTimeout: CONNECT_TIMEOUT, commandTimeout: COMMAND_TIMEOUT, maxRetriesPerRequest: 0, retryStrategy: () => null
  })
  let reason: unknown
  client.on('error', (error) => { reason = error })
  const close = (): void => { client.disconnect() }
  try {
    await client.connect()
    return { client, close }
  } catch (error) {
    close()
    // Its own error says only that the connection is closed.
    throw reason ?? error
  }
}

async function openNodeRedis ({ createClient }: NodeRedis, url: string): Promise<OpenClient> {
  const client = createClient({ url, socket: { connectTimeout: CONNECT_TIMEOUT, reconnectStrategy: false } })
  // Without a listener, an error ends the process.
  client.on('error', () => undefined)
  await client.connect()
  return { client, close () { client.destroy() } }
}
