/**
 * A flood of untrusted origins, each another one, through a source that looks them up in Redis: it fills no memory, does not pile up at the
 * store, and does not displace the origins that are allowed.
 */
import { Redis } from 'ioredis'
import t from 'tap'
import { SourceLookup } from '../../../lib/lookup.ts'
import { redisOrigins, redisWriter } from '../../../lib/sources.ts'
import type { CorsSourceConnection } from '../../../types/source.ts'
import { RedisServer } from '../../integration/sources/redis-server.ts'
import { until } from '../../unit/lookup/scripted-store.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { heldBytes, leastLeft } from './heap.ts'

const UNTRUSTED = isLong ? 1_000_000 : 30_000

/** Bytes that may be held after the flood: the recent results, which have a maximum number. */
const HELD = 16_000_000

const MAX_PENDING = 64

t.test(`${UNTRUSTED} untrusted origins, and the allowed ones in between, fill no memory`, async (t) => {
  const server = await RedisServer.start(t)
  const client = new Redis(server.port)
  t.teardown(() => { client.disconnect() })
  const known = Array.from({ length: 1000 }, (_, i) => `https://tenant-${i}.example`)
  await redisWriter(client, { set: 'origins' }).replace(known)
  let pending = 0
  let mostPending = 0
  const source = redisOrigins(() => new Redis(server.port), { set: 'origins', mode: 'lookup', deadline: 60_000, maxStale: 120_000, startDeadline: 60_000 })
  const lookup = new SourceLookup({
    ...source,
    async connect (signal): Promise<CorsSourceConnection> {
      const connection = await source.connect(signal)
      return {
        ...connection,
        async has (origin, key) {
          mostPending = Math.max(mostPending, ++pending)
          return Promise.resolve(connection.has!(origin, key)).finally(() => { pending-- })
        }
      }
    }
  }, () => false, () => undefined)
  t.teardown(() => { lookup.close() })
  await lookup.start()
  const first = await Promise.all(known.slice(0, MAX_PENDING).map((origin) => lookup.find(origin, undefined)))
  t.strictSame(new Set(first), new Set(['listed']))
  for (const origin of known) await lookup.find(origin, undefined)

  let next = 0
  const bytes = await leastLeft(HELD, async () => {
    const before = await heldBytes()
    let fromMemory = 0
    let asked = 0
    let allowed = 0
    const results = new Set<string>()
    for (let i = 0; i < UNTRUSTED; i++) {
      const result = lookup.find(`https://untrusted-${next++}.example`, undefined)
      if (typeof result === 'string') results.add(result)
      else result.then((late) => { if (late === 'listed') allowed++ }, t.threw)
      if (i % 50 === 0 && lookup.find(known[asked++ % known.length]!, undefined) === 'listed') fromMemory++
      // One time in three, more than the store is asked at a time.
      if (i % 300 >= 100 && i % 50 === 49) await result
    }
    await until(() => pending === 0)
    t.equal(allowed, 0)
    t.strictSame([...results], ['busy'])
    t.ok(fromMemory >= 0.95 * asked, `${fromMemory} of ${asked} allowed origins came from memory`)
    return await heldBytes() - before
  })
  t.ok(bytes < HELD, `${bytes} bytes are held`)
  t.ok(mostPending <= MAX_PENDING, `${mostPending} look-ups waited at a time`)
})
