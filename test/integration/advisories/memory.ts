/** What stays of requests: nothing. */
import Fastify, { type FastifyInstance } from 'fastify'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compilePolicy, corsPlugin, decide } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { A, EVIL, LIST, type DeedVector } from './vector.ts'

function applicationOf (options: CorsPluginOptions = LIST): FastifyInstance {
  const app = Fastify()
  app.register(corsPlugin, options)
  app.get('/', async () => '')
  return app
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that are in use when all that nobody holds is gone; some of it takes a few turns. */
async function bytesInUse (): Promise<number> {
  for (let turn = 0; turn < 4; turn++) {
    await nextTurn()
    collectGarbage()
  }
  return process.memoryUsage().heapUsed
}

/** Requests of one round. */
const MANY = isLong ? 10_000 : 3_000

/** Less than any record of each request would take. */
const FEW_BYTES = 50 * MANY

/**
 * Bytes by which the heap has grown after something is done; the least of some rounds, as others use the heap too. What else runs
 * in this process meanwhile is in it.
 */
async function growth (something: (round: number) => unknown): Promise<number> {
  const grown: number[] = []
  for (let round = 0; round < 5 && !(Math.min(...grown) < FEW_BYTES); round++) {
    const before = await bytesInUse()
    await something(round)
    grown.push(await bytesInUse() - before)
  }
  return Math.min(...grown)
}

/** What grows with the number of requests would be found in one of these. */
function counts (app: FastifyInstance) {
  return {
    listeners: [...app.server.eventNames(), ...process.eventNames()].map((name) =>
      `${String(name)} ${app.server.listenerCount(name)} ${process.listenerCount(name as 'exit')}`),
    routes: app.cors.routes().length,
    labels: Object.values(app.cors.stats()).map(({ actual = {}, preflight = {} }) => Object.keys(actual).length + Object.keys(preflight).length)
  }
}

export const memory: readonly DeedVector[] = [
  {
    id: 'S10',
    name: 'many requests do not leak memory',
    deed: async (t) => {
      const app = applicationOf()
      const requests = [
        { url: '/', headers: { origin: A } },
        { url: '/', headers: { origin: EVIL } },
        { method: 'OPTIONS', url: '/', headers: { origin: A, 'access-control-request-method': 'PUT' } },
        { method: 'OPTIONS', url: '/nowhere', headers: { origin: EVIL, 'access-control-request-method': 'PUT' } }
      ] as const
      const many = async (count: number) => { for (let i = 0; i < count; i++) await app.inject(requests[i & 3]!) }
      await many(MANY)
      const before = counts(app)
      const bytes = await growth(() => many(MANY))
      t.same(counts(app), before)
      t.ok(bytes < FEW_BYTES, `${bytes} bytes are kept of ${MANY} requests`)
    }
  },
  {
    id: 'S11',
    name: 'many origins do not leak memory, in the compiled policy or in the application',
    deed: async (t) => {
      const compiled = compilePolicy({ origins: [A, 'https://*.a.test', 'http://localhost:*'] })
      const app = applicationOf({ origins: [A, 'https://*.a.test:*'] })
      await app.inject({ url: '/', headers: { origin: EVIL } })
      const ofPolicy = await growth((round) => {
        for (let i = 0; i < 10 * MANY; i++) {
          for (const origin of [`https://evil-${round}-${i}.test`, `https://x${round}-${i}.a.test`]) {
            decide(compiled, { method: 'GET', origin })
          }
        }
      })
      const ofApplication = await growth(async (round) => {
        for (let i = 0; i < MANY; i++) await app.inject({ url: '/', headers: { origin: `https://evil-${round}-${i}.test` } })
      })
      for (const bytes of [ofPolicy, ofApplication]) t.ok(bytes < FEW_BYTES, `${bytes} bytes are kept`)
      t.same(Object.keys(app.cors.stats()['scope']!.actual!), ['origin-not-allowed'], 'and they are counted together')
    }
  }
]
