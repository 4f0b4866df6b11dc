/** Tests which dangerous flags are reported as used, and which as unused. */
import fc from 'fast-check'
import t from 'tap'
import { compilePolicy, decide } from '../../../lib/index.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import { SEED, rounds } from '../properties/seed.ts'
import { validPolicy } from '../properties/valid-policy.ts'
import { findingsOf, isValid, without } from './rule-findings.ts'

/** Overrides of a policy with flags. */
const OVERRIDES = [{}, { credentials: true }, { credentials: false }, { origins: ['https://b.test'] }, { dangerouslyAllow: [] }, { origins: ['http://b.test'] }]

/** What a source with an origin with plain http means for the scope's policy and for the override. */
function plainHttpDecisions ({ routes, ...scope }: CorsPolicyDocument): string {
  const policies = [scope, { ...scope, ...routes!['/a'] as object }] as CorsPolicy[]
  return policies.map(policy => decide(compilePolicy(policy), { method: 'GET', origin: 'http://plain.test', sourceResult: 'listed' }).reason).join()
}

t.test('dangerous-flag-used reports exactly the flags without which the document is invalid or blocks origins of a source, dangerous-flag-unused the others', async (t) => {
  const seen = new Map<string, number>()
  const document = fc.tuple(validPolicy, fc.constantFrom(...OVERRIDES)).map(([policy, override]) => ({ ...policy, routes: { '/a': override } }))
  fc.assert(fc.property(document.filter(isValid), (document) => {
    const findings = findingsOf(document as CorsPolicyDocument, 'dangerous-flag-unused', 'dangerous-flag-used')
    const idle = findings.filter(({ id }) => id === 'dangerous-flag-unused').map(({ path }) => path)
    for (const i of (document.dangerouslyAllow ?? []).keys()) {
      const path = `/dangerouslyAllow/${i}`
      const rest = without(document, [path])
      const isNeeded = !isValid(rest) || plainHttpDecisions(document as CorsPolicyDocument) !== plainHttpDecisions(rest as CorsPolicyDocument)
      const isIdle = idle.includes(path)
      const isLifting = findings.some((finding) => finding.id === 'dangerous-flag-used' && (finding.path === path || finding.path === '/routes/~1a'))
      if (isNeeded === isIdle) throw new Error(`${path} of ${JSON.stringify(document)} is ${isNeeded ? '' : 'not '}needed`)
      if (isNeeded && !isLifting) throw new Error(`${path} of ${JSON.stringify(document)} lifts something`)
      seen.set(String(isNeeded), (seen.get(String(isNeeded)) ?? 0) + 1)
    }
  }), { seed: SEED, numRuns: rounds(1000) })
  t.ok(Math.min(...seen.values()) > rounds(50) && seen.size === 2, `needed or not: ${[...seen]}`)
})

t.test('the message of dangerous-flag-used names origins and sources', async (t) => {
  const flags = { credentials: true, dangerouslyAllow: ['insecure-origins'] } as const
  const sources = [{ source: 'tenants' }, { source: 'tenants', key: 'host' }, { source: 'regions' }] as const
  const rows: readonly (readonly [policy: CorsPolicyDocument, allowed: string])[] = [
    [{ origins: ['http://a.test'], ...flags }, '"http://a.test"'],
    [{ origins: ['http://a.test', 'http://b.test', 'http://c.test'], ...flags }, '"http://a.test" and 2 more'],
    [{ origins: sources, ...flags }, 'origins with plain http from "tenants", "regions"'],
    [{ origins: ['http://a.test', ...sources], ...flags }, '"http://a.test", and origins with plain http from "tenants", "regions"']
  ]
  for (const [policy, allowed] of rows) {
    t.strictSame(findingsOf(policy, 'dangerous-flag-used').map(({ message }) => message),
      [`The flag allows ${allowed}. An attacker on the network can inject scripts into its pages and use the user's credentials.`])
  }
  const shared = { origins: ['https://a.test', 'https://shop-*.vercel.app'], credentials: true, dangerouslyAllow: ['shared-host-patterns'] } as const
  t.match(findingsOf(shared, 'dangerous-flag-used'), [{ message: /^The flag allows "https:\/\/shop-\*\.vercel\.app"\./ }])
})
