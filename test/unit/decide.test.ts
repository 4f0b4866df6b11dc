import t from 'tap'
import { compilePolicy } from '../../lib/compile.ts'
import { decide } from '../../lib/decide.ts'
import { ROUTED_METHODS, cases } from '../cases.ts'
import { headersOf } from '../decision-headers.ts'

t.test('decide gives the expected decision for every case of the table', async (t) => {
  for (const { name, policy, request, reason, status, headers } of cases) {
    const compiled = compilePolicy(policy, { methods: ROUTED_METHODS, variesByMethod: false })
    const decision = decide(compiled, request)
    t.match({ reason: decision.reason, status: decision.status }, { reason, status }, name)
    t.same(headersOf(decision, request.origin), headers, name)
  }
})

t.test('an OPTIONS request without one of the two headers is an actual request', async (t) => {
  const compiled = compilePolicy({ origins: ['https://a.test'] })
  t.equal(decide(compiled, { method: 'OPTIONS', origin: 'https://a.test' }).kind, 'actual')
  t.equal(decide(compiled, { method: 'OPTIONS', requestMethod: 'PUT' }).kind, 'actual')
  t.equal(decide(compiled, { method: 'PUT', origin: 'https://a.test', requestMethod: 'PUT' }).kind, 'actual')
})

t.test('an origin that is not a string is not allowed and does not throw', async (t) => {
  const compiled = compilePolicy({ origins: ['https://a.test', 'https://*.a.test'] })
  for (const origin of [['https://a.test'], Object('https://b.a.test'), 5, null]) {
    t.equal(decide(compiled, { method: 'GET', origin }).reason, 'origin-not-allowed')
  }
})

t.test('a requested method that is not a string or too long is not allowed and does not throw', async (t) => {
  const compiled = compilePolicy({ origins: ['https://a.test'], methods: ['PUT'] })
  for (const requestMethod of [null, 5, ['PUT'], Object('PUT'), '', 'x'.repeat(10_000)]) {
    t.equal(decide(compiled, { method: 'OPTIONS', origin: 'https://a.test', requestMethod }).reason, 'method-not-allowed')
  }
})

t.test('a requested method that is too long or not a string is not looked up', async (t) => {
  const lookedUp: unknown[] = []
  const compiled = compilePolicy({ origins: ['https://a.test'] })
  const watched = { ...compiled, listedMethods: { has: (method: string) => lookedUp.push(method) === 0 } as unknown as ReadonlySet<string> }
  const longest = 'X'.repeat(32)
  for (const requestMethod of [`${longest}X`, longest, 'PUT', ['PUT'], null]) {
    decide(watched, { method: 'OPTIONS', origin: 'https://a.test', requestMethod: requestMethod as string })
  }
  t.same(lookedUp, [longest, 'PUT'])
})

t.test('a policy reuses the same frozen decisions for all requests', async (t) => {
  const compiled = compilePolicy({ origins: ['https://a.test', 'https://b.test'] })
  const first = decide(compiled, { method: 'GET', origin: 'https://a.test' })
  t.equal(decide(compiled, { method: 'POST', origin: 'https://b.test' }), first)
  t.ok(Object.isFrozen(first))
  t.ok(Object.isFrozen(compiled))
})

t.test('a decision about an exact origin allocates nothing', async (t) => {
  const compiled = compilePolicy({ origins: ['https://a.test', 'https://b.test'] })
  const requests = [
    { method: 'GET', origin: 'https://a.test' },
    { method: 'OPTIONS', origin: 'https://b.test', requestMethod: 'PUT' },
    { method: 'GET', origin: 'https://evil.test' }
  ]
  const bytes = (calls: number) => {
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < calls; i++) decide(compiled, requests[i % requests.length]!)
    return process.memoryUsage().heapUsed - before
  }
  bytes(100_000)
  // One object a call would be at least 16 bytes; what is measured includes the measuring.
  const perCall = Math.min(...Array.from({ length: 5 }, () => bytes(200_000) / 200_000))
  t.ok(perCall < 1, `${perCall} bytes a call`)
})
