/** Which routes of a URL, and its not-found handler, allow the same origins. */
import t from 'tap'
import { PolicyPool } from '../../../lib/routes/policy-pool.ts'
import type { Effective, RoutePolicy } from '../../../lib/routes/types.ts'
import { haveSameOrigins } from '../../../lib/routes/url-entry.ts'

const pool = new PolicyPool()
const LIST = pool.add({ origins: ['https://a.test'] })
const TENANTS = pool.add({ origins: [{ source: 'tenants', key: { param: 'realm' } }] })
const SHOPS = pool.add({ origins: ['realm', 'shop'].map(param => ({ source: 'tenants', key: { param } })) })

const route = (pooled: Effective['pooled'], pattern: string) => ({ pooled, route: { pattern } }) as unknown as RoutePolicy
const handler = (pooled: Effective['pooled']): Effective => ({ choice: undefined, pooled })

const ROWS: ReadonlyArray<readonly [what: string, one: RoutePolicy | Effective | undefined, other: RoutePolicy, isSame: boolean]> = [
  ['one policy', route(LIST, '/a'), route(LIST, '/b'), true],
  ['two policies', route(LIST, '/a'), route(TENANTS, '/a'), false],
  ['no policy', route(undefined, '/a'), route(undefined, '/a'), true],
  ['nothing, and a route without a policy', undefined, route(undefined, '/a'), true],
  ['nothing, and a route with one', undefined, route(LIST, '/a'), false],
  ['one tenant', route(TENANTS, '/:realm/a'), route(TENANTS, '/:realm/:x'), true],
  ['two tenants', route(TENANTS, '/:realm/:x'), route(TENANTS, '/:x/:realm'), false],
  ['one of two tenants', route(SHOPS, '/:realm/:shop/:x'), route(SHOPS, '/:realm/:x/:shop'), false],
  ['a not-found handler and a tenant', handler(TENANTS), route(TENANTS, '/:realm/a'), true],
  ['a not-found handler with another policy', handler(LIST), route(TENANTS, '/:realm/a'), false]
]

for (const [what, one, other, isSame] of ROWS) {
  t.test(`${what}: ${isSame ? 'the same origins' : 'other origins'}`, async t => {
    t.equal(haveSameOrigins(one, other), isSame)
  })
}
