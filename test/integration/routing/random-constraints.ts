/** Random constraint strategies, the constraints of random routes, and what a request may carry for them. */
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { IncomingMessage } from 'node:http'
import type { Random } from '../../unit/properties/seeded-random.ts'

export interface DrawnConstraints {
  /** The strategies that the server is created with. */
  readonly options: FastifyServerOptions
  /** Adds the strategies that are not among the options. */
  install (app: FastifyInstance): void
  /** Constraints of one route. */
  ofRoute (): Record<string, unknown>
  /** Header fields of one request, none of which its preflight carries. */
  ofRequest (): Record<string, string>
}

interface Strategy {
  readonly name: string
  readonly mustMatchWhenDerived: boolean
  storage (): { get (value: unknown): unknown, set (value: unknown, handlers: unknown): void }
  validate (value: unknown): void
  deriveConstraint (...request: never): unknown
}

/** Where a strategy finds its value: in what a page may send unasked, in what it has to ask for, or in what it cannot set. */
const SOURCES: Readonly<Record<string, (request: IncomingMessage) => string | undefined>> = {
  'x-tier': ({ headers }) => headers['x-tier'] as string | undefined,
  'x-forwarded-host': ({ headers }) => headers['x-forwarded-host'] as string | undefined,
  accept: ({ headers }) => headers.accept,
  cookie: ({ headers }) => headers.cookie,
  default: ({ headers }) => String(headers['x-tier'] ?? 'a'),
  url: ({ url }) => /[?&]x=(\w+)/.exec(url!)?.[1],
  host: ({ headers }) => headers.host?.toLowerCase().replace(/:\d+$/, '')
}

const VALUES = ['a', 'b', 'a.test', 'b.test']
const VERSIONS = ['1.0.0', '1.2.0', '2.0.0']
const HOSTS = ['a.test', 'b.test', /^[bc]\.test$/, /\.test$/, /test/, /^x|\.test$/]
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'accept-version': [...VERSIONS, '1.x', '*', '9.0.0', 'none'],
  'x-tier': VALUES,
  'x-forwarded-host': VALUES,
  accept: [...VALUES, '*/*'],
  cookie: VALUES
}

/** Of equal values, and of one that begins as another. */
const STORAGES: ReadonlyArray<Strategy['storage']> = [
  () => {
    const known = new Map<unknown, unknown>()
    return { get: (value) => known.get(value) ?? null, set: (value, handlers) => { known.set(value, handlers) } }
  },
  () => {
    const known: Array<[value: string, handlers: unknown]> = []
    return {
      get: (value) => known.find(([known]) => known.startsWith(String(value)))?.[1],
      set: (value, handlers) => { known.push([String(value), handlers]) }
    }
  }
]

/** @param version  of Fastify: 5.0.0 takes strategies among its own options, the sixth among the router's, and what is between in both */
export function drawConstraints (random: Random, version: string): DrawnConstraints {
  const strategies: Strategy[] = []
  const draw = (name: string, sources: readonly string[], mustMatch: number): Strategy => {
    const derive = SOURCES[random.pick(sources)]!
    const isAsync = random.chance(0.25)
    return {
      name,
      mustMatchWhenDerived: random.chance(mustMatch),
      storage: random.pick(STORAGES),
      validate () {},
      deriveConstraint: isAsync
        ? (request: IncomingMessage, _context: unknown, done: (error: null, value: unknown) => void) => { done(null, derive(request)) }
        : (request: IncomingMessage) => derive(request)
    }
  }
  for (const name of ['tier', 'kind']) {
    if (random.chance(0.4)) strategies.push(draw(name, ['x-tier', 'accept', 'cookie', 'default', 'url'], 0.5))
  }
  const usesHosts = random.chance(0.6)
  const isHostReplaced = usesHosts && random.chance(0.4)
  if (isHostReplaced) strategies.push(draw('host', ['host', 'x-forwarded-host', 'x-tier'], 0.2))
  const usesVersions = random.chance(0.5)

  const early = strategies.filter(() => random.chance(0.5))
  const constraints = Object.fromEntries(early.map((strategy) => [strategy.name, strategy]))
  const takesTopLevel = version.startsWith('5.')
  const takesRouterOptions = version !== '5.0.0'
  const isTopLevel = takesTopLevel && (!takesRouterOptions || random.chance(0.5))
  return {
    options: (isTopLevel ? { constraints } : { routerOptions: { constraints } }) as FastifyServerOptions,
    install (app) {
      for (const strategy of strategies) if (!early.includes(strategy)) app.addConstraintStrategy(strategy as never)
    },
    ofRoute () {
      const asked: Record<string, unknown> = {}
      if (usesHosts && random.chance(0.35)) asked['host'] = random.pick(isHostReplaced ? VALUES : HOSTS)
      if (usesVersions && random.chance(0.35)) asked['version'] = random.pick(VERSIONS)
      for (const { name } of strategies) {
        if (name !== 'host' && random.chance(0.3)) asked[name] = random.pick(VALUES)
      }
      return asked
    },
    ofRequest () {
      const carried: Record<string, string> = {}
      for (const [field, values] of Object.entries(FIELDS)) if (random.chance(0.5)) carried[field] = random.pick(values)
      return carried
    }
  }
}
