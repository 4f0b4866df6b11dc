/** Look-ups and revocations at the same moment: no response that a revocation has overtaken stays in memory. */
import { createClient } from 'redis'
import t from 'tap'
import type { CorsOriginSource } from '../../../types/source.ts'
import { redisWriter } from '../../../lib/sources.ts'
import { LIBRARIES } from './redis-clients.ts'
import { BY_MESSAGES, connected, follow, sourceOf, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'
import { until } from './waiting.ts'

const ROUNDS = process.env['LONG'] === '1' ? 20_000 : 300

const server = await RedisServer.start(t)
const { port } = server

/** A source that reads and listens on one connection, where a message can overtake the continuation of an earlier reply. */
function onOneConnection (set: string): CorsOriginSource {
  return {
    ...BY_MESSAGES,
    async connect () {
      const client = createClient({ socket: { host: '127.0.0.1', port }, RESP: 3 })
      client.on('error', () => undefined)
      await client.connect()
      return {
        version: async () => String(await client.get(`${set}:version`)),
        has: async (origin) => await client.sIsMember(set, origin) === 1,
        async listen (onChange) { await client.subscribe(`${set}:changes`, (message) => { onChange(message.split(' ')[0]) }) },
        close () { client.destroy() }
      }
    }
  }
}

/** Reports each change also to the test, after the source has processed it. */
function observed (source: CorsOriginSource, seen: Set<string | undefined>): CorsOriginSource {
  return {
    ...source,
    async connect () {
      const connection = await source.connect()
      return {
        ...connection,
        listen: (onChange, onGap) => connection.listen!((origin, versions) => {
          onChange(origin, versions)
          seen.add(origin)
        }, onGap)
      }
    }
  }
}

const rows: readonly (readonly [string, (set: string) => CorsOriginSource])[] = [
  ...LIBRARIES.map((library) => [`${library.name}, two connections`, (set: string) => sourceOf(library, port, set, { ...BY_MESSAGES, mode: 'lookup' })] as const),
  ['redis 6, one connection', onOneConnection]
]

for (const [name, source] of rows) {
  t.test(`${name}: a revoked origin is blocked, whenever it was looked up`, async (t) => {
    const library = LIBRARIES.find((library) => name.startsWith(library.name))!
    const writer = await writerOf(t, library, port, name)
    const origins = Array.from({ length: ROUNDS }, (_, i) => `https://${i}.example`)
    await writer.replace(origins)
    const seen = new Set<string | undefined>()
    const { lookup } = await follow(t, observed(source(name), seen), false)
    const stale: string[] = []
    let allowed = 0
    for (const [i, origin] of origins.entries()) {
      // Each is first in half of the rounds, and the distance differs.
      let revoked = i % 2 === 0 ? writer.disallow(origin) : undefined
      const pause = async (): Promise<void> => { for (let turn = 0; turn < i % 8 >> 1; turn++) await new Promise(setImmediate) }
      if (revoked !== undefined) await pause()
      const result = lookup.find(origin, undefined)
      if (revoked === undefined) await pause()
      revoked ??= writer.disallow(origin)
      if (await result === 'listed') allowed++
      await revoked
      await until(() => seen.has(origin))
      if (await lookup.find(origin, undefined) !== 'not-listed') stale.push(origin)
    }
    t.strictSame(stale, [])
    t.comment(`${allowed} of ${ROUNDS} look-ups came before the revocation`)
  })
}

t.test('writers at the same time lose no change', async (t) => {
  const set = 'many'
  const clients = await Promise.all(LIBRARIES.map((library) => connected(t, library, port)))
  const writers = clients.map((client) => redisWriter(client, { set }))
  await writers[0]!.replace([])
  await Promise.all(writers.flatMap((writer, i) => Array.from({ length: 50 }, (_, j) => writer.allow(`https://${i}-${j}.example`))))
  t.match(await server.run('GET', `${set}:version`), /^\d{16}\.251:250$/)
})
