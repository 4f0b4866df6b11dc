/** What happens to requests while Redis fails: nothing is allowed that the store does not confirm, and all of it comes back. */
import t from 'tap'
import { redisWriter } from '../../../lib/sources.ts'
import { LIBRARIES } from './redis-clients.ts'
import { A, B, BY_MESSAGES, C, SHORT, connected, endClient, follow, sourceOf, until, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'

const set = 'origins'

for (const library of LIBRARIES) {
  t.test(`${library.name}: a server that stops responding`, async (t) => {
    const server = await RedisServer.start(t)
    const writer = await writerOf(t, library, server.port, set)
    await writer.replace([A])
    for (const mode of ['snapshot', 'lookup'] as const) {
      const { lookup, answers, events } = await follow(t, sourceOf(library, server.port, set, { ...SHORT, mode }))
      await answers('allowed', A)
      server.pause()
      await answers('stale', A)
      t.equal(lookup.ask(B, undefined), 'stale')
      await until(() => /^(Reading the version|Connecting) took longer than 300 ms\.$/.test(lookup.status().lastFailure ?? ''))
      server.resume()
      await answers('allowed', A)
      await answers('refused', B)
      t.match(events.filter(({ kind }) => kind !== 'push-failed'), [{ kind: 'failed' }, { kind: 'recovered' }])
      lookup.close()
    }
  })

  t.test(`${library.name}: a server that is killed, and restarted without its data`, async (t) => {
    const server = await RedisServer.start(t)
    const first = await connected(t, library, server.port)
    await redisWriter(first, { set }).replace([A])
    endClient(first)
    const { lookup, answers } = await follow(t, sourceOf(library, server.port, set, SHORT))
    await answers('allowed', A)
    await server.kill()
    await answers('stale', A)
    t.equal(lookup.ask(B, undefined), 'stale')
    await until(() => /ECONNREFUSED/.test(lookup.status().lastFailure ?? ''))
    await server.restart()
    await until(() => /^The key "origins:version" is missing in Redis: /.test(lookup.status().lastFailure ?? ''))
    t.equal(lookup.ask(A, undefined), 'stale', 'an empty server is not a list without origins')
    const writer = await writerOf(t, library, server.port, set)
    await t.rejects(writer.allow(B), /^The key "origins:version" is missing in Redis: /)
    await writer.replace([B])
    await answers('allowed', B)
    t.equal(await lookup.ask(A, undefined), 'refused')
  })

  t.test(`${library.name}: a set that is lost while its version is not`, async (t) => {
    const server = await RedisServer.start(t)
    const writer = await writerOf(t, library, server.port, set)
    await writer.replace([A])
    const { lookup, answers } = await follow(t, sourceOf(library, server.port, set, SHORT))
    await answers('allowed', A)
    await server.run('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-random')
    await server.run('DEL', set)
    await answers('stale', A)
    t.equal(lookup.status().lastFailure, 'The set "origins" is empty in Redis, but its version says that it has members.')
    await writer.replace([])
    await answers('refused', A)
  })

  t.test(`${library.name}: with a full memory, origins can be removed`, async (t) => {
    const server = await RedisServer.start(t, { 'maxmemory-policy': 'noeviction' })
    const writer = await writerOf(t, library, server.port, set)
    await writer.replace([A, B])
    await writer.replace([A, C], 'shop')
    const { lookup, answers } = await follow(t, sourceOf(library, server.port, set, BY_MESSAGES))
    await until(() => lookup.status().push === 'working')
    await answers('allowed', A)
    await server.run('CONFIG', 'SET', 'maxmemory', '1')
    await t.rejects(writer.allow(C), /^OOM /)
    t.equal(await writer.allow(A), false)
    t.strictSame(await writer.list(), [A, B], 'nothing has changed')
    t.equal(await writer.disallow(A), true)
    await answers('refused', A)
    await writer.replace([C], 'shop')
    await answers('refused', A, 'shop')
    await answers('allowed', C, 'shop')
  })

  t.test(`${library.name}: a server that loads its data`, async (t) => {
    const server = await RedisServer.start(t)
    const writer = await writerOf(t, library, server.port, set)
    await writer.replace([A])
    await server.run('DEBUG', 'POPULATE', '2000')
    await server.run('SAVE')
    const { lookup, answers } = await follow(t, sourceOf(library, server.port, set, SHORT))
    await answers('allowed', A)
    await server.kill()
    await server.restart({ 'key-load-delay': '10000', 'loading-process-events-interval-bytes': '1024' })
    const failure = library.isIoredis ? /^Connecting took longer than 300 ms\.$/ : /^LOADING Redis is loading the dataset in memory/
    await until(() => failure.test(lookup.status().lastFailure ?? ''))
    await answers('stale', A)
    await server.run('CONFIG', 'SET', 'key-load-delay', '0')
    await answers('allowed', A)
  })
}
