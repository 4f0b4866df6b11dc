/** Origins in Redis, read by each supported client from a real server. */
import t from 'tap'
import { redisOrigins } from '../../../lib/sources.ts'
import { LIBRARIES } from './redis-clients.ts'
import { A, B, BY_MESSAGES, C, SHORT, follow, sourceOf, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'
import { until } from './waiting.ts'

const server = await RedisServer.start(t)
const { port } = server

const reader = { username: 'reader', password: 'only-for-tests' }
await server.run('ACL', 'SETUSER', reader.username, 'on', `>${reader.password}`, '%R~*', 'resetchannels',
  '+get', '+scard', '+sismember', '+sscan', '+subscribe', '+ping', '+info')

for (const library of LIBRARIES) {
  const { name, create } = library

  t.test(`${name}: in memory or by look-ups, the origins of the set are allowed`, async (t) => {
    const set = `${name} modes`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A, B])
    for (const mode of ['snapshot', 'lookup'] as const) {
      const { lookup } = await follow(t, sourceOf(library, port, set, { ...BY_MESSAGES, mode }))
      // Its own test message makes memory forget.
      await until(() => lookup.status().push === 'working' && lookup.status().mode === mode)
      for (const [origin, result] of [[A, 'listed'], [B, 'listed'], [C, 'not-listed']] as const) {
        t.equal(await lookup.find(origin, undefined), result, `${mode}: ${origin}`)
        t.equal(lookup.find(origin, undefined), result, `${mode}: ${origin} from memory`)
      }
      const { version, entries, ...status } = lookup.status()
      t.match(status, { state: 'current', mode, description: `Redis set ${set}`, lastFailure: undefined })
      t.equal(entries, mode === 'snapshot' ? 2 : 3)
      t.match(version, /^\d{16}\.1:2\/2$/)
    }
  })

  t.test(`${name}: each key has its own origins`, async (t) => {
    const set = `${name} keys`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([])
    const keys = ['shop.example', 'version', 'changes', 'key:shop.example', ':', ' ']
    for (const [i, key] of keys.entries()) await writer.allow(`https://${i}.example`, key)
    await writer.allow(A)
    const { lookup } = await follow(t, sourceOf(library, port, set, BY_MESSAGES))
    for (const key of [...keys, undefined, 'unknown', '', `${set}:version`]) {
      for (const origin of [...keys.map((_, i) => `https://${i}.example`), A]) {
        const isIn = key === undefined ? origin === A : origin === `https://${keys.indexOf(key)}.example`
        t.equal(await lookup.find(origin, key), isIn ? 'listed' : 'not-listed', `${key}: ${origin}`)
      }
    }
  })

  t.test(`${name}: a message makes a change visible`, async (t) => {
    const set = `${name} messages`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A])
    const { lookup, gives, events } = await follow(t, sourceOf(library, port, set, BY_MESSAGES))
    await until(() => lookup.status().push === 'working')
    await gives('listed', A)
    await writer.disallow(A)
    await gives('not-listed', A)
    await writer.allow(A, 'shop')
    await gives('listed', A, 'shop')
    await writer.replace([B], 'shop')
    await gives('not-listed', A, 'shop')
    await writer.replace([B, C])
    await gives('listed', C)
    // By hand, with any message.
    await server.run('SREM', set, C)
    await server.run('PUBLISH', `${set}:changes`, 'look!')
    await gives('not-listed', C)
    t.strictSame(events, [])
  })

  t.test(`${name}: without messages, the version makes a change visible; reading needs few permissions`, async (t) => {
    const set = `${name} polls`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A])
    for (const mode of ['snapshot', 'lookup'] as const) {
      const { lookup, gives, events } = await follow(t, sourceOf(library, port, set, { ...SHORT, deadline: 60_000, mode }, reader))
      await gives('listed', A)
      await writer.disallow(A)
      await gives('not-listed', A)
      await writer.allow(A)
      await gives('listed', A)
      t.match(events, [{ kind: 'push-failed', error: { message: /^NOPERM / } }])
      t.equal(lookup.status().push, 'none')
      // A change by hand has no version, but mostly another number of members.
      await server.run('SREM', set, A)
      await server.run('SADD', set, B, C)
      await gives('not-listed', A)
      await gives('listed', B)
      await writer.replace([A])
    }
  })

  t.test(`${name}: the test of one connection is not a change for another`, async (t) => {
    const set = `${name} tests`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A])
    const seen: (string | undefined)[] = []
    const first = await sourceOf(library, port, set, BY_MESSAGES).connect()
    t.teardown(() => { first.close() })
    await first.listen!((origin) => { seen.push(origin) }, () => t.fail('nothing was lost'))
    const second = await sourceOf(library, port, set, BY_MESSAGES).connect()
    t.teardown(() => { second.close() })
    await second.announce!()
    await writer.allow(B)
    await until(() => seen.length === 1)
    await first.announce!()
    await until(() => seen.length === 2)
    t.strictSame(seen, [B, ''])
  })

  t.test(`${name}: a change of one origin does not read the others again`, async (t) => {
    const set = `${name} single`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A])
    const { lookup } = await follow(t, sourceOf(library, port, set, { ...BY_MESSAGES, pollInterval: 20 }), false)
    await until(() => lookup.status().mode === 'snapshot' && lookup.status().push === 'working')
    const connection = await lookup.source.connect()
    t.teardown(() => { connection.close() })
    const hasReadAll = async (): Promise<boolean> => /sscan/i.test(String(await server.run('INFO', 'commandstats')))
    let isKept = false
    // A version that is read after a change and before its message makes all origins be read.
    for (let attempts = 0; attempts < 20 && !isKept; attempts++) {
      await server.run('CONFIG', 'RESETSTAT')
      await writer.allow(B)
      await until(async () => await lookup.find(B, undefined) === 'listed')
      await writer.disallow(B)
      await until(async () => await lookup.find(B, undefined) === 'not-listed')
      await writer.allow(C, 'shop')
      await writer.disallow(C, 'shop')
      const version = await connection.version()
      await until(() => lookup.status().version === version)
      isKept = !await hasReadAll() && lookup.status().entries === 1
    }
    t.ok(isKept)
    t.equal(lookup.status().mode, 'snapshot')
    await writer.replace([B])
    await until(async () => await lookup.find(A, undefined) === 'not-listed')
    await until(hasReadAll)
  })

  t.test(`${name}: a change by hand is not lost because one of the writer follows`, async (t) => {
    const set = `${name} by hand`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A, B])
    const { lookup } = await follow(t, sourceOf(library, port, set, BY_MESSAGES), false)
    await until(() => lookup.status().mode === 'snapshot' && lookup.status().push === 'working')
    await server.run('SREM', set, A)
    await writer.allow(C)
    await until(async () => await lookup.find(A, undefined) === 'not-listed')
    t.equal(await lookup.find(C, undefined), 'listed')
  })

  t.test(`${name}: a large set is read in batches`, async (t) => {
    const set = `${name} large`
    const writer = await writerOf(t, library, port, set)
    const origins = Array.from({ length: 5000 }, (_, i) => `https://${String(i).padStart(4, '0')}.example`)
    await writer.replace(origins)
    const connection = await sourceOf(library, port, set, BY_MESSAGES).connect()
    t.teardown(() => { connection.close() })
    const lists: (readonly string[])[] = []
    for await (const list of connection.load!()) lists.push(list)
    t.ok(lists.length >= 3 && lists.every(({ length }) => length < 2500), `in ${lists.length} lists`)
    t.strictSame(lists.flat().sort(), origins)
    t.strictSame(await writer.list(), origins)
  })

  t.test(`${name}: a value of another type is a failure`, async (t) => {
    const set = `${name} type`
    const writer = await writerOf(t, library, port, set)
    await writer.replace([A])
    await server.run('SET', `${set}:key:shop`, A)
    const { lookup } = await follow(t, redisOrigins(() => create(port), { set, ...BY_MESSAGES }))
    t.equal(await lookup.find(A, 'shop'), 'unavailable')
    t.equal(await lookup.find(A, undefined), 'listed')
  })
}
