import t from 'tap'
import { compilePolicy } from '../../lib/compile.ts'
import { combinedResult, decide } from '../../lib/decide.ts'
import type { CorsSourceResult } from '../../types/decision.ts'
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

t.test('one source that has the origin is enough, and the first without a result is reported', async (t) => {
  const rows: Array<[results: CorsSourceResult[], combined: CorsSourceResult]> = [
    [[], 'not-listed'],
    [['not-listed', 'not-listed'], 'not-listed'],
    [['not-listed', 'busy', 'stale'], 'busy'],
    [['stale', 'not-listed'], 'stale'],
    [['unavailable', 'not-listed', 'listed'], 'listed'],
    [['listed', 'stale'], 'listed']
  ]
  for (const [results, combined] of rows) t.equal(combinedResult(results), combined, results.join(', '))
})

t.test('the result of the sources counts for an origin that the list does not allow', async (t) => {
  const LISTED = 'https://listed.test'
  const OTHER = 'https://other.test'
  const policy = compilePolicy({ origins: [LISTED, { source: 'tenants' }], maxAge: 7 })
  const withCredentials = compilePolicy({ origins: [{ source: 'tenants' }], credentials: true })
  const insecure = compilePolicy({ origins: [{ source: 'tenants' }], credentials: true, dangerouslyAllow: ['insecure-origins'] })
  const rows = [
    [policy, OTHER, 'listed', 'origin-allowed'],
    [policy, OTHER, 'not-listed', 'origin-not-in-source'],
    [policy, OTHER, 'stale', 'source-stale'],
    [policy, OTHER, 'unavailable', 'source-unavailable'],
    [policy, OTHER, 'busy', 'source-busy'],
    [policy, OTHER, undefined, 'source-unavailable'],
    [policy, LISTED, 'not-listed', 'origin-allowed'],
    [policy, 'http://other.test', 'listed', 'origin-allowed'],
    [withCredentials, OTHER, 'listed', 'origin-allowed'],
    [withCredentials, OTHER, 'not-listed', 'origin-not-in-source'],
    [withCredentials, OTHER, 'stale', 'source-stale'],
    [withCredentials, OTHER, 'unavailable', 'source-unavailable'],
    [withCredentials, 'http://other.test', 'listed', 'origin-not-in-source'],
    [withCredentials, 'ftp://other.test', 'listed', 'origin-not-in-source'],
    [withCredentials, 'http://localhost:3000', 'listed', 'origin-allowed'],
    [withCredentials, 'http://app.localhost', 'listed', 'origin-allowed'],
    [withCredentials, 'http://not an origin', 'listed', 'origin-not-in-source'],
    [insecure, 'http://other.test', 'listed', 'origin-allowed'],
    [compilePolicy({ origins: [LISTED] }), OTHER, 'listed', 'origin-not-allowed']
  ] as const
  for (const [compiled, origin, sourceResult, reason] of rows) {
    const isAllowed = reason === 'origin-allowed'
    const actual = decide(compiled, { method: 'GET', origin, sourceResult })
    t.match(actual, { kind: 'actual', reason, status: undefined, allowOrigin: isAllowed ? 'origin' : undefined, vary: 'Origin' }, `${origin} ${sourceResult}`)
    const preflight = decide(compiled, { method: 'OPTIONS', origin, requestMethod: 'PUT', sourceResult })
    t.match(preflight, { kind: 'preflight', reason, status: isAllowed ? 204 : 403, allowOrigin: isAllowed ? 'origin' : undefined, vary: 'Origin' })
    if (isAllowed) t.equal(decide(compiled, { method: 'OPTIONS', origin, requestMethod: 'LOCK', sourceResult }).reason, 'method-not-allowed')
  }
  t.equal(decide(policy, { method: 'GET', sourceResult: 'listed' }).reason, 'no-origin')
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
