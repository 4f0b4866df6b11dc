/** What happens to requests while Redis fails: nothing is allowed that the store does not confirm, and all of it comes back. */
import t from 'tap'
import { redisWriter } from '../../../lib/sources.ts'
import { LIBRARIES, librariesNamed } from './redis-clients.ts'
import { A, B, BY_MESSAGES, C, SHORT, connected, endClient, follow, sourceOf, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'
import { until } from './waiting.ts'

const set = 'origins'

t.test('a failing Redis server: nothing is allowed without proof, and all of it comes back', { jobs: LIBRARIES.length }, async (t) => {
  for (const library of librariesNamed('ioredis 6', 'redis 5')) {
    t.test(`${library.name}: a server that stops responding blocks its origins until it responds again`, { buffered: true }, async (t) => {
      const server = await RedisServer.start(t)
      const writer = await writerOf(t, library, server.port, set)
      await writer.replace([A])
      for (const mode of ['snapshot', 'lookup'] as const) {
        const { lookup, gives, events } = await follow(t, sourceOf(library, server.port, set, { ...SHORT, mode }))
        await gives('listed', A)
        server.pause()
        await gives('stale', A)
        await gives('stale', B)
        await until(() => /^(Reading the version|Connecting) took longer than 300 ms\.$/.test(lookup.status().lastFailure ?? ''))
        server.resume()
        await gives('listed', A)
        await gives('not-listed', B)
        t.strictSame(events.map(({ kind }) => kind).filter((kind) => kind === 'failed' || kind === 'recovered').slice(0, 2), ['failed', 'recovered'])
        lookup.close()
      }
    })

    t.test(`${library.name}: a server that is killed, and restarted without its data, blocks its origins until they are written again`, { buffered: true }, async (t) => {
      const server = await RedisServer.start(t)
      const first = await connected(t, library, server.port)
      await redisWriter(first, { set }).replace([A])
      endClient(first)
      const { lookup, gives } = await follow(t, sourceOf(library, server.port, set, SHORT))
      await gives('listed', A)
      await server.kill()
      await gives('stale', A)
      await gives('stale', B)
      await until(() => /ECONNREFUSED/.test(lookup.status().lastFailure ?? ''))
      await server.restart()
      await until(() => /^The key "origins:version" is missing in Redis: /.test(lookup.status().lastFailure ?? ''))
      t.equal(lookup.find(A, undefined), 'stale', 'an empty server is not a list without origins')
      const writer = await writerOf(t, library, server.port, set)
      await t.rejects(writer.allow(B), /^The key "origins:version" is missing in Redis: /)
      await writer.replace([B])
      await gives('listed', B)
      await gives('not-listed', A)
    })

    t.test(`${library.name}: a set that is lost while its version is not blocks its origins until they are written again`, { buffered: true }, async (t) => {
      const server = await RedisServer.start(t)
      const writer = await writerOf(t, library, server.port, set)
      await writer.replace([A])
      const { lookup, gives } = await follow(t, sourceOf(library, server.port, set, SHORT))
      await gives('listed', A)
      await server.run('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-random')
      await server.run('DEL', set)
      await gives('stale', A)
      await until(() => lookup.status().lastFailure === 'The set "origins" is empty in Redis, but by its version it has members.')
      await writer.replace([])
      await gives('not-listed', A)
    })

    t.test(`${library.name}: with a full memory, origins can be removed`, { buffered: true }, async (t) => {
      const server = await RedisServer.start(t, { 'maxmemory-policy': 'noeviction' })
      const writer = await writerOf(t, library, server.port, set)
      await writer.replace([A, B])
      await writer.replace([A, C], 'shop')
      const { lookup, gives } = await follow(t, sourceOf(library, server.port, set, BY_MESSAGES))
      await until(() => lookup.status().push === 'working')
      await gives('listed', A)
      await server.run('CONFIG', 'SET', 'maxmemory', '1')
      await t.rejects(writer.allow(C), /^OOM /)
      t.equal(await writer.allow(A), false)
      t.strictSame(await writer.list(), [A, B], 'nothing has changed')
      t.equal(await writer.disallow(A), true)
      await gives('not-listed', A)
      await writer.replace([C], 'shop')
      await gives('not-listed', A, 'shop')
      await gives('listed', C, 'shop')
    })

    t.test(`${library.name}: a server that loads its data blocks its origins until it has loaded them`, { buffered: true }, async (t) => {
      const server = await RedisServer.start(t)
      const writer = await writerOf(t, library, server.port, set)
      await writer.replace([A])
      await server.run('DEBUG', 'POPULATE', '20000')
      await server.run('SAVE')
      const { lookup, gives } = await follow(t, sourceOf(library, server.port, set, SHORT))
      await gives('listed', A)
      await server.kill()
      await server.restart({ 'key-load-delay': '1000', 'loading-process-events-interval-bytes': '1024' })
      // Of the others, a slow connection can also take longer.
      const failure = library.isIoredis ? /^Connecting took longer than 300 ms\.$/ : /^(?:LOADING Redis is loading the dataset in memory|Connecting took longer)/
      await until(() => failure.test(lookup.status().lastFailure ?? ''))
      await gives('stale', A)
      await server.run('CONFIG', 'SET', 'key-load-delay', '0')
      await gives('listed', A)
    })
  }
})
