/** Routes that a preflight cannot tell apart: one is kept, and all must have one policy. */
import t from 'tap'
import type { RoutePolicy } from '../../lib/routes/inventory.ts'
import { isOpen, tellApart } from '../../lib/routes/tell-apart.ts'

const first = {}
const second = {}
const entry = (constraints: object, pooled: object = first, method = 'GET', pattern = '/'): RoutePolicy =>
  ({ route: { method, pattern, constraints }, pooled }) as unknown as RoutePolicy

t.test('a route is open where it asks for more than a host', async (t) => {
  t.strictSame([{}, { host: 'a' }, { version: '1' }, { host: 'a', version: '1' }].map((constraints) => isOpen(entry(constraints))),
    [false, false, true, true])
})

t.test('routes are told apart by method, pattern and host', async (t) => {
  const routes = [
    entry({}), entry({ host: 'a' }), entry({ host: 'b' }), entry({ host: /a/ }), entry({ host: /b/ }), entry({}, first, 'PUT'), entry({}, first, 'GET', '/x')
  ]
  const { distinct, ambiguous } = tellApart(routes)
  t.strictSame([...distinct.keys()], routes)
  t.strictSame(ambiguous, [])
})

t.test('of routes that differ by other constraints the first is kept, open where all of them are', async (t) => {
  const v1 = entry({ version: '1' })
  const v2 = entry({ version: '2' })
  const plain = entry({})
  t.strictSame([...tellApart([v1, v2]).distinct], [[v1, true]])
  t.strictSame([...tellApart([v1, v2, plain]).distinct], [[v1, false]])
  t.strictSame([...tellApart([plain, v1, v2]).distinct], [[plain, false]])
  t.strictSame([...tellApart([v1, plain, v2]).distinct], [[v1, false]])
})

t.test('each that has another policy is an issue, which names the constraints', async (t) => {
  const routes = [entry({ host: 'a', version: '1' }), entry({ host: 'a', version: '2', secret: 'x' }, second), entry({ host: 'a', version: '3' }, first)]
  t.strictSame(tellApart(routes).ambiguous, [{
    id: 'preflight-target-is-ambiguous',
    path: '',
    value: 'GET /',
    message: 'several routes differ only by version, secret, which a CORS-preflight request does not carry, and have different policies. Give them one policy.'
  }])
})
