/** A policy is data: what JSON makes of it is the same policy, and decides the same. */
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { compilePolicy, decide, validatePolicy } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { SEED, rounds } from './seed.ts'
import { validDocument } from './valid-policy.ts'

const ORIGINS = [
  'https://a.test', 'https://x.a.test', 'http://x.a.test:1', 'http://localhost:1', 'https://x.github.io', 'app://host', 'null', undefined
]
const REQUESTS = ORIGINS.flatMap((origin) => [
  { method: 'GET', origin }, ...['PUT', 'M-SEARCH', 'put'].map((requestMethod) => ({ method: 'OPTIONS', origin, requestMethod }))
])
const decisionsOf = (document: CorsPolicyDocument) => [document, ...Object.values(document.policies ?? {})]
  .map((policy) => compilePolicy(policy))
  .flatMap((compiled) => REQUESTS.map((request) => decide(compiled, request)))

t.test('a policy gives the same decisions after a JSON round trip', async (t) => {
  const reasons = new Set<string>()
  fc.assert(fc.property(validDocument, (document) => {
    const direct = validatePolicy(document)
    const parsed = validatePolicy(JSON.parse(JSON.stringify(document)))
    if (!isDeepStrictEqual(parsed, direct)) throw new Error(`becomes ${JSON.stringify(parsed)}`)
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(direct)), parsed)) throw new Error('the validated policy does not survive it')
    const decisions = decisionsOf(direct)
    for (const { reason } of decisions) reasons.add(reason)
    return isDeepStrictEqual(decisionsOf(parsed), decisions)
  }), { seed: SEED, numRuns: rounds(1000) })
  t.equal(reasons.size, 6, [...reasons].join())
})
