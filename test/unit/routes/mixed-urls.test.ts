/** Detection of URLs with several policies. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { RouteTable } from '../../../lib/routes.ts'
import type { ListedRoute } from '../../../lib/fastify/route-list.ts'
import { mixedUrls } from '../../../lib/routes/mixed-urls.ts'
import { createScope, kScope } from '../../../lib/routes/scope.ts'

/** A route: method, pattern, the name of its policy, and the host that it asks for. The policy `t` has the parameter `realm` as a key. */
type Declared = readonly [method: string, pattern: string, policy: 'a' | 'b' | 't' | false, host?: string | RegExp]

const HOST = 'a.test'

const CASES: ReadonlyArray<readonly [what: string, routes: readonly Declared[], mixed: readonly string[]]> = [
  ['one policy', [['GET', '/x', 'a'], ['PUT', '/x', 'a']], []],
  ['a policy for each URL', [['GET', '/x', 'a'], ['PUT', '/y', 'b'], ['GET', '/:id/z', 'a'], ['PUT', '/:id/y', 'b']], []],
  ['two policies', [['PUT', '/x', 'b'], ['GET', '/x', 'a'], ['GET', '/y', 'a']], ['GET, PUT /x']],
  ['a policy and none', [['GET', '/x', 'a'], ['PUT', '/x', false]], ['GET, PUT /x']],
  ['parameters', [['PUT', '/:id', 'b'], ['GET', '/:id', 'a'], ['PATCH', '/*', 'a']], ['GET, PUT /:id']],
  ['a pattern that covers a URL', [['GET', '/x', 'a'], ['PUT', '/:id', 'b']], ['GET, PUT /x']],
  ['parameters with different names', [['GET', '/:id', 'a'], ['PUT', '/:key', 'b'], ['PUT', '/:id/x', 'a']], ['GET /:id, PUT /:key']],
  ['parameters with different names, in another order', [['PUT', '/:key', 'b'], ['GET', '/:id', 'a']], ['GET /:id, PUT /:key']],
  ['parameters with different names and one policy', [['GET', '/:id', 'a'], ['PUT', '/:key', 'a'], ['GET', '/x/:y', 'b']], []],
  ['a fallback', [['POST', '/x', 'a'], ['GET', '/*', false], ['OPTIONS', '*', 'b']], []],
  ['a pattern that covers another pattern', [['GET', '/:id', 'a'], ['PUT', '/x/:id', 'a'], ['PUT', '/*', 'b'], ['GET', '/x/*', 'a']], []],
  ['an index with a slash, and an empty parameter', [['GET', '/x/', 'a'], ['GET', '/x/:id', 'a'], ['DELETE', '/x/:id', 'b']], ['DELETE, GET /x/:id']],
  ['an index with a slash, and a parameter before one', [['GET', '/x/', 'a'], ['PUT', '/:id/', 'b']], ['GET, PUT /x/']],
  ['a host', [['GET', '/x', 'a'], ['PUT', '/x', 'b', HOST]], ['GET, PUT /x']],
  ['a host, and parameters', [['GET', '/:id', 'a'], ['PUT', '/:id', 'b', HOST]], ['GET, PUT /:id']],
  ['two hosts, and parameters', [['GET', '/:id', 'a', 'b.test'], ['PUT', '/:id', 'b', HOST]], []],
  ['a host that has a policy for itself', [['GET', '/:id', 'a'], ['GET', '/:id', 'b', HOST], ['PUT', '/:id', 'b', HOST], ['PUT', '/:id', 'a']], []],
  ['a host that has two', [['GET', '/:id', 'a'], ['PUT', '/:id', 'a'], ['GET', '/:id', 'a', HOST], ['PUT', '/:id', 'b', HOST]], ['GET, PUT /:id']],
  ['a host that has two, in another order', [['PUT', '/:id', 'b', HOST], ['GET', '/:id', 'a', HOST], ['PUT', '/:id', 'a'], ['GET', '/:id', 'a']], ['GET, PUT /:id']],
  ['a pattern of hosts', [['GET', '/x', 'a'], ['PUT', '/x', 'b', /^a/]], ['GET, PUT /x']],
  ['an escaped colon', [['GET', '/x::y', 'a'], ['PUT', '/:id', 'b']], ['GET, PUT /x::y']],
  ['a tenant', [['GET', '/:realm/:x', 't'], ['PUT', '/:realm/:z', 't'], ['GET', '/y', 'a']], []],
  ['a tenant in two parts of the URL', [['GET', '/:realm/:x', 't'], ['PUT', '/:x/:realm', 't'], ['GET', '/y', 'a']], ['GET /:realm/:x, PUT /:x/:realm']],
  ['only a tenant, in two parts of the URL', [['GET', '/:realm/:x', 't'], ['PUT', '/:x/:realm', 't']], ['GET /:realm/:x, PUT /:x/:realm']],
  ['a pattern of hosts, and a policy for each', [['GET', '/x', 'a'], ['GET', '/x', 'b', /^a/], ['PUT', '/x', 'b', /^a/]], []]
]

for (const [what, routes, mixed] of CASES) {
  t.test(`with ${what}, ${mixed.length === 0 ? 'no URL is' : mixed.join(' ')} mixed`, async (t) => {
    const document = { policies: { a: { origins: ['https://a.test'] }, b: { origins: '*' }, t: { origins: [{ source: 'tenants', key: { param: 'realm' } }] } } } as const
    const scope = createScope(
      { app: Fastify(), document, policy: undefined, owner: 0, rescuesPreflights: true, logLevel: 'debug', lint: 'off', sources: new Map([['tenants', {}]]) }, undefined
    )
    const server = { [kScope]: scope } as unknown as FastifyInstance
    const table = new RouteTable({
      routes: routes.map(([method, pattern, cors, host]): ListedRoute =>
        ({ method, pattern, constraints: host === undefined ? {} : { host }, config: { cors }, server, context: undefined })),
      isComplete: true,
      notFoundHandlers: [],
      scopes: [scope],
      matchOptions: {},
      strategies: { readsHost: true, readsVersion: false, exclusive: new Set() }
    })
    t.strictSame(mixedUrls(table), mixed)
  })
}
