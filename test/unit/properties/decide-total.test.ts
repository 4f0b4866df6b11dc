/** `decide` gives one of the policy's own decisions, whatever the fields of a request hold. */
import fc from 'fast-check'
import t from 'tap'
import { compilePolicy } from '../../../lib/compile.ts'
import { decide } from '../../../lib/decide.ts'
import type { CorsRequest } from '../../../types/decision.ts'
import { byDefinition } from './origin-definition.ts'
import { SEED, rounds } from './seed.ts'

const PATTERNS = ['https://a.test', 'https://*.a.test', 'http://localhost:*']
const isCovered = byDefinition(PATTERNS)
const list = compilePolicy({ origins: PATTERNS, methods: ['PUT'], maxAge: 5 })
const every = compilePolicy({ origins: '*', methods: ['PUT'] })

const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()
const angry = new Proxy(() => 'https://a.test', {
  get () { throw new Error('get') }, apply () { throw new Error('apply') }, getPrototypeOf () { throw new Error('getPrototypeOf') }
})

/** Values come in functions, as fast-check looks into what it makes, and some of these cannot be looked into. */
const given = <T>(value: T) => () => value
const junk = fc.oneof(
  fc.constantFrom(...[
    undefined, null, revoked, angry, Symbol('https://a.test'), Object('https://a.test'), ['https://a.test'],
    { toString: () => 'https://a.test' }, { toString () { throw new Error('toString') } }, Object.create(null), NaN, 10n,
    'x'.repeat(1_000_000), ','.repeat(500_000), `https://${'a.'.repeat(500_000)}a.test`
  ].map(given)),
  fc.anything({ withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true })
    .map(given),
  fc.string({ unit: 'binary' }).map(given)
)
const field = (...likely: readonly unknown[]) => fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...likely.map(given)) }, junk)
const requests = fc.record({
  method: field('OPTIONS', 'OPTIONS', 'GET', 'options'),
  origin: field('https://a.test', 'https://x.a.test', 'http://localhost:1', 'https://evil.test', undefined),
  requestMethod: field('PUT', 'GET', 'put', undefined)
}, { requiredKeys: [] })

const decisionsOf = ({ actual, preflight }: typeof list) => new Set([...Object.values(actual), ...Object.values(preflight)])

t.test('any header values give one of the policy\'s decisions, and only listed origins are approved', async (t) => {
  const reasons = new Map<string, number>()
  const [ofList, ofEvery] = [decisionsOf(list), decisionsOf(every)]
  fc.assert(fc.property(requests, (makers) => {
    const request = Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()])) as unknown as CorsRequest
    const decision = decide(list, request)
    reasons.set(decision.reason, (reasons.get(decision.reason) ?? 0) + 1)
    const { method, origin, requestMethod } = request
    const isPreflight = method === 'OPTIONS' && origin !== undefined && requestMethod !== undefined
    const isAllowed = typeof origin === 'string' && isCovered(origin)
    return ofList.has(decision) &&
      decision.kind === (isPreflight ? 'preflight' : 'actual') &&
      decision.allowOrigin === (isAllowed ? 'origin' : undefined) &&
      (decision.status === undefined) === !isPreflight &&
      ofEvery.has(decide(every, request)) && decide(every, request).allowOrigin === '*'
  }), { seed: SEED, numRuns: rounds(20_000) })
  t.same([...reasons.keys()].sort(), ['method-not-allowed', 'no-origin', 'origin-allowed', 'origin-not-allowed'])
  t.ok([...reasons.values()].every((count) => count > rounds(500)), JSON.stringify([...reasons]))
})
