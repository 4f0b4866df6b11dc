/** Writing origins to Redis. */
import t from 'tap'
import { redisWriter } from '../../../lib/sources.ts'
import { LIBRARIES } from './redis-clients.ts'
import { A, B, C, connected, writerOf } from './redis-follow.ts'
import { RedisServer } from './redis-server.ts'

const server = await RedisServer.start(t)
const { port } = server

const writer = { username: 'writer', password: 'only-for-tests' }
await server.run('ACL', 'SETUSER', writer.username, 'on', `>${writer.password}`, '~*', 'resetchannels', '&*:changes',
  '+eval', '+get', '+set', '+scard', '+sismember', '+sscan', '+sadd', '+srem', '+unlink', '+time', '+publish', '+info')

for (const library of LIBRARIES) {
  const { name } = library

  t.test(`${name}: methods change what they say, and return whether they did; few permissions are enough`, async (t) => {
    const set = `${name} methods`
    const client = await connected(t, library, port, writer)
    const { allow, disallow, replace, list } = redisWriter(client, { set })
    const version = async (): Promise<unknown> => await server.run('GET', `${set}:version`)
    const versions = new Set<unknown>()
    const changed = async (): Promise<void> => {
      const now = await version()
      t.notOk(versions.has(now), `${now} is new`)
      versions.add(now)
    }
    await replace([])
    await changed()
    t.equal(await allow(A), true)
    await changed()
    t.equal(await allow(A), false)
    t.equal(await disallow(B), false)
    t.ok(versions.has(await version()), 'the same version')
    t.equal(await allow(B, 'shop'), true)
    await changed()
    t.strictSame([await list(), await list('shop'), await list('unknown')], [[A], [B], []])
    await replace([C, B], 'shop')
    await changed()
    await replace([C, B], 'shop')
    await changed()
    t.strictSame([await list(), await list('shop')], [[A], [B, C]])
    t.equal(await disallow(B, 'shop'), true)
    await changed()
    t.equal(await disallow(A), true)
    await changed()
    await replace([], 'shop')
    await changed()
    t.strictSame([await list(), await list('shop')], [[], []])
  })

  t.test(`${name}: a version is new even after a loss of the data, and if the clock is set back`, async (t) => {
    const set = `${name} versions`
    const { replace, allow } = await writerOf(t, library, port, set)
    const version = async (): Promise<string> => String(await server.run('GET', `${set}:version`))
    await replace([A])
    const before = await version()
    await server.run('DEL', set, `${set}:version`)
    await replace([A])
    t.not(await version(), before)
    // As if a clock in the future had written it.
    await server.run('SET', `${set}:version`, '9999999999999999.41:1')
    await allow(B)
    t.match(await version(), /^1\d{15}\.42:2$/)
  })

  t.test(`${name}: each change sends one message, and only a change`, async (t) => {
    const set = `${name} messages`
    const { allow, disallow, replace } = await writerOf(t, library, port, set)
    const messages: string[] = []
    const subscriber = await connected(t, library, port)
    if ('call' in subscriber) {
      subscriber.on('message', (_channel, message) => { messages.push(String(message)) })
      await subscriber.subscribe(`${set}:changes`)
    } else {
      await subscriber.subscribe(`${set}:changes`, (message) => { messages.push(message) })
    }
    await replace([A])
    await allow(A)
    await allow(B)
    await disallow(C)
    await disallow(B, 'shop')
    await disallow(B)
    await replace([], 'shop')
    await server.run('PUBLISH', `${set}:changes`, 'end')
    while (messages.at(-1) !== 'end') await new Promise(setImmediate)
    t.strictSame(messages.map((message) => message.split(' ')[0]), ['', B, B, '', 'end'])
    const [[, , between], [, again]] = [messages[1]!.split(' '), messages[2]!.split(' ')] as [string[], string[]]
    t.equal(again, between, 'each begins with the version that the one before has made')
  })

  t.test(`${name}: invalid origins and keys are rejected, and change nothing`, async (t) => {
    const set = `${name} invalid`
    const { allow, disallow, replace, list } = await writerOf(t, library, port, set)
    const invalid = { code: 'FST_CORS_POLICY_INVALID' }
    await replace([A])
    const version = await server.run('GET', `${set}:version`)
    for (const text of ['https://a.example/', 'HTTPS://b.example', 'null', '*', 'https://*.example', '', 7 as unknown as string]) {
      await t.rejects(allow(text), invalid, String(text))
      await t.rejects(replace([B, text]), invalid, String(text))
      await t.rejects(disallow(text), invalid, 'the origin would stay allowed with its other spelling')
    }
    for (const key of ['', 7 as unknown as string]) {
      for (const change of [() => allow(B, key), () => disallow(A, key), () => replace([B], key), () => list(key)]) await t.rejects<unknown>(change, invalid)
    }
    for (const value of [A, undefined, {}]) await t.rejects(replace(value as unknown as string[]), invalid)
    t.equal(await server.run('GET', `${set}:version`), version)
    t.strictSame(await list(), [A])
    await server.run('SADD', set, 'https://a.example/')
    t.equal(await disallow('https://a.example/'), true, 'an invalid entry can be removed')
    t.strictSame(await list(), [A])
  })

  t.test(`${name}: changes of a store that is not initialized are rejected`, async (t) => {
    const set = `${name} missing`
    const { allow, disallow, replace, list } = await writerOf(t, library, port, set)
    const message = `The key "${set}:version" is missing in Redis: the store is not initialized, or its data is lost. ` +
      'The command "origins import" initializes it with all origins, and so does `replace` of redisWriter.'
    for (const change of [() => allow(A), () => disallow(A), () => list(), () => allow(A, 'shop')]) await t.rejects<unknown>(change, { message })
    t.strictSame(await server.run('KEYS', `${set}*`), [])
    await replace([], 'shop')
    t.equal(await allow(A), true)
  })

  t.test(`${name}: an error has no arguments of the command`, async (t) => {
    const set = `${name} errors`
    const { list, allow, replace } = await writerOf(t, library, port, set)
    await replace([A])
    await server.run('SET', `${set}:key:shop`, 'a text')
    for (const change of [() => list('shop'), () => allow(A, 'shop')]) {
      const error: unknown = await Promise.resolve<unknown>(change()).catch((error: unknown) => error)
      t.match(error, { message: /WRONGTYPE/ })
      t.strictSame(Object.keys(error as Error), [])
    }
    await replace([B], 'shop')
    t.strictSame(await list('shop'), [B], 'it is replaced')
  })
}

t.test('a list can be longer than the arguments of a call', async (t) => {
  const { replace, list } = await writerOf(t, LIBRARIES[0]!, port, 'long')
  const origins = Array.from({ length: 20_000 }, (_, i) => `https://${String(i).padStart(5, '0')}.example`)
  await replace(origins)
  t.strictSame(await list(), origins)
})
