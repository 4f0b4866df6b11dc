/** What a request may reach, held against the router that Fastify uses. */
import createRouter from 'find-my-way'
import t from 'tap'
import type { ListedRoute } from '../../../lib/fastify/route-list.ts'
import { NO_DEMANDS, demandsOf } from '../../../lib/routes/constraints.ts'
import { reachable, type Contender } from '../../../lib/routes/reach.ts'
import { random, type Random } from '../properties/seeded-random.ts'

const ROUNDS = process.env['LONG'] === '1' ? 100_000 : 1_000

/** All match `/a/b`, the most specific first. */
const PATTERNS = ['/a/b', '/a/:x', '/:y/b', '/:y/*', '/*']
const HOSTS = ['a.test', 'b.test', 'x', undefined]
const ASKED_HOSTS = ['a.test', 'b.test', /^a/, /test/, /^x|\.test$/, /test/g, /^\/|b/]
const VALUES = ['1.0.0', '1.2.0', undefined]
/** Versions of routes, and what a request can have for them. */
const VERSIONS = ['1.0.0', '1.2.0', '1.2', '1.x', '2.0.0']
const ASKED_VERSIONS = [...VERSIONS, '1.2.x', '2.x', '*', undefined]

/** Three that a preflight does not carry: as `version` is, as most others are, and a third, that is as `version` again. */
const HIDDEN = ['version', 'plain', 'strict'] as const
const STRATEGIES = { readsHost: true, readsVersion: true, exclusive: new Set(['version', 'strict']) }

function strategy (name: string) {
  return {
    name,
    mustMatchWhenDerived: STRATEGIES.exclusive.has(name),
    storage: () => {
      const known = new Map<unknown, unknown>()
      return { get: (value: unknown) => known.get(value) ?? null, set: (value: unknown, handlers: unknown) => { known.set(value, handlers) } }
    },
    validate () {},
    deriveConstraint () {}
  } as never
}

type Route = Contender<Record<string, unknown>>

function drawn (random: Random, order: number): Route {
  const constraints: Record<string, unknown> = {}
  if (random.chance(0.4)) constraints['host'] = random.pick(ASKED_HOSTS)
  for (const name of HIDDEN) if (random.chance(0.3)) constraints[name] = random.pick(name === 'version' ? VERSIONS : VALUES.filter((value) => value !== undefined))
  return { value: constraints, demands: demandsOf({ constraints } as ListedRoute, STRATEGIES), order }
}

t.test('reachable contains every route that the router can find, and no other if routes have versions only', async (t) => {
  let certain = 0
  let exact = 0
  for (let round = 0; round < ROUNDS; round++) {
    const source = random(round)
    const router = createRouter({ constraints: { plain: strategy('plain'), strict: strategy('strict') } })
    const places = PATTERNS.map((): Route[] => [])
    for (let order = 0; order < 1 + source.int(7); order++) {
      const place = source.int(PATTERNS.length)
      const route = drawn(source, order)
      try {
        router.on('GET', PATTERNS[place]!, { constraints: route.value as never }, () => {}, route.value)
        places[place]!.push(route)
      } catch (error) {
        if (!/already declared/.test((error as Error).message)) throw error
      }
    }
    for (const host of HOSTS) {
      const reached = reachable(places, host)
      const bare = reached.filter((value) => HIDDEN.every((name) => !(name in value)))
      if (bare.length > 1) t.fail(`seed ${round}, host ${host}: two routes close the URL`)
      if (reached.length === 1) certain++
      const seen = new Set<unknown>()
      for (const version of ASKED_VERSIONS) {
        for (const plain of VALUES) {
          for (const strict of VALUES) {
            const found = router.find('GET', '/a/b', { host, version, plain, strict } as never)?.store as Route['value'] | undefined
            seen.add(found)
            if (found !== undefined && !reached.includes(found)) {
              t.fail(`seed ${round}, host ${host}: ${JSON.stringify({ version, plain, strict })} reaches ${JSON.stringify(found)}`)
            }
            if (version === undefined && plain === undefined && strict === undefined && found !== bare[0]) {
              t.fail(`seed ${round}, host ${host}: ${JSON.stringify(found)} is reached, not ${JSON.stringify(bare[0])}`)
            }
          }
        }
      }
      // The router knows that 1.2 is 1.2.0.
      if (places.flat().every(({ value, demands: { hidden, version } }) => !('host' in value) && (hidden === 0 || (version !== undefined && version !== '1.2')))) {
        exact++
        const never = reached.find((value) => !seen.has(value))
        if (never !== undefined) t.fail(`seed ${round}, host ${host}: no request reaches ${JSON.stringify(never)}`)
      }
    }
  }
  t.ok(exact > ROUNDS / 10, `${exact} times the routes have versions only`)
  t.ok(certain > ROUNDS / 2, `${certain} times one route alone is reached`)
})

