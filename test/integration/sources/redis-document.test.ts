/** A policy document in Redis, with each client: how it is followed, what happens to it while Redis fails, and the writer. */
import t from 'tap'
import { CorsPolicyError } from '../../../lib/index.ts'
import { redisDocument, redisDocumentWriter } from '../../../lib/sources.ts'
import type { CorsDocumentStore, CorsDocumentStoreOptions, CorsVersionedDocumentWriter } from '../../../types/document-store.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { A, B, IMPATIENT, POLLED, PUSHED, application, documentOf, withoutMessages } from './following-application.ts'
import { LIBRARIES, librariesNamed, type RedisLibrary } from './redis-clients.ts'
import { connected, endClient } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'
import { inTime, until } from './waiting.ts'

const key = 'cors:policy'

function storeOf ({ create }: RedisLibrary, port: number, options: CorsDocumentStoreOptions): CorsDocumentStore {
  return redisDocument(() => create(port), { key, ...options })
}

async function writerOf (t: { teardown (end: () => unknown): unknown }, library: RedisLibrary, port: number): Promise<CorsVersionedDocumentWriter> {
  return redisDocumentWriter(await connected(t, library, port), { key })
}

t.test('a document in Redis', { jobs: LIBRARIES.length }, async (t) => {
  for (const library of librariesNamed('ioredis 5', 'redis 6')) {
    t.test(`${library.name}: it is followed by messages and by its version`, { buffered: true }, async (t) => {
      const { port } = await RedisServer.start(t)
      const writer = await writerOf(t, library, port)
      t.match(await writer.publish(documentOf(A), 'first'), { version: 1, isNew: true, previous: undefined })
      const pushed = await application(t, storeOf(library, port, PUSHED))
      const polled = await application(t, withoutMessages(storeOf(library, port, POLLED)))
      t.match(pushed.status(), { description: 'Redis hash cors:policy', state: 'current', version: /^1\.\d{16}$/ })
      await until(() => pushed.status().push === 'working')
      for (const origin of [B, A]) {
        const { digest, previous } = await writer.publish(documentOf(origin))
        t.strictSame(previous, documentOf(origin === A ? B : A))
        for (const { has, app } of [pushed, polled]) {
          await has(origin)
          t.equal(app.cors.status().registrations[0]!.digest, digest)
        }
      }
    })

    t.test(`${library.name}: the writer keeps versions`, { buffered: true }, async (t) => {
      const { port } = await RedisServer.start(t)
      const writer = await writerOf(t, library, port)
      await t.rejects(writer.read(), { message: /^The hash "cors:policy" is missing in Redis: / })
      t.strictSame(await writer.history(), [])
      await writer.publish(documentOf(A), 'first')
      await writer.publish(documentOf(B))
      t.match(await writer.publish(documentOf(B), 'again'), { version: 2, isNew: false, previous: documentOf(B) }, 'the same document is not a version')
      t.strictSame(await writer.read(), documentOf(B))
      t.match(await writer.rollBack(1), { version: 3, isNew: true, previous: documentOf(B) })
      t.strictSame(await writer.read(), documentOf(A))
      const history = await writer.history()
      t.strictSame(history.map(({ version, note }) => [version, note]), [[3, 'roll back to version 1'], [2, ''], [1, 'first']])
      t.equal(history[0]!.digest, history[2]!.digest)
      for (const { at } of history) t.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000)
      await t.rejects(writer.rollBack(7), { message: 'Redis has no version 7 of the document. `history` lists the versions.' })
      for (const version of [0, 1.5, '1']) await t.rejects(writer.rollBack(version as number), { code: 'FST_CORS_POLICY_INVALID' })
      for (const note of [7, 'a\0']) await t.rejects(writer.publish(documentOf(B), note as string), { code: 'FST_CORS_POLICY_INVALID' })
      const error: unknown = await writer.publish({ origins: [`${A}/`], credentials: 1 } as unknown as CorsPolicyDocument).catch((error: unknown) => error)
      t.ok(error instanceof CorsPolicyError)
      t.strictSame((error as CorsPolicyError).issues.map(({ path }) => path), ['/origins/0', '/credentials'])
      t.equal((await writer.history()).length, 3, 'an invalid document changes nothing')
    })

    t.test(`${library.name}: while Redis fails, the last good policy stays in force`, { buffered: true }, async (t) => {
      const server = await RedisServer.start(t)
      const first = await connected(t, library, server.port)
      await redisDocumentWriter(first, { key }).publish(documentOf(A))
      endClient(first)
      const { status, has } = await application(t, storeOf(library, server.port, IMPATIENT))
      server.pause()
      await until(() => status().state === 'stale')
      await until(() => /^(Reading the version|Connecting) took longer than 300 ms\.$/.test(status().lastFailure ?? ''))
      await has(A)
      server.resume()
      await until(() => status().state === 'current')
      await server.kill()
      await until(() => /ECONNREFUSED/.test(status().lastFailure ?? ''))
      await has(A)
      await server.restart()
      await until(() => /^The hash "cors:policy" is missing in Redis: /.test(status().lastFailure ?? ''))
      await has(A)
      const writer = await writerOf(t, library, server.port)
      t.match(await writer.publish(documentOf(B)), { version: 1, previous: undefined }, 'numbers begin again')
      await has(B)
      await until(() => status().lastFailure === undefined)
    })
  }
})

