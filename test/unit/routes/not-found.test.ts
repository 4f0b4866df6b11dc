/** The list of not-found handlers, and the one that a rejected URL has. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { listNotFoundHandlers } from '../../../lib/routes/not-found.ts'
import { NotFoundPolicies } from '../../../lib/routes/not-found-policies.ts'
import type { NotFoundPolicy } from '../../../lib/routes/types.ts'

t.test('each not-found handler is listed once, outermost first', async (t) => {
  const app = Fastify()
  const instances: FastifyInstance[] = []
  app.register(async (outer) => {
    outer.setNotFoundHandler(async () => 'outer')
    outer.register(async (inner) => {
      inner.setNotFoundHandler(async () => 'inner')
      instances.push(inner, outer)
    }, { prefix: '/b' })
  }, { prefix: '/a' })
  await app.ready()
  t.strictSame(listNotFoundHandlers([...instances, app]).map(({ prefix }) => prefix), ['', '/a', '/a/b'])
})

t.test('an only handler is found at every URL', async (t) => {
  const only = { prefix: '' } as NotFoundPolicy
  for (const url of ['/', '/a', '/%zz', '*']) t.equal(new NotFoundPolicies([only]).find(url), only, url)
})

t.test('a URL that the router rejects has the handler of its prefix, as it is written', async (t) => {
  const prefixes = ['', '/a', '/61']
  const policies = new NotFoundPolicies(prefixes.map((prefix) => ({ prefix }) as NotFoundPolicy))
  for (const [url, prefix] of [['/%zz', ''], ['/a/%zz', '/a'], ['/a%', ''], ['/61/%', '/61'], ['/%61/%zz', '']] as const) {
    t.equal(policies.findRejected(url)?.prefix, prefix, url)
  }
})
