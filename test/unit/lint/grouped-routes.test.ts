/** The groups of routes of which rules test one route each: the same routes as by a test of each, with fewer tests. */
import Fastify from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { GroupedRoutes } from '../../../lib/lint/grouped-routes.ts'
import { routeSubjects } from '../../../lib/plugin/lint-subjects.ts'
import { bootedApplicationOf } from '../../../lib/plugin/application.ts'
import { rounds, SEED } from '../properties/seed.ts'
import type { RouteKind } from '../../../lib/lint/linted-route.ts'
import type { CorsPolicy } from '../../../types/policy.ts'

const KINDS = ['GET', 'POST', 'PUT'].map(method => ({ method }) as RouteKind)
const POLICIES: readonly (CorsPolicy | false)[] = [false, { origins: '*' }, { origins: ['https://a.test'] }]

const entries = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), policy: fc.constantFrom(...POLICIES) }), { maxLength: 12 })

t.test('a group has the routes that pass a test of each, in their order', async t => {
  let several = 0
  fc.assert(fc.property(entries, fc.subarray(KINDS), fc.subarray([...POLICIES]), (all, kinds, policies) => {
    const test = (kind: RouteKind, policy: CorsPolicy | false): boolean => kinds.includes(kind) && policies.includes(policy)
    const found = new GroupedRoutes(all, ({ kind }) => kind, ({ policy }) => policy).that(test)
    const each = all.filter(({ kind, policy }) => test(kind, policy))
    if (new Set(each.map(({ kind }) => kind)).size > 1) several++
    return found.length === each.length && found.every((entry, i) => entry === each[i])
  }), { seed: SEED, numRuns: rounds(1000) })
  t.ok(several > 0, `${several} times, several groups passed`)
})

t.test('kinds have no duplicates', async t => {
  const [get, post] = KINDS as [RouteKind, RouteKind]
  const routes = new GroupedRoutes([get, post, get], kind => kind)
  t.strictSame(routes.kinds, [get, post])
  t.strictSame(new GroupedRoutes<RouteKind>([], kind => kind).that(() => true), [])
})

t.test('1,000 routes that differ only in their URL are of one kind for each method', async t => {
  const app = Fastify()
  app.register(corsPlugin, { origins: ['https://a.test'], lint: 'off' })
  app.register(async app => {
    for (let i = 0; i < 1000; i++) app.get(`/orders-${i}`, () => '')
    app.get('/auth', { onRequest: async () => {} }, () => '')
    app.get('/schema', { schema: { querystring: {} } }, () => '')
    app.get('/open', { config: { corsGuard: false } }, () => '')
  })
  await app.ready()
  const application = bootedApplicationOf(app)!
  const subjectOf = routeSubjects(application)
  const subjects = application.table.routes.map(({ route }) => subjectOf(route))
  t.equal(subjects.length, 2006)
  t.equal(new Set(subjects.map(({ kind }) => kind)).size, 8, 'with those of three other routes')

  const grouped = new GroupedRoutes(subjects, ({ kind }) => kind)
  let tests = 0
  grouped.that(() => { tests++; return false })
  t.equal(tests, 8)
})