const ANY = NO_DEMANDS
const PLAIN = { ...NO_DEMANDS, hidden: 1 }
/** A constraint that is as `version` is. */
const STRICT = { ...PLAIN, isExclusive: true }
const V1 = { ...STRICT, version: '1.0.0' }
const V2 = { ...STRICT, version: '2.0.0' }
const HOST = { ...ANY, host: 'a.test' }

const CASES: ReadonlyArray<readonly [what: string, places: ReadonlyArray<ReadonlyArray<Contender<string>['demands']>>, reached: readonly string[]]> = [
  ['nothing', [], []],
  ['one route', [[ANY]], ['0.0']],
  ['a less specific route', [[ANY], [ANY]], ['0.0']],
  ['a less specific route with a constraint', [[ANY], [PLAIN]], ['0.0']],
  ['a less specific route with a version', [[ANY], [STRICT], [STRICT]], ['0.0', '1.0', '2.0']],
  ['two versions of a less specific route', [[ANY], [V1], [V2]], ['0.0', '1.0', '2.0']],
  ['a less specific route of the same version', [[V1, V2, ANY], [V2], [V1]], ['0.1', '0.0', '0.2']],
  ['a version beside a constraint', [[V1, PLAIN], [V1]], ['0.1', '0.0', '1.0']],
  ['a version before one beside a constraint', [[V1], [V1, PLAIN]], ['0.0', '1.1', '1.0']],
  ['a version of another host', [[V1, { ...V2, host: 'b.test' }], [V1]], ['0.0', '1.0']],
  ['two routes of one version, one of them of this host', [[V1, { ...V1, host: 'a.test' }]], ['0.1']],
  ['a version of this host', [[V1, { ...V2, host: 'a.test' }], [V1]], ['0.1', '0.0']],
  ['a less specific route behind a constraint', [[PLAIN], [PLAIN], [ANY], [ANY]], ['0.0', '1.0', '2.0']],
  ['a route with a constraint at the same place', [[ANY, PLAIN]], ['0.1', '0.0']],
  ['a host before a constraint', [[HOST, PLAIN]], ['0.1', '0.0']],
  ['a host after a constraint', [[PLAIN, HOST]], ['0.1']],
  ['a host beside any', [[ANY, HOST]], ['0.1']],
  ['another host', [[{ ...HOST, host: 'b.test' }, ANY], [ANY]], ['0.1']],
  ['another host alone', [[{ ...HOST, host: 'b.test' }]], []]
]
for (const [what, places, reached] of CASES) {
  t.test(`with ${what}, a request reaches ${reached.join(', ') || 'nothing'}`, async (t) => {
    const contenders = places.map((place, i) => place.map((demands, order) => ({ value: `${i}.${order}`, demands, order })))
    t.strictSame(reachable(contenders, 'a.test'), reached)
  })
}

t.test('of routes with as many constraints, the last declared comes first', async t => {
  const hidden = (value: string, order: number): Contender<string> => ({ value, order, demands: STRICT })
  t.strictSame(reachable([[hidden('two', 1), hidden('one', 0), hidden('three', 2)]], undefined), ['three', 'two', 'one'])
})
