/** Real stores for the simulation of a week: how their origins change, and what can happen to them. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Test } from 'tap'
import { fileOrigins, postgresOrigins, postgresWriter, redisOrigins, redisWriter } from '../../../lib/sources.ts'
import type { CorsOriginSource, CorsSourceOptions } from '../../../types/source.ts'
import { SAVES } from './saves.ts'
import { PostgresServer } from './postgres-server.ts'
import { createStore } from './postgres-store.ts'
import { RedisServer } from './redis-server.ts'
import { Relay } from './relay.ts'

/** What happens to a store. It lasts for a random time, and ends with a store that works. */
type Fault = (duration: number) => Promise<unknown>

export interface WeekStore {
  /** A source of an instance, whose path to the store can be cut apart from others. */
  source (options: CorsSourceOptions): Promise<{ readonly source: CorsOriginSource, readonly relay: Relay | undefined }>
  write (origin: string, isIn: boolean): Promise<unknown>
  readonly faults: Readonly<Record<string, Fault>>
  /** Ends the store with all that it has. It works again, and has nothing, when `restart` is done; `refill` initializes it. */
  readonly loss?: { restart (): Promise<void>, refill (origins: readonly string[]): Promise<void> }
}

export const STORES: Readonly<Record<string, (t: Test) => Promise<WeekStore>>> = {
  async Redis (t) {
    const set = 'origins'
    const server = await RedisServer.start(t)
    const address = { host: '127.0.0.1', port: server.port }
    const writing = async <T>(use: (writer: ReturnType<typeof redisWriter>) => Promise<T>): Promise<T> => {
      const client = new Redis({ ...address, retryStrategy: () => null, maxRetriesPerRequest: 0 })
      client.on('error', () => undefined)
      try {
        return await use(redisWriter(client, { set }))
      } finally {
        client.disconnect()
      }
    }
    await writing((writer) => writer.replace([]))
    return {
      async source (options) {
        const relay = await Relay.start(t, address)
        return { relay, source: redisOrigins(() => new Redis(relay.address), { ...options, set }) }
      },
      write: (origin, isIn) => writing((writer) => isIn ? writer.allow(origin) : writer.disallow(origin)),
      faults: {
        async 'server stopped' (duration) {
          server.pause()
          await pause(duration)
          server.resume()
        },
        async 'memory full' (duration) {
          await server.run('CONFIG', 'SET', 'maxmemory', '1')
          await pause(duration)
          await server.run('CONFIG', 'SET', 'maxmemory', '0')
        }
      },
      loss: {
        async restart () {
          await server.kill()
          await pause(50)
          await server.restart()
        },
        refill: (origins) => writing((writer) => writer.replace(origins))
      }
    }
  },

  async PostgreSQL (t) {
    const server = await PostgresServer.start(t)
    const store = await createStore(server)
    // The sessions of writers can end, too.
    const pool = new pg.Pool({ ...server.address, user: 'postgres', database: 'postgres', max: 1 })
    pool.on('error', () => undefined)
    t.teardown(() => pool.end())
    const writer = postgresWriter(pool, store.names)
    await writer.replace([])
    return {
      async source (options) {
        const relay = await Relay.start(t, server.socket)
        const create = () => new pg.Client({ ...relay.address, user: 'postgres', database: 'postgres' })
        return { relay, source: postgresOrigins(create, { ...options, ...store.names }) }
      },
      write: (origin, isIn) => isIn ? writer.allow(origin) : writer.disallow(origin),
      faults: {
        async 'server stopped' (duration) {
          server.freeze()
          await pause(duration)
          server.thaw()
        },
        async 'server killed' (duration) {
          await server.kill()
          await pause(duration)
          await server.restart()
        },
        'all sessions ended': () => server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`),
        'table locked': (duration) => server.sql(`BEGIN; LOCK TABLE ${store.table}; SELECT pg_sleep(${duration / 1000}); COMMIT`)
      }
    }
  },

  async file (t) {
    const path = join(t.testdir({}), 'origins.txt')
    const origins = new Set<string>()
    const saves = [...SAVES.values()]
    let count = 0
    const content = () => ['# Origins', ...origins].map((line) => `${line}\n`).join('')
    let last: Promise<unknown> = Promise.resolve()
    /** What saves the file waits for what saves it already: two programs at a time would mix their texts. */
    const alone = (work: () => Promise<void>): Promise<void> => {
      const done = last.then(work)
      last = done
      return done
    }
    /** The file is as `damage` leaves it for some time. */
    const damaged = (damage: () => void): Fault => (duration) => alone(async () => {
      damage()
      await pause(duration)
      writeFileSync(path, content())
    })
    writeFileSync(path, content())
    return {
      source: async (options) => ({ source: fileOrigins(path, options), relay: undefined }),
      write: (origin, isIn) => alone(async () => {
        if (isIn) origins.add(origin)
        else origins.delete(origin)
        await saves[count++ % saves.length]!(path, content())
      }),
      faults: {
        'file missing': damaged(() => { rmSync(path) }),
        'file empty': damaged(() => { writeFileSync(path, '') }),
        'file cut off': damaged(() => { writeFileSync(path, content().slice(0, -3)) })
      }
    }
  }
}
