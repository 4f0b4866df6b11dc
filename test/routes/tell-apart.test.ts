/** Routes that a preflight cannot tell apart: one is kept, and all must have one policy. */
import t from 'tap'
import type { RoutePolicy } from '../../lib/routes/inventory.ts'
import { otherConstraints, tellApart } from '../../lib/routes/tell-apart.ts'

const first = {}
const second = {}
const entry = (constraints: object, pooled: object = first, method = 'GET', pattern = '/'): RoutePolicy =>
  ({ route: { method, pattern, constraints }, pooled }) as unknown as RoutePolicy

t.test('what a route asks for beside a host is counted', async (t) => {
  const constraints = [{}, { host: 'a' }, { version: '1' }, { host: 'a', version: '1', secret: 'x' }]
  t.strictSame(constraints.map((constraints) => otherConstraints(entry(constraints))), [0, 0, 1, 2])
})

t.test('routes are told apart by method, pattern and host', async (t) => {
  const routes = [
    entry({}), entry({ host: 'a' }), entry({ host: 'b' }), entry({ host: /a/ }), entry({ host: /b/ }), entry({}, first, 'PUT'), entry({}, first, 'GET', '/x')
  ]
  const { distinct, ambiguous } = tellApart(routes, true)
  t.strictSame([...distinct.keys()], routes)
  t.strictSame(ambiguous, [])
})

t.test('of routes that differ by other constraints the first is kept, with what the least demanding asks for', async (t) => {
  const v1 = entry({ version: '1' })
  const v2 = entry({ version: '2' })
  const plain = entry({})
  t.strictSame([...tellApart([v1, v2], true).distinct], [[v1, 1]])
  t.strictSame([...tellApart([v1, v2, plain], true).distinct], [[v1, 0]])
  t.strictSame([...tellApart([plain, v1, v2], true).distinct], [[plain, 0]])
  t.strictSame([...tellApart([v1, plain, v2], true).distinct], [[v1, 0]])
})

t.test('each that has another policy is an issue, which names the constraints', async (t) => {
  const routes = [entry({ host: 'a', version: '1' }), entry({ host: 'a', version: '2', secret: 'x' }, second), entry({ host: 'a', version: '3' }, first)]
  t.strictSame(tellApart(routes, true).ambiguous, [{
    id: 'preflight-target-is-ambiguous',
    path: '',
    value: 'GET /',
    message: 'several routes differ only by version, secret, which a CORS-preflight request does not carry, and have different policies. Give them one policy.'
  }])
})

t.test('parameters by other names make no other route, and where the router takes cases for one so does this', async (t) => {
  t.equal(tellApart([entry({}, first, 'GET', '/:a/x'), entry({ version: '1' }, first, 'GET', '/:b/x')], true).distinct.size, 1)
  const cases = [entry({}, first, 'GET', '/A/:x-X'), entry({ version: '1' }, first, 'GET', '/a/:y-X'), entry({}, first, 'GET', '/a/:x-x')]
  t.equal(tellApart(cases, true).distinct.size, 3)
  t.equal(tellApart(cases, false).distinct.size, 2)
})
