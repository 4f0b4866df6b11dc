/** The bound: an origin that was removed is allowed for at most `maxStale` after that, whatever is lost, silent or blocked. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import pg from 'pg'
import t from 'tap'
import corsPlugin from '../../../lib/index.ts'
import { postgresOrigins, redisOrigins, redisWriter } from '../../../lib/sources.ts'
import type { CorsOriginSource, CorsOriginWriter, CorsSourceOptions } from '../../../types/source.ts'
import { listening } from '../../listening.ts'
import { isLong, SEED } from '../../unit/properties/seed.ts'
import { random as seeded } from '../../unit/properties/seeded-random.ts'
import { PostgresServer } from './postgres-server.ts'
import { createStore, follow } from './postgres-store.ts'
import { RedisServer } from './redis-server.ts'
import { Relay } from './relay.ts'
import { until } from './waiting.ts'

const OPTIONS: CorsSourceOptions = { pollInterval: 500, deadline: 1000, startDeadline: 60_000 }
const BOUND = 1500

/** Instances that follow a store at the same time, and the removals that each of them sees. */
const INSTANCES = 10
const REMOVALS = isLong ? 50 : 1

/** A store, and how an instance follows it through a path that can be cut. */
interface Setting {
  readonly writer: CorsOriginWriter
  readonly relay: Relay
  readonly source: CorsOriginSource
}

const stores: Readonly<Record<string, (t: Tap) => Promise<() => Promise<Setting>>>> = {
  async Redis (t) {
    const server = await RedisServer.start(t)
    const address = { host: '127.0.0.1', port: server.port }
    const client = new Redis(server.port)
    t.teardown(() => { client.disconnect() })
    const writer = redisWriter(client, { set: 'origins' })
    await writer.replace([])
    return async () => {
      const relay = await Relay.start(t, address)
      return { writer, relay, source: redisOrigins(() => new Redis(relay.address), { ...OPTIONS, set: 'origins' }) }
    }
  },
  async PostgreSQL (t) {
    const server = await PostgresServer.start(t)
    const store = await createStore(server)
    await store.replace([])
    return async () => {
      const relay = await Relay.start(t, server.socket)
      return { writer: store, relay, source: postgresOrigins(() => new pg.Client({ ...relay.address, user: 'postgres', database: 'postgres' }), { ...OPTIONS, ...store.names }) }
    }
  }
}

interface Tap { teardown (end: () => unknown): unknown }

/** The same source, whose subscription is accepted, and whose messages are all lost. */
function withoutMessages (source: CorsOriginSource): CorsOriginSource {
  return {
    ...source,
    async connect () {
      const connection = await source.connect()
      const { listen } = connection
      return Object.assign(connection, { listen: () => listen!.call(connection, () => undefined, () => undefined), announce: undefined })
    }
  }
}

for (const [name, start] of Object.entries(stores)) {
  t.test(`${name}: with every message lost, a removed origin is allowed for at most ${BOUND} ms`, { timeout: 1_200_000 }, async (t) => {
    const random = seeded(SEED)
    const settingOf = await start(t)
    let slowest = 0
    let removals = 0
    await Promise.all(Array.from({ length: INSTANCES }, async (_, i) => {
      const { writer, relay, source } = await settingOf()
      const { lookup } = await follow(t, withoutMessages(source))
      const origin = `https://${i}.example`
      for (let round = 0; round < REMOVALS; round++) {
        await writer.allow(origin)
        await until(async () => await lookup.find(origin, undefined) === 'listed')
        await pause(random.int(500))
        // In half of the rounds, the store becomes silent, for connections of now and for new ones.
        const isCut = (i + round) % 2 === 1
        if (isCut) relay.silence()
        await writer.disallow(origin)
        const removedAt = performance.now()
        for (;;) {
          const askedAt = performance.now()
          if (await lookup.find(origin, undefined) !== 'listed') break
          slowest = Math.max(slowest, askedAt - removedAt)
          await pause(1)
        }
        removals++
        relay.speak()
        await until(async () => await lookup.find(origin, undefined) === 'not-listed')
      }
      lookup.close()
    }))
    t.equal(removals, INSTANCES * REMOVALS)
    t.comment(`seed ${SEED}: ${removals} removals, allowed for at most ${slowest.toFixed(0)} ms`)
    // On a busy machine, a removal can take longer than `maxStale` itself.
    t.ok(slowest <= BOUND, `${slowest} ms`)
  })
}

t.test('an event loop that was blocked for longer than `maxStale` allows nothing from before', async (t) => {
  const server = await RedisServer.start(t)
  const admin = new Redis(server.port)
  t.teardown(() => { admin.disconnect() })
  const writer = redisWriter(admin, { set: 'origins' })
  const origin = 'https://shop.example'
  const options = { pollInterval: 20, deadline: 60_000, maxStale: 60_020, startDeadline: 60_000 }
  const busy = { ...options, deadline: 300, maxStale: 400 }
  const source = (options: CorsSourceOptions): CorsOriginSource => redisOrigins(() => new Redis(server.port), { set: 'origins', ...options })

  /** Blocks this process, while the origin is removed: Redis has the commands, and sleeps before them. */
  function block (): void {
    Promise.all([admin.call('DEBUG', 'SLEEP', '0.1'), writer.disallow(origin)]).catch(() => undefined)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600)
  }

  await t.test('a result in memory is stale', async (t) => {
    await writer.replace([origin])
    const { lookup } = await follow(t, source(busy))
    await until(async () => await lookup.find(origin, undefined) === 'listed' && lookup.status().mode === 'snapshot')
    block()
    t.equal(lookup.find(origin, undefined), 'stale')
    await until(async () => await lookup.find(origin, undefined) === 'not-listed')
  })

  await t.test('the result of a look-up that was on its way is stale', async (t) => {
    await writer.replace([origin])
    const { lookup } = await follow(t, source({ ...busy, mode: 'lookup' }))
    const result = lookup.find(origin, undefined)
    block()
    t.equal(await result, 'stale')
    await until(async () => await lookup.find(origin, undefined) === 'not-listed')
  })

  await t.test('a request that has arrived meanwhile is blocked', async (t) => {
    await writer.replace([origin])
    const app = Fastify({ forceCloseConnections: true })
    app.register(corsPlugin, { origins: ['https://app.example', { source: 'tenants' }], sources: { tenants: source(busy) } })
    app.get('/', () => 'fine')
    const socket = connect((await listening(app, { t })).port, '127.0.0.1')
    await once(socket, 'connect')
    const ask = async (origin: string): Promise<string> => {
      socket.write(`GET / HTTP/1.1\r\nHost: a\r\nOrigin: ${origin}\r\n\r\n`)
      const [data] = await once(socket, 'data')
      return String(data)
    }
    await until(async () => (await ask(origin)).includes(`access-control-allow-origin: ${origin}`))
    const response = ask(origin)
    block()
    t.match(await response, /^HTTP\/1\.1 200 OK\r\n(?![^]*access-control-allow-origin)/)
    t.match(await ask('https://app.example'), /access-control-allow-origin: https:\/\/app\.example/, 'static origins are allowed')
    socket.destroy()
  })
})
