/** What lint adds to the boot of a large application, against what Fastify itself takes for it. */
import Fastify from 'fastify'
import t from 'tap'
import corsPlugin from '../../lib/index.ts'
import type { LintLevel } from '../../types/fastify.ts'

t.setTimeout(300_000)

const ROUTES = 1000
const ROUNDS = 5

/** Milliseconds of processor time for `ready()`. */
async function bootTime (lint: LintLevel | undefined): Promise<number> {
  const app = Fastify({ logger: { level: 'info', stream: { write () {} } } })
  if (lint !== undefined) {
    app.register(corsPlugin, {
      origins: Array.from({ length: 50 }, (_, i) => `https://app-${i}.example.com`),
      credentials: true,
      methods: ['GET', 'PUT'],
      policies: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, { origins: [`https://*.p${i}.example.com`] }])),
      routes: { '/r1/*': 'p1', '/nowhere': false },
      lint
    })
  }
  app.register(async (app) => {
    for (let i = 0; i < ROUTES; i++) {
      const cors = i % 7 === 0 ? { maxAge: i % 3 } : i % 5 === 0 ? `p${i % 20}` : undefined
      const config = lint === undefined || cors === undefined ? {} : { cors }
      app.route({ method: i % 2 === 0 ? 'GET' : 'POST', url: `/r${i % 40}/${i}/:id`, config, schema: { headers: { type: 'object', properties: { 'x-a': {} } } }, handler: () => '' })
    }
  })
  const before = process.cpuUsage()
  await app.ready()
  const { user, system } = process.cpuUsage(before)
  await app.close()
  return (user + system) / 1000
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >>> 1]!

t.test('lint of 1,000 routes takes less than Fastify\'s own ready()', async (t) => {
  const times: { bare: number[], off: number[], warn: number[] } = { bare: [], off: [], warn: [] }
  // The first of each loads what it needs.
  for (let round = 0; round <= ROUNDS; round++) {
    const [bare, off, warn] = [await bootTime(undefined), await bootTime('off'), await bootTime('warn')]
    if (round === 0) continue
    times.bare.push(bare)
    times.off.push(off)
    times.warn.push(warn)
  }
  const added = median(times.warn) - median(times.off)
  t.ok(added < median(times.bare), `${(added / median(times.bare)).toFixed(2)} of it`)
})
