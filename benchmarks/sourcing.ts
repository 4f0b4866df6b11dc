/** A process that uses a source of origins: an application before Redis, an instance that waits for changes, or a large snapshot. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import corsPlugin from 'fastify-cors-policy'
import { redisOrigins } from 'fastify-cors-policy/sources'
import corsOfFastify from '@fastify/cors'
import fastify, { type FastifyInstance } from 'fastify'
import { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'
import { SourceLookup } from '../lib/lookup.ts'
import { byHand, byLastWord } from './contenders.ts'
import { exchangesOf, perform } from './exchange.ts'
import { answerWith, argument } from './processes.ts'
import { REDIS_SET, originsOf } from './setting.ts'

export type Sourcing =
  | { readonly as: SourceContender, readonly port: number, readonly origins: number }
  | { readonly as: 'instance', readonly port: number }
  | { readonly as: 'snapshot', readonly origins: number }

/** `hook` and `last word` are the least code: they have the origins in a `Set`, and read the clock for each request, but never the store. */
export type SourceContender = 'bare' | 'hook' | 'last word' | 'plugin' | '@fastify/cors'

/** Adds to an application what responds to origins in Redis. */
const builders: Readonly<Record<SourceContender, (app: FastifyInstance, port: number, origins: number) => unknown>> = {
  bare () {},
  plugin: async (app, port) => await app.register(corsPlugin, {
    origins: [{ source: 'tenants' }], credentials: true, sources: { tenants: redisOrigins(() => new Redis(port), { set: REDIS_SET, deadline: 60_000 }) }
  }),
  hook (app, _port, origins) { byHand(app, { contender: 'hook', from: 'snapshot', origins, routes: 1 }) },
  'last word' (app, _port, origins) { byLastWord(app, { contender: 'last word', from: 'snapshot', origins, routes: 1 }) },
  async '@fastify/cors' (app, port) {
    // As it is usually written by hand. Without a time to live, a removed origin would stay allowed.
    const redis = new Redis(port)
    const cache = new LRUCache<string, boolean>({ max: 10_000, ttl: 600_000 })
    await app.register(corsOfFastify, {
      credentials: true,
      origin (origin, done) {
        const known = origin === undefined ? false : cache.get(origin)
        if (known !== undefined) return done(null, known)
        redis.sismember(REDIS_SET, origin!).then((found) => {
          cache.set(origin!, found === 1)
          done(null, found === 1)
        }, (error: Error) => { done(error, false) })
      }
    })
  }
}

async function serve ({ as, port, origins }: Extract<Sourcing, { as: SourceContender }>): Promise<void> {
  const app: FastifyInstance = fastify()
  await builders[as](app, port, origins)
  app.get('/orders-0000', (_request, reply) => { reply.send('[]') })
  await app.ready()
  const [exchange] = exchangesOf({ contender: as, origins, routes: 1, fromAny: true })
  // The first look-up of each origin. Not with `inject`, whose responses are of another class, which would make later ones slower.
  for (const origin of originsOf(origins)) {
    const response = perform(app, { ...exchange!, headers: () => ({ host: 'api.example.com', origin }) })
    while (!response.writableEnded) await nextTurn()
    const { _header: head } = response as unknown as { readonly _header: string }
    if (as !== 'bare' && !head.includes(`: ${origin}\r\n`)) throw new Error(`${as} blocks ${origin}`)
  }
  answerWith(async (calls: number) => {
    const before = process.cpuUsage()
    let last
    for (let i = 0; i < calls; i++) last = perform(app, exchange!)
    // A response can be sent in a later turn.
    while (last?.writableEnded === false) await nextTurn()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / calls
  })
}

/** Waits until this instance blocks an origin, or until a bare client has the message about it, and then sends `done`. */
async function waitForChanges (port: number): Promise<void> {
  const source = redisOrigins(() => new Redis(port), { set: REDIS_SET, pollInterval: 60_000, deadline: 60_000 })
  const waiting = new Map<string, (done: unknown) => void>()
  let armed: Promise<unknown> | undefined
  const lookup: SourceLookup = new SourceLookup({
    ...source,
    async connect () {
      const connection = await source.connect()
      return {
        ...connection,
        listen: (onChange, onGap) => connection.listen!((origin, versions) => {
          onChange(origin, versions)
          if (origin === undefined || !waiting.has(`blocked ${origin}`)) return
          Promise.resolve(lookup.find(origin, undefined)).then((result) => {
            if (result === 'not-listed') waiting.get(`blocked ${origin}`)!(null)
          })
        }, onGap)
      }
    }
  }, () => false, () => undefined)
  await lookup.start()
  const bare = new Redis(port)
  await bare.subscribe(`${REDIS_SET}:bare`)
  bare.on('message', (_channel, message) => { waiting.get(`message ${message}`)?.(null) })
  answerWith(async ({ kind, origin }: { kind: 'listed' | 'blocked' | 'message' | 'done', origin: string }) => {
    if (kind === 'listed') {
      while (await lookup.find(origin, undefined) !== 'listed') await new Promise(resolve => { setTimeout(resolve, 1) })
      return
    }
    if (kind === 'done') return await armed
    armed = new Promise(resolve => {
      waiting.clear()
      waiting.set(`${kind} ${origin}`, resolve)
    })
  })
}

/** The memory of a snapshot for each origin, and the longest turn of the event loop while it loads, in times of building one `Set`. */
async function measureSnapshot (count: number): Promise<{ bytes: number, stall: number }> {
  const collect = (globalThis as { gc?: () => void }).gc!
  const lists = function * () { for (let i = 0; i < count; i += 1000) yield originsIn(i, Math.min(1000, count - i)) }
  const lookup = new SourceLookup({
    maxOrigins: count,
    startDeadline: 600_000,
    deadline: 600_000,
    connect: async () => ({ version: async () => '1', close () {}, async * load () { yield * lists() } })
  }, () => false, () => undefined)
  collect()
  const before = process.memoryUsage().heapUsed
  let last = performance.now()
  let longest = 0
  let isLoading = true
  const turn = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (isLoading) setImmediate(turn)
  }
  turn()
  await lookup.start()
  isLoading = false
  collect()
  const bytes = (process.memoryUsage().heapUsed - before) / count
  lookup.close()
  const all = [...lists()].flat()
  const start = performance.now()
  if (new Set(all).size !== count) throw new Error('origins are equal')
  return { bytes: Math.round(bytes * 10) / 10, stall: longest / (performance.now() - start) }
}

/** Origins of 30 characters. */
function originsIn (first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => Buffer.from(`https://t${String(first + i).padStart(9, '0')}.example.com`, 'latin1').toString('latin1'))
}

const sourcing = argument<Sourcing>()
if (sourcing.as === 'instance') await waitForChanges(sourcing.port)
else if (sourcing.as === 'snapshot') answerWith(() => measureSnapshot(sourcing.origins))
else await serve(sourcing)
