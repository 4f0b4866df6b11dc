/** What a request may reach, held against the router that Fastify uses. */
import createRouter from 'find-my-way'
import t from 'tap'
import { reachable, type Contender } from '../../../lib/routes/reach.ts'
import { random, type Random } from '../properties/seeded-random.ts'

const ROUNDS = process.env['LONG'] === '1' ? 100_000 : 1_000

/** All match `/a/b`, the most specific first. */
const PATTERNS = ['/a/b', '/a/:x', '/:y/b', '/:y/*', '/*']
const HOSTS = ['a.test', 'b.test', 'x', undefined]
const ASKED_HOSTS = ['a.test', 'b.test', /^a/, /test/, /^x|\.test$/, /test/g, /^\/|b/]
const VALUES = ['1.0.0', '1.2.0', undefined]

/** Three that a preflight does not carry: as `version` is, as most others are, and a third, that is as `version` again. */
const HIDDEN = ['version', 'plain', 'strict'] as const
const EXCLUSIVE: readonly string[] = ['version', 'strict']

function strategy (name: string) {
  return {
    name,
    mustMatchWhenDerived: EXCLUSIVE.includes(name),
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
  for (const name of HIDDEN) if (random.chance(0.3)) constraints[name] = random.pick(VALUES.filter((value) => value !== undefined))
  const hidden = HIDDEN.filter((name) => name in constraints)
  const demands = {
    host: constraints['host'] as string | RegExp | undefined,
    hidden: hidden.length,
    isExclusive: hidden.some((name) => EXCLUSIVE.includes(name))
  }
  return { value: constraints, demands, order }
}

t.test('reachable contains every route that the router can find', async (t) => {
  let certain = 0
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
      for (const version of VALUES) {
        for (const plain of VALUES) {
          for (const strict of VALUES) {
            const found = router.find('GET', '/a/b', { host, version, plain, strict } as never)?.store as Route['value'] | undefined
            if (found !== undefined && !reached.includes(found)) {
              t.fail(`seed ${round}, host ${host}: ${JSON.stringify({ version, plain, strict })} reaches ${JSON.stringify(found)}`)
            }
            if (version === undefined && plain === undefined && strict === undefined && found !== bare[0]) {
              t.fail(`seed ${round}, host ${host}: ${JSON.stringify(found)} is reached, not ${JSON.stringify(bare[0])}`)
            }
          }
        }
      }
    }
  }
  t.ok(certain > ROUNDS / 2, `${certain} times one route alone is reached`)
})

const ANY = { host: undefined, hidden: 0, isExclusive: false }
const PLAIN = { host: undefined, hidden: 1, isExclusive: false }
const VERSION = { host: undefined, hidden: 1, isExclusive: true }
const HOST = { ...ANY, host: 'a.test' }

const CASES: ReadonlyArray<readonly [what: string, places: ReadonlyArray<ReadonlyArray<Contender<string>['demands']>>, reached: readonly string[]]> = [
  ['nothing', [], []],
  ['one route', [[ANY]], ['0.0']],
  ['a less specific route', [[ANY], [ANY]], ['0.0']],
  ['a less specific route with a constraint', [[ANY], [PLAIN]], ['0.0']],
  ['a less specific route with a version', [[ANY], [VERSION], [VERSION]], ['0.0', '1.0', '2.0']],
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
  const hidden = (value: string, order: number): Contender<string> => ({ value, order, demands: { host: undefined, hidden: 1, isExclusive: true } })
  t.strictSame(reachable([[hidden('two', 1), hidden('one', 0), hidden('three', 2)]], undefined), ['three', 'two', 'one'])
})