const [library] = LIBRARIES as [RedisLibrary]

t.test('a document that others have written is refused if it is invalid', async (t) => {
  const server = await RedisServer.start(t)
  const writer = await writerOf(t, library, server.port)
  await writer.publish(documentOf(A))
  const { status, has, log } = await application(t, storeOf(library, server.port, POLLED))
  await server.run('HSET', key, 'version', 'by hand 1', 'document', '{ "origins": ')
  await until(() => status().rejected === 1)
  await server.run('HSET', key, 'version', 'by hand 2', 'document', '{ "origins": ["https://a.example/"] }')
  await until(() => status().rejected === 2)
  t.match(status().lastRejected, { version: 'by hand 2', issues: [{ id: 'origin-has-path', path: '/origins/0' }] })
  await has(A)
  t.equal(log.filter((line) => line.includes('A new CORS policy was rejected.')).length, 2)
  await t.rejects(writer.rollBack(9))
  t.match(await writer.publish(documentOf(B)), { isNew: true, previous: undefined, version: 2 })
  await has(B)
  await server.run('HDEL', key, 'document')
  await server.run('HSET', key, 'version', 'by hand 3')
  await until(() => /is missing in Redis/.test(status().lastFailure ?? ''))
  await has(B)
})

t.test('numbers of versions go on where the history ends, and the history has an end', async (t) => {
  const server = await RedisServer.start(t)
  const writer = await writerOf(t, library, server.port)
  for (let i = 0; i < 103; i++) await writer.publish({ origins: [`https://${i}.example`] })
  const history = await writer.history()
  t.strictSame([history.length, history[0]!.version, history.at(-1)!.version], [100, 103, 4])
  await t.rejects(writer.rollBack(3), /Redis has no version 3/)
  await server.run('DEL', key)
  t.match(await writer.publish(documentOf(A)), { version: 104 })
  await server.run('DEL', `${key}:history`)
  t.match(await writer.publish(documentOf(B)), { version: 105 })
})

t.test('with a full memory, nothing changes', async (t) => {
  const server = await RedisServer.start(t, { 'maxmemory-policy': 'noeviction' })
  const writer = await writerOf(t, library, server.port)
  await writer.publish(documentOf(A))
  const { has, status } = await application(t, storeOf(library, server.port, POLLED))
  await server.run('CONFIG', 'SET', 'maxmemory', '1')
  await t.rejects(writer.publish(documentOf(B)), /^OOM /)
  t.strictSame(await writer.read(), documentOf(A))
  t.equal((await writer.history()).length, 1)
  await has(A)
  t.equal(status().state, 'current')
})

t.test('names and clients are checked', async (t) => {
  for (const key of ['', 7, undefined]) {
    t.throws(() => redisDocument(() => { throw new Error() }, { key: key as string }), { message: / {2}key: The name of the hash must be / })
  }
  t.throws(() => redisDocumentWriter({} as never, { key }), { message: /^The client of redisDocumentWriter is not supported\./ })
  const { port } = await RedisServer.start(t)
  await t.rejects(inTime(async () => {
    const connection = await redisDocument(() => library.create(port), { key }).connect()
    return await connection.version().finally(() => { connection.close() })
  }), { message: /is missing in Redis/ }, 'with default times')
})
