/** Tests the issues of overrides that conflict with a list of the policy around them. */
import t from 'tap'
import { validatePolicy } from '../../../lib/validate.ts'
import type { CorsDangerFlag, CorsPolicyOverride } from '../../../types/policy.ts'
import { idsOf, issuesOf } from './issues.ts'

t.test('a conflict with an inherited list is reported once for each override and kind, with the rules of that override', async t => {
  const document = {
    origins: ['http://a.example.com', 'http://b.example.com', 'https://*.com'],
    routes: { '/a': { credentials: true }, '/b': { credentials: true }, '/c': { credentials: true, dangerouslyAllow: ['insecure-origins'] }, '/d': { maxAge: 1 } }
  }
  const both = ['insecure-origin-with-credentials', 'public-suffix-wildcard-with-credentials']
  t.strictSame(idsOf(document), [...both, ...both, both[1]])
  t.strictSame(idsOf({ ...document, privateSuffixes: ['example.com'] }), [...both, ...both, both[1]])
})

t.test('each conflict in a list of its own is reported, for a policy and for an override', async t => {
  const origins = ['http://a.example.com', 'http://b.example.com', 'https://*.com', 'https://*.org']
  const paths = (document: object): string[] => (issuesOf(() => validatePolicy(document)) ?? []).map(({ path }) => path)
  t.strictSame(paths({ origins, credentials: true }), ['/origins/0', '/origins/1', '/origins/2', '/origins/3'])
  t.strictSame(paths({ origins: ['https://a.example.com'], credentials: true, routes: { '/x': { origins } } }),
    ['/routes/~1x/origins/0', '/routes/~1x/origins/1', '/routes/~1x/origins/2', '/routes/~1x/origins/3'])
})

/** An origin that each flag is about. */
const ORIGINS: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'http://a.example.com',
  'public-suffix-wildcards': 'https://*.com',
  'shared-host-patterns': 'https://app-*.vercel.app',
  'null-origin': 'null'
}

t.test('overrides beside each other have the same issues as each alone', async t => {
  const flags = Object.keys(ORIGINS) as CorsDangerFlag[]
  const overrides = [{ credentials: true }, { credentials: false }, {}].flatMap(credentials => Array.from({ length: 2 ** flags.length }, (_, bits): CorsPolicyOverride =>
    ({ ...credentials, dangerouslyAllow: flags.filter((_, i) => (bits >> i & 1) === 1) })))
  const all = { origins: Object.values(ORIGINS), dangerouslyAllow: ['null-origin'] }

  /** The issues of each override, by its path. */
  function issuesAt (routes: Readonly<Record<string, CorsPolicyOverride>>): string[] {
    return (issuesOf(() => validatePolicy({ ...all, routes })) ?? []).map(({ id, path }) => `${path} ${id}`)
  }

  const alone = overrides.flatMap((override, i) => issuesAt({ [`/${i}`]: override }))
  t.ok(alone.length > overrides.length, String(alone.length))
  const entries = overrides.map((override, i) => [`/${i}`, override] as const)
  for (const order of [entries, [...entries].reverse()]) t.strictSame(issuesAt(Object.fromEntries(order)).sort(), [...alone].sort())
})
