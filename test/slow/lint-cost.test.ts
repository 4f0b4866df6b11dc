/** What lint costs in a large application. How that compares with Fastify's own start is a matter of the benchmarks. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import corsPlugin from '../../lib/index.ts'
import { assertLinear } from '../growth.ts'
import { isLong } from '../unit/properties/seed.ts'

/** An application that has something for many rules to look at. */
async function applicationOf (routes: number): Promise<FastifyInstance> {
  const app = Fastify()
  app.register(corsPlugin, {
    origins: Array.from({ length: 50 }, (_, i) => `https://app-${i}.example.com`),
    credentials: true,
    methods: ['GET', 'PUT'],
    policies: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, { origins: [`https://*.p${i}.example.com`] }])),
    routes: { '/r1/*': 'p1', '/nowhere': false },
    lint: 'off'
  })
  app.register(async (app) => {
    for (let i = 0; i < routes; i++) {
      const cors = i % 7 === 0 ? { maxAge: i % 3 } : i % 5 === 0 ? `p${i % 20}` : undefined
      const config = cors === undefined ? {} : { cors }
      app.route({ method: i % 2 === 0 ? 'GET' : 'POST', url: `/r${i % 40}/${i}/:id`, config, schema: { headers: { type: 'object', properties: { 'x-a': {} } } }, handler: () => '' })
    }
  })
  await app.ready()
  return app
}

t.test('the time for lint grows as the routes do', async (t) => {
  const [size, factor] = [isLong ? 4000 : 1000, 8]
  const many = await applicationOf(size)
  const few = await applicationOf(size / factor)
  await assertLinear(t, 'lint', { size, factor, prepare: (count) => () => (count === size ? many : few).cors.lint() })
  t.ok((await many.cors.lint()).length > 50, 'it finds something')
})
