/** Which routes are equal for the router. */
import t from 'tap'
import type { MatchOptions } from '../../../lib/fastify/match-options.ts'
import type { ListedRoute } from '../../../lib/fastify/route-list.ts'
import { routeIdentity, withoutRejected } from '../../../lib/routes/route-identity.ts'

type Route = readonly [method: string, pattern: string, constraints?: Readonly<Record<string, unknown>>]

const ROWS: ReadonlyArray<readonly [one: Route, other: Route, options: MatchOptions, isEqual: boolean]> = [
  [['GET', '/x'], ['GET', '/x'], {}, true],
  [['GET', '/x'], ['PUT', '/x'], {}, false],
  [['GET', '*'], ['GET', '/*'], {}, true],
  [['GET', '/x/:a'], ['GET', '/x/:b'], {}, true],
  [['GET', '/X'], ['GET', '/x'], {}, false],
  [['GET', '/X'], ['GET', '/x'], { caseSensitive: false }, true],
  [['GET', '/x/'], ['GET', '/x'], {}, false],
  [['GET', '/x/'], ['GET', '/x'], { ignoreTrailingSlash: true }, true],
  [['GET', '/'], ['GET', ''], { ignoreTrailingSlash: true }, false],
  [['GET', '/a//x'], ['GET', '/a/x'], {}, false],
  [['GET', '/a//x'], ['GET', '/a/x'], { ignoreDuplicateSlashes: true }, true],
  [['GET', '/x', { host: 'a.test' }], ['GET', '/x', { host: 'a.test' }], {}, true],
  [['GET', '/x', { host: 'a.test' }], ['GET', '/x'], {}, false],
  [['GET', '/x', { host: 'a' }], ['GET', '/xhost="a"'], {}, false],
  [['GET', '/x', { host: /a/ }], ['GET', '/x', { host: /a/ }], {}, true],
  [['GET', '/x', { host: /a/ }], ['GET', '/x', { host: '/a/' }], {}, false],
  [['GET', '/x', { host: 'a.test', version: '1.0.0' }], ['GET', '/x', { version: '1.0.0', host: 'a.test' }], {}, true]
]

for (const [[method, pattern, constraints = {}], [otherMethod, otherPattern, otherConstraints = {}], options, isEqual] of ROWS) {
  t.test(`${method} ${pattern} ${isEqual ? 'equals' : 'differs from'} ${otherMethod} ${otherPattern} with ${JSON.stringify(options)}`, async (t) => {
    const one = routeIdentity({ method, pattern, constraints }, options)
    const other = routeIdentity({ method: otherMethod, pattern: otherPattern, constraints: otherConstraints }, options)
    t.equal(one === other, isEqual)
  })
}

t.test('of equal routes, the router keeps the first', async t => {
  const routes = ['/x/:a', '/y', '/x/:b'].map(pattern => ({ method: 'GET', pattern, constraints: {} }) as unknown as ListedRoute)
  t.strictSame(withoutRejected(routes, {}).map(({ pattern }) => pattern), ['/x/:a', '/y'])
})
