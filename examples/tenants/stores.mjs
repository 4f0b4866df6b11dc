/** Where the origins of tenants are: each function opens a store, for reading and for writing. A real application has one of them. */
import { fileOrigins, fileWriter, memoryOrigins, postgresOrigins, postgresSchema, postgresWriter, redisOrigins, redisWriter } from 'fastify-cors-policy/sources'

/**
 * @typedef {import('fastify-cors-policy/sources').CorsOriginSource} Source
 * @typedef {Pick<import('fastify-cors-policy/sources').CorsOriginWriter, 'allow' | 'disallow'>} Writer
 * @typedef {{ source: Source, writer: Writer, close: () => unknown }} Store
 */

/** @type {Record<string, { at: string, start?: string, open: (at: string) => Promise<Store> }>} */
export const STORES = {
  memory: {
    at: '',
    async open () {
      const source = memoryOrigins()
      return {
        source,
        writer: { allow: async (origin, key) => source.add(origin, key), disallow: async (origin, key) => source.delete(origin, key) },
        close () {}
      }
    }
  },
  file: {
    at: 'tenants.json',
    async open (path) {
      if (!path.endsWith('.json')) throw new Error(`The name of the file must end with .json, because a text has no tenants, but it is ${path}.`)
      const writer = fileWriter(path)
      await initialize(writer)
      return { source: fileOrigins(path), writer, close () {} }
    }
  },
  redis: {
    at: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
    start: 'Start a server: `redis-server`, or `docker run --rm -p 6379:6379 redis`. For another address: `--at redis://HOST:PORT`.',
    async open (url) {
      const { Redis } = await import('ioredis')
      const set = 'example:tenants'
      const client = new Redis(url, { lazyConnect: true })
      const close = () => { client.disconnect() }
      /** @type {unknown} */
      let reason
      client.on('error', (error) => { reason = error })
      try {
        await client.connect()
        const writer = redisWriter(client, { set })
        await initialize(writer)
        return { source: redisOrigins(() => new Redis(url), { set }), writer, close }
      } catch (error) {
        close()
        // Its own error says only that the connection is closed.
        throw reason ?? error
      }
    }
  },
  postgres: {
    at: process.env['DATABASE_URL'] ?? 'postgres://postgres:example@127.0.0.1:5432/postgres',
    start: 'Start a server: `docker run --rm -p 5432:5432 -e POSTGRES_PASSWORD=example postgres`. ' +
      'For another address: `--at postgres://USER:PASSWORD@HOST:PORT/DATABASE`.',
    async open (connectionString) {
      const { default: pg } = await import('pg')
      const table = { table: 'example_tenants' }
      const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 5000 })
      // Without a listener, the end of an idle connection would end the process.
      pool.on('error', (error) => { console.error(error.message) })
      try {
        // In a real application, this is a migration.
        await pool.query(postgresSchema(table))
        const writer = postgresWriter(pool, table)
        await initialize(writer)
        return { source: postgresOrigins(() => new pg.Client({ connectionString }), table), writer, close: () => pool.end() }
      } catch (error) {
        await pool.end()
        throw error
      }
    }
  }
}

/**
 * A store that has never been filled is a failure. The example has no origins without a key, so this changes those of no tenant.
 * @param {Pick<import('fastify-cors-policy/sources').CorsOriginWriter, 'replace'>} writer
 */
async function initialize (writer) {
  await writer.replace([])
}
