/** Tests that the run time of rules is linear. */
import t from 'tap'
import { LintedPolicies } from '../../../lib/lint/policies.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import { assertLinear } from '../../growth.ts'
import { isLong, sample } from '../properties/seed.ts'
import { rulesNamed, subjectOf } from './rule-findings.ts'

// Millions of origins take a while on a busy machine.
t.setTimeout(600_000)

/** Lists of origins, each a worst case of some rule. */
const LISTS: Readonly<Record<string, (i: number) => string>> = {
  'exact origins': (i) => `https://tenant-${i}.example.com`,
  'wildcards in wildcards': (i) => `https://*.${'a.'.repeat(i % 8)}t${i}.example.com${i % 2 === 0 ? '' : ':*'}`,
  'one host on many ports, and insecure': (i) => `http://h${i % 7}.example.com:${1000 + i % 60_000}`,
  'encoded names': (i) => `https://${i % 2 === 0 ? 'xn--80ak6aa92e' : 'apple'}.t${i}.com`,
  'the same few': (i) => `https://${i % 10}.example.com`
}

/** Subjects of rules: policies with and without credentials, overrides, and a document with an override for each hundred origins. */
function subjectsOf (make: (i: number) => string, count: number) {
  const origins = Array.from({ length: count }, (_, i) => make(i))
  const policy: CorsPolicy = { origins, dangerouslyAllow: ['insecure-origins', 'public-suffix-wildcards'] }
  const routes = Object.fromEntries(Array.from({ length: count / 100 }, (_, i) => [`/r${i}/*`, { credentials: i % 2 === 0, maxAge: i }]))
  const written = Array.from({ length: count / 100 }, (_, i) => ({ credentials: i % 2 === 0, origins: i === 0 ? origins.slice() : origins }))
  const all = written.map((written) => ({ place: null, path: '', written, policy: { ...policy, ...written } as CorsPolicy, base: policy }))
  const linted = new LintedPolicies(all, ['shops.example.com'], true)
  return {
    policies: [false, true].map((credentials) => linted.subjectOf({ policy: { ...policy, credentials } as CorsPolicy, base: undefined }, null)),
    overrides: all.slice(0, 10).map((one) => linted.subjectOf(one, null)),
    document: { ...policy, routes: { ...routes, '/other': { origins: origins.slice() } } } as CorsPolicyDocument
  }
}

for (const [what, make] of sample(Object.entries(LISTS), 2)) {
  t.test(`the run time of every rule is linear in the size of the policy: ${what}`, async (t) => {
    const [size, factor] = [isLong ? 38_400 : 6_400, 64]
    const large = subjectsOf(make, size)
    // Each is in memory once more, as it is in the large one: what a processor remembers of a list would make the next time short.
    const small = Array.from({ length: factor }, () => subjectsOf(make, size / factor))
    let next = 0
    for (const rule of RULES) {
      if (rule.about === 'application' || (rule.about === 'policy' && rule.reads === 'routes')) continue
      await assertLinear(t, rule.id, {
        size,
        factor,
        prepare: (count) => {
          const { policies, overrides, document } = count === size ? large : small[next++ % factor]!
          return () => {
            if (rule.about === 'policy') for (const policy of rule.id.startsWith('override-') ? overrides : policies) rule.check(policy, () => {})
            else rule.check(subjectOf(document), () => {})
          }
        }
      })
    }
  })
}

t.test('the run time for a path with many slashes in `routes` is linear', async (t) => {
  const rule = rulesNamed('route-choice-without-effect')[0]!
  if (rule.about !== 'document') throw new Error('not about documents')
  await assertLinear(t, rule.id, {
    size: 100_000,
    prepare: (length) => {
      const document: CorsPolicyDocument = { origins: '*', routes: { '/a/*': {}, [`/b${'/a'.repeat(length)}`]: {} } }
      return () => rule.check(subjectOf(document), () => {})
    }
  })
})
