/** What origins in Redis cost, and a large snapshot: `npm run bench:sources`. The exit code is 1 if a limit is exceeded. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { redisWriter } from 'fastify-cors-policy/sources'
import { Redis } from 'ioredis'
import { interleave, quantile, ratio, rounded, type Round, type Turns } from './measure.ts'
import { startChild } from './processes.ts'
import { REDIS_SET, originsOf } from './setting.ts'
import type { Sourcing } from './sourcing.ts'

interface SourcesPlan extends Turns {
  readonly generations: number
  readonly calls: number
  readonly origins: number
  readonly instances: number
  readonly removals: number
  readonly snapshot: number
}

const PLAN: SourcesPlan = {
  generations: 3, rounds: 20, turns: 3, warmUps: 8, calls: 500, origins: 1000, instances: 4, removals: 100, snapshot: 1_000_000
}

/** As in `request.ts`: the young generation of a busy server. */
const FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=16']

const start = (sourcing: Sourcing, ...flags: string[]) => startChild('sourcing.ts', sourcing, flags)

interface RequestRatios {
  /** CPU time of a request, in that of `@fastify/cors` with a function and a cache before the same Redis. */
  readonly toFastifyCors: number
  /** The same of the least code, and of an application without CORS. */
  readonly lastWordToFastifyCors: number
  readonly hookToFastifyCors: number
  readonly bareToFastifyCors: number
  /** CPU time of a request, in that of the hook. */
  readonly toHook: number
}

async function measureRequests (port: number, plan: SourcesPlan): Promise<RequestRatios> {
  const names = ['bare', 'last word', 'hook', 'plugin', '@fastify/cors'] as const
  const rounds: Round<typeof names[number]>[] = []
  for (let generation = 0; generation < plan.generations; generation++) {
    const children = await Promise.all(names.map(as => start({ as, port, origins: plan.origins }, ...FLAGS)))
    const turns = children.map((child, i) => [names[i]!, async () => await child.ask(plan.calls) as number] as const)
    rounds.push(...await interleave(new Map(turns), plan))
    await Promise.all(children.map(child => child.end()))
  }
  const between = (one: typeof names[number], other: typeof names[number]) => ratio(rounds, one, other).median
  return {
    toFastifyCors: between('plugin', '@fastify/cors'),
    lastWordToFastifyCors: between('last word', '@fastify/cors'),
    hookToFastifyCors: between('hook', '@fastify/cors'),
    bareToFastifyCors: between('bare', '@fastify/cors'),
    toHook: between('plugin', 'hook')
  }
}

/** The time until the slowest instance blocks a removed origin, in that until the slowest has a bare message: 99 of 100 are faster. */
async function measureRemovals (redis: Redis, port: number, { instances, removals }: SourcesPlan): Promise<number> {
  const writer = redisWriter(redis, { set: REDIS_SET })
  const children = await Promise.all(Array.from({ length: instances }, () => start({ as: 'instance', port })))
  const [origin = ''] = originsOf(1)
  const all = (kind: string) => Promise.all(children.map(child => child.ask({ kind, origin })))
  const times = { blocked: [] as number[], message: [] as number[] }
  for (let i = 0; i < removals; i++) {
    await writer.allow(origin)
    await all('listed')
    for (const kind of ['blocked', 'message'] as const) {
      await all(kind)
      const done = all('done')
      const from = performance.now()
      await (kind === 'blocked' ? writer.disallow(origin) : redis.publish(`${REDIS_SET}:bare`, origin))
      await done
      times[kind].push(performance.now() - from)
    }
  }
  await Promise.all(children.map(child => child.end()))
  return quantile(times.blocked, 0.99) / quantile(times.message, 0.99)
}

async function measureSnapshot (origins: number): Promise<{ bytes: number, stall: number }> {
  const child = await start({ as: 'snapshot', origins }, '--expose-gc', '--max-old-space-size=2000')
  const figures = await child.ask() as { bytes: number, stall: number }
  await child.end()
  return figures
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const port = await freePort()
const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' })
const redis = new Redis(port)
redis.on('error', () => undefined)
try {
  await redisWriter(redis, { set: REDIS_SET }).replace(originsOf(PLAN.origins))
  const { bytes, stall } = await measureSnapshot(PLAN.snapshot)
  const request = await measureRequests(port, PLAN)
  const bars: readonly (readonly [what: string, value: number, most: number, isGoal?: true])[] = [
    ['actual request, 1,000 origins in Redis: CPU time ÷ @fastify/cors with a function and lru-cache', request.toFastifyCors, 0.6, true],
    ['the same ÷ the hook with the origins in a `Set`, which reads the clock', request.toHook, 1.15],
    ['from a removal until 4 instances block it ÷ a bare message, 99th percentile', await measureRemovals(redis, port, PLAN), 2],
    ['bytes for each of 1,000,000 origins of 30 characters in a snapshot, with the text', bytes, 100],
    ['longest turn of the event loop while it loads ÷ building one `Set` of them', stall, 0.1]
  ]
  for (const [what, value, most, isGoal = false] of bars) {
    const isMet = value <= most
    console.log(`${isMet ? 'met     ' : isGoal ? 'missed  ' : 'EXCEEDED'} ${what}: ${rounded(value)}, at most ${most}`)
    if (!isMet && !isGoal) process.exitCode = 1
  }
  for (const [what, value] of [
    ['the hook', request.hookToFastifyCors], ['the last word alone', request.lastWordToFastifyCors], ['without CORS', request.bareToFastifyCors]
  ] as const) console.log(`for comparison: ${what} ÷ @fastify/cors: ${rounded(value)}`)
} finally {
  redis.disconnect()
  server.kill()
}
