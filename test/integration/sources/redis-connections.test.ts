/** Connections to Redis that are lost, with or without an event, are replaced. */
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { redisOrigins, type CorsRedisClient } from '../../../lib/sources.ts'
import type { CorsSourceConnection } from '../../../types/source.ts'
import { LIBRARIES } from './redis-clients.ts'
import { A, B, BY_MESSAGES, C, SHORT, follow, sourceOf, writerOf, type Test } from './redis-follow.ts'
import { RedisServer, Relay } from './redis-server.ts'
import { inTime, until } from './waiting.ts'

const server = await RedisServer.start(t)
const { port } = server

/** A connection whose version is read again and again, as the plugin does. */
async function subscribed (
  { teardown }: Test, createClient: (isForCommands: boolean) => CorsRedisClient, set: string, deadline: number
): Promise<{ connection: CorsSourceConnection, seen: (string | undefined)[], gaps: () => number }> {
  const seen: (string | undefined)[] = []
  let gaps = 0
  const connection = await inTime(async () => {
    let clients = 0
    const connection = await redisOrigins(() => createClient(clients++ === 0), { set, ...SHORT, deadline }).connect()
    try {
      await connection.listen!((origin) => { seen.push(origin) }, () => { gaps++ })
    } catch (error) {
      connection.close()
      throw error
    }
    return connection
  })
  const timer = setInterval(() => { connection.version().catch(() => undefined) }, 10)
  teardown(() => {
    clearInterval(timer)
    connection.close()
  })
  return { connection, seen, gaps: () => gaps }
}

for (const library of LIBRARIES) {
  const { name, create } = library

  t.test(`${name}: a subscription that is closed by the server is replaced`, async (t) => {
    const set = `${name} killed`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([])
    const { seen, gaps } = await subscribed(t, () => create(port), set, 60_000)
    for (let round = 1; round <= 2; round++) {
      const before = gaps()
      await server.run('CLIENT', 'KILL', 'TYPE', 'pubsub')
      await until(() => gaps() === before + 2)
      const origin = `https://${round}.example`
      await writer.allow(origin)
      await until(() => seen.at(-1) === origin)
    }
    t.equal(seen.length, 2)
    t.equal(gaps(), 4, 'one when it is lost, and one when messages arrive again')
  })

  t.test(`${name}: a subscription that is lost without an event is replaced`, async (t) => {
    const set = `${name} silent`
    const relay = await Relay.start(t, port)
    const writer = await writerOf(t, library, port, set)
    await writer.replace([])
    let created = 0
    const { connection, seen } = await subscribed(t, (isForCommands) => {
      created++
      return create(isForCommands ? port : relay.port)
    }, set, 300)
    await until(async () => {
      await writer.disallow(A)
      await writer.allow(A)
      return seen.at(-1) === A
    })
    relay.silence()
    await writer.allow(B)
    const before = created
    await until(async () => /\/2$/.test(await connection.version().catch(() => '')))
    t.pass('commands have a connection of their own')
    await until(() => created > before)
    await until(async () => {
      await writer.disallow(C)
      await writer.allow(C)
      return seen.at(-1) === C
    })
    t.notOk(seen.includes(B))
  })

  t.test(`${name}: connections that are lost without an event are replaced`, async (t) => {
    const set = `${name} cut`
    const relay = await Relay.start(t, port)
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A])
    const { lookup, gives } = await follow(t, sourceOf(library, relay.port, set, SHORT))
    await gives('listed', A)
    await writer.disallow(A)
    await gives('not-listed', A)
    await writer.allow(A)
    await gives('listed', A)
    relay.silence()
    await writer.disallow(A)
    await until(() => lookup.find(A, undefined) !== 'listed')
    await gives('not-listed', A)
    await writer.allow(A)
    await gives('listed', A)
  })

  t.test(`${name}: a look-up that waits when the connection is lost is unavailable at once`, async (t) => {
    const set = `${name} waiting`
    const relay = await Relay.start(t, port)
    await (await writerOf(t, library, port, set)).replace([A])
    const source = sourceOf(library, relay.port, set, { ...BY_MESSAGES, mode: 'lookup' })
    const { lookup, gives } = await follow(t, source)
    await until(() => lookup.status().push === 'working')
    relay.silence()
    const waiting = lookup.find(A, undefined)
    t.type(waiting, Promise)
    relay.close()
    t.equal(await waiting, 'unavailable')
    // It does not wait for the poll interval.
    await gives('listed', A)
  })

  t.test(`${name}: a lost connection for commands is replaced at once`, async (t) => {
    const set = `${name} lost`
    await (await writerOf(t, library, port, set)).replace([A])
    const { lookup, gives } = await follow(t, sourceOf(library, port, set, { ...BY_MESSAGES, mode: 'lookup' }))
    await until(() => lookup.status().push === 'working')
    const connection = await sourceOf(library, port, set, BY_MESSAGES).connect()
    t.teardown(() => { connection.close() })
    await server.run('CLIENT', 'KILL', 'TYPE', 'normal')
    await gives('listed', A)
    const lost = await connection.version().catch((error: unknown) => error)
    t.match(lost, { message: /closed|ECONNRESET|EPIPE/i })
    t.equal(await connection.version().catch((error: unknown) => error), lost, 'it is not used again')
  })

  t.test(`${name}: a closed connection leaves nothing open`, async (t) => {
    const set = `${name} closed`
    await (await writerOf(t, library, port, set)).replace([A])
    let created = 0
    const connection = await redisOrigins(() => { created++; return create(port) }, { set, ...SHORT, deadline: 60_000 }).connect()
    const subscribers = async (): Promise<unknown> => (await server.run('PUBSUB', 'NUMSUB', `${set}:changes`) as unknown[])[1]
    await connection.listen!(() => undefined, () => t.fail('a closed connection is not a gap'))
    t.equal(await subscribers(), 1)
    connection.close()
    connection.close()
    await t.rejects(connection.version(), /^The connection to Redis was closed\.$/)
    await until(async () => await subscribers() === 0)
    await pause(2 * SHORT.pollInterval!)
    await t.rejects(connection.version(), /^The connection to Redis was closed\.$/)
    t.equal(created, 2)
  })
}
