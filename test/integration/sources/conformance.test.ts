/** The sources of stores on servers keep the contract. Those without a server are in local-conformance.test.ts. */
import type { EventEmitter } from 'node:events'
import t from 'tap'
import { postgresOrigins, redisOrigins, redisWriter } from '../../../lib/sources.ts'
import type { CorsSourceOptions } from '../../../types/source.ts'
import { sample } from '../../unit/properties/seed.ts'
import { conforms } from './conformance.ts'
import { PostgresServer } from './postgres-server.ts'
import { CLIENTS, createStore } from './postgres-store.ts'
import { LIBRARIES, librariesNamed } from './redis-clients.ts'
import { connected } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'

/** A slow machine only waits longer. */
const timeout = 60_000
const patient: CorsSourceOptions = { deadline: timeout, maxStale: 2 * timeout }

t.test('redisOrigins keeps the contract of sources', async (t) => {
  const server = await RedisServer.start(t)
  const { port } = server
  for (const library of librariesNamed('redis 6')) {
    const client = await connected(t, library, port)
    await conforms(t, library.name, {
      source: redisOrigins(() => library.create(port), { ...patient, set: library.name }),
      writer: redisWriter(client, { set: library.name }),
      methods: ['has', 'load', 'listen', 'announce'],
      uninitialized: redisOrigins(() => library.create(port), { ...patient, set: 'nowhere' }),
      restart: async () => {
        // The clients of the writer connect again.
        for (const type of ['normal', 'pubsub']) await server.run('CLIENT', 'KILL', 'TYPE', type)
      },
      timeout
    })
  }
})

t.test('a message that ioredis has after the end is ignored', async (t) => {
  const { port } = await RedisServer.start(t)
  for (const library of LIBRARIES.filter(({ isIoredis }) => isIoredis)) {
    const set = library.name
    await redisWriter(await connected(t, library, port), { set }).replace([])
    const clients: EventEmitter[] = []
    const connection = await redisOrigins(() => {
      const client = library.create(port)
      clients.push(client as unknown as EventEmitter)
      return client
    }, { ...patient, set }).connect()
    let messages = 0
    await connection.listen!(() => { messages++ }, () => t.fail('a gap'))
    clients.at(-1)!.emit('message', `${set}:changes`, '')
    t.equal(messages, 1)
    connection.close()
    clients.at(-1)!.emit('message', `${set}:changes`, '')
    t.equal(messages, 1)
  }
})

t.test('postgresOrigins keeps the contract of sources', async (t) => {
  const server = await PostgresServer.start(t)
  for (const [name, create] of sample(CLIENTS, 2)) {
    const [store, empty] = [await createStore(server), await createStore(server)]
    await conforms(t, name, {
      source: postgresOrigins(() => create(server.address), { ...patient, ...store.names }),
      writer: store,
      methods: ['has', 'load', 'listen', 'announce'],
      uninitialized: postgresOrigins(() => create(server.address), { ...patient, ...empty.names }),
      restart: async () => {
        await server.kill()
        await server.restart()
      },
      timeout
    })
  }
})
