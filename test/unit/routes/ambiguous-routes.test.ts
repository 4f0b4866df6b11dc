/** Routes that a preflight cannot distinguish must have the same policy. */
import t from 'tap'
import { demandsOf, hiddenNames, type Strategies } from '../../../lib/routes/constraints.ts'
import type { RoutePolicy } from '../../../lib/routes/types.ts'
import { ambiguities } from '../../../lib/routes/ambiguous-routes.ts'

const OWN: Strategies = { readsHost: true, readsVersion: true, exclusive: new Set(['version']) }
const REPLACED: Strategies = { readsHost: false, readsVersion: false, exclusive: new Set(['version', 'host']) }

const first = {}
const second = {}
const entry = (constraints: object, pooled: object = first, method = 'GET', pattern = '/'): RoutePolicy =>
  ({ route: { method, pattern, constraints, config: {}, server: { prefix: '' } }, pooled }) as unknown as RoutePolicy

/** Whether routes with two policies are taken for one. */
const isOne = (routes: readonly RoutePolicy[], caseSensitive = true, strategies = OWN) => ambiguities(routes, caseSensitive, strategies).length > 0

t.test('demandsOf counts the constraints that a preflight does not carry', async (t) => {
  const demands = (constraints: object, strategies: Strategies) => {
    const { route } = entry(constraints)
    const { host, hidden, isExclusive, version } = demandsOf(route, strategies)
    t.equal(hidden, hiddenNames(route.constraints, strategies).length)
    return [host, hidden, isExclusive, version]
  }
  for (const [constraints, own, replaced] of [
    [{}, [undefined, 0, false, undefined], [undefined, 0, false, undefined]],
    [{ host: 'a' }, ['a', 0, false, undefined], [undefined, 1, true, undefined]],
    [{ version: '1' }, [undefined, 1, true, '1'], [undefined, 1, true, undefined]],
    [{ version: '1.x' }, [undefined, 1, true, undefined], [undefined, 1, true, undefined]],
    [{ version: 'x.1' }, [undefined, 1, true, undefined], [undefined, 1, true, undefined]],
    [{ host: 'a', version: '1.2.0' }, ['a', 1, true, '1.2.0'], [undefined, 2, true, undefined]],
    [{ secret: '1' }, [undefined, 1, false, undefined], [undefined, 1, false, undefined]],
    [{ host: 'a', version: '1', secret: 'x' }, ['a', 2, true, undefined], [undefined, 3, true, undefined]]
  ] as const) {
    t.strictSame(demands(constraints, OWN), own)
    t.strictSame(demands(constraints, REPLACED), replaced)
  }
})

t.test('ambiguities distinguishes routes by method, pattern and host', async (t) => {
  const routes = [entry({ host: 'a' }), entry({ host: 'b' }), entry({ host: /a/ }), entry({ host: /b/ }), entry({}, first, 'PUT'), entry({}, first, 'GET', '/x')]
  for (const other of routes) t.notOk(isOne([entry({}, second), other]), JSON.stringify(other.route))
  t.ok(isOne([entry({ host: /a/ }), entry({ host: /a/, version: '1' }, second)]))
  t.ok(isOne([entry({ host: 'a' }), entry({ host: 'b' }, second)], true, REPLACED))
})

t.test('routes with the same policy and different constraints are not ambiguous', async (t) => {
  t.strictSame(ambiguities([entry({}), entry({ version: '1' }), entry({ version: '2' }), entry({ host: 'a', version: '2' })], true, OWN), [])
})

t.test('each route with another policy gives an issue with the names of the constraints', async (t) => {
  const routes = [entry({ host: 'a', version: '1' }), entry({ host: 'a', version: '2', secret: 'x' }, second), entry({ host: 'a', version: '3' }, first)]
  const issue = { id: 'preflight-target-is-ambiguous', path: '', value: 'GET /' }
  t.strictSame(ambiguities(routes, true, OWN), [{
    ...issue,
    message: 'Several routes "GET /" have different policies, but differ only in version, secret, which a CORS-preflight request does not carry. ' +
      'Use the same policy for all of them.'
  }])
  t.strictSame(ambiguities([entry({ host: 'a' }), entry({ host: 'b' }, second)], true, REPLACED), [{
    ...issue,
    message: 'Several routes "GET /" have different policies, but differ only in host, which a CORS-preflight request does not carry. ' +
      'The strategy for "host" is not the default of Fastify, and can read other fields than Host. Use the same policy for all of them.'
  }])
})

t.test('ambiguities ignores the names of parameters, and letter case if the router ignores it', async (t) => {
  t.ok(isOne([entry({}, first, 'GET', '/:a/x'), entry({ version: '1' }, second, 'GET', '/:b/x')]))
  const cases = [entry({}, first, 'GET', '/A/:x-X'), entry({ version: '1' }, second, 'GET', '/a/:y-X')]
  t.notOk(isOne(cases, true))
  t.ok(isOne(cases, false))
  t.notOk(isOne([entry({}, first, 'GET', '/a/:x-X'), entry({ version: '1' }, second, 'GET', '/a/:x-x')], false))
})
