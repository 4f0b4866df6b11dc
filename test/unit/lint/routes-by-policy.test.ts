/** Which policies count as one when lint looks for their routes. */
import t from 'tap'
import { RoutesByPolicy } from '../../../lib/lint/routes-by-policy.ts'
import type { CorsOriginEntry, CorsPolicy } from '../../../types/policy.ts'

const A = 'https://a.test'
const B = 'https://b.test'
const C = 'https://c.test'
const source = { source: 'tenants' }

const ROWS: readonly (readonly [title: string, first: '*' | readonly CorsOriginEntry[], second: '*' | readonly CorsOriginEntry[], isOne: boolean])[] = [
  ['equal lists', [A, B], [A, B], true],
  ['lists with another last origin', [A, B], [A, C], false],
  ['lists with another first origin', [A, B], [C, B], false],
  ['a list and its start', [A], [A, B], false],
  ['lists in another order', [A, B], [B, A], false],
  ['equal sources', [A, source], [A, { ...source }], true],
  ['sources with another key', [A, source], [A, { ...source, key: 'host' }], false],
  ['a source and an origin', [A, source], [A, B], false],
  ['any origin, twice', '*', '*', true],
  ['any origin and a list', '*', [A], false]
]

for (const [title, first, second, isOne] of ROWS) {
  t.test(`${title}: ${isOne ? 'one policy' : 'two policies'}`, async (t) => {
    const policies = [{ origins: first, maxAge: 1 }, { origins: second, maxAge: 1 }, { origins: second, maxAge: 2 }] as readonly CorsPolicy[]
    const routes = policies.map((policy, i) => ({ policy, route: `GET /${i}` }))
    const byPolicy = new RoutesByPolicy({ registrations: [], routes, notFound: [] } as never)
    t.strictSame(policies.map((policy) => byPolicy.of(policy).all), isOne
      ? [['GET /0', 'GET /1'], ['GET /0', 'GET /1'], ['GET /2']]
      : [['GET /0'], ['GET /1'], ['GET /2']])
  })
}
