/** Detection of ambiguous targets and their constraints. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { RouteTable } from '../../../lib/routes.ts'
import type { ListedRoute } from '../../../lib/fastify/route-list.ts'
import { createScope, kScope } from '../../../lib/routes/scope.ts'
import { uncertainTargets } from '../../../lib/routes/uncertain-targets.ts'
import { exampleHosts, exampleValues } from '../../../lib/docs/example-path.ts'

/** A route: method, pattern, the name of its policy, and its constraints. */
type Declared = readonly [method: string, pattern: string, policy: 'a' | 'b' | false, constraints?: Record<string, unknown>]

const V1 = { version: '1' }
const TIER = { tier: 'gold' }

const CASES: ReadonlyArray<readonly [what: string, routes: readonly Declared[], expected: readonly string[], readsHost?: false]> = [
  ['no constraint', [['GET', '/x', 'a'], ['GET', '/*', 'b']], []],
  ['one policy', [['GET', '/x', 'a'], ['GET', '/*', 'a', V1]], []],
  ['a version at another URL', [['GET', '/x', 'a'], ['GET', '/y', 'b', V1], ['GET', '/x/:id', 'b', V1]], []],
  ['a version for another method', [['GET', '/x', 'a'], ['PUT', '/*', 'b', V1]], []],
  ['a version', [['GET', '/x', 'a'], ['GET', '/*', 'b', V1]], ['GET /x: /x, /* by version']],
  ['a version and no CORS', [['GET', '/x', 'a'], ['GET', '/*', false, V1]], ['GET /x: /x, /* by version']],
  ['a version that is more specific', [['GET', '/x', 'a', V1], ['GET', '/*', 'b']], ['GET /x: /x, /* by version']],
  ['a constraint that is less specific', [['GET', '/x', 'a'], ['GET', '/*', 'b', TIER]], []],
  ['a constraint that is more specific', [['GET', '/x', 'a', TIER], ['GET', '/*', 'b']], ['GET /x: /x, /* by tier']],
  ['two constraints', [['GET', '/x', 'a', TIER], ['GET', '/*', 'b', V1]], ['GET /x: /x, /* by tier and version']],
  ['two constraints, the other one first', [['GET', '/x', 'a', V1], ['GET', '/*', 'b', TIER]], ['GET /x: /x, /* by tier and version']],
  ['patterns that cross', [['GET', '/x/:id', 'a'], ['GET', '/:any/y', 'b', V1]], ['GET /x/y: /x/:id, /:any/y by version']],
  ['two routes of three', [['GET', '/x', 'a', V1], ['GET', '/:id', 'a'], ['GET', '/*', 'b', V1]],
    ['GET /1: /:id, /* by version']],
  ['one version of all routes', [['GET', '/x', 'a', V1], ['GET', '/:id', 'b', V1], ['GET', '/*', false, V1]], []],
  ['two versions', [['GET', '/x', 'a', V1], ['GET', '/:id', 'b', V1], ['GET', '/:id', 'b', { version: '2' }]], ['GET /x: /x, /:id by version']],
  ['a name of a parameter that ends in a star', [['GET', '/:p/:q', 'b', V1], ['GET', '/x:id*/foo', 'a']], ['GET /x1/foo: /x:id*/foo, /:p/:q by version']],
  ['a parameter in the middle of a segment', [['GET', '/:id(^\\w+$)', 'b', V1], ['GET', '/zz:id', 'a']], ['GET /zz1: /zz:id, /:id(^\\w+$) by version']],
  ['another host', [['GET', '/x', 'a', { host: 'a.test' }], ['GET', '/*', 'b', { host: 'b.test', ...V1 }]], []],
  ['the same host', [['GET', '/x', 'a', { host: 'a.test' }], ['GET', '/*', 'b', { host: 'a.test', ...V1 }]],
    ['GET /x (a.test): /x, /* by version']],
  ['an expression for hosts', [['GET', '/x', 'a', { host: 'a.test' }], ['GET', '/*', 'b', { host: /^a\.test$/, ...V1 }]],
    ['GET /x (/^a\\.test$/): /x, /* by version']],
  ['a host that is not Fastify\'s own', [['GET', '/x', 'a', { host: 'a.test' }], ['GET', '/*', 'b']], ['GET /x: /x, /* by host'], false],
  ['several methods', [['GET', '/x', 'a'], ['HEAD', '/x', 'a'], ['HEAD', '/*', 'b', V1], ['GET', '/*', 'b', V1]], ['GET HEAD /x: /x, /* by version']],
  ['a host that is', [['GET', '/x', 'a', { host: 'a.test' }], ['GET', '/*', 'b']], []]
]

for (const [what, routes, expected, readsHost = true] of CASES) {
  t.test(`with ${what}, uncertainTargets returns ${expected.length === 0 ? 'nothing' : expected.join('; ')}`, async (t) => {
    const document = { policies: { a: { origins: ['https://a.test'] }, b: { origins: '*' } } } as const
    const scope = createScope(
      { app: Fastify(), document, policy: undefined, owner: 0, rescuesPreflights: true, logLevel: 'debug', lint: 'off' }, undefined
    )
    const server = { [kScope]: scope } as unknown as FastifyInstance
    for (const reversed of [false, true]) {
      const table = new RouteTable({
        routes: (reversed ? routes.toReversed() : routes).map(([method, pattern, cors, constraints = {}]): ListedRoute =>
          ({ method, pattern, constraints, config: { cors }, server, context: undefined })),
        isComplete: true,
        notFoundHandlers: [],
        scopes: [scope],
        matchOptions: {},
        strategies: { readsHost, readsVersion: true, exclusive: new Set(['version']) }
      })
      const targets = uncertainTargets(table, { values: exampleValues, hosts: (host) => exampleHosts(host).filter((text) => text !== null) }).map(({ methods, url, host, patterns, constraints }) =>
        `${methods.join(' ')} ${url}${host === undefined ? '' : ` (${host})`}: ${patterns.join(', ')} by ${constraints.join(' and ')}`)
      t.strictSame(targets.toSorted(), [...expected].toSorted())
    }
  })
}
