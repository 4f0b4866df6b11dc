/** Tests rules about origins, flags and overrides with random policies: fixes change no decision, and run times are linear. */
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { compilePolicy, decide, validatePolicy } from '../../../lib/index.ts'
import { lintDocument } from '../../../lib/lint.ts'
import { LintedPolicies } from '../../../lib/lint/policies.ts'
import type { LintedDocument } from '../../../lib/lint/rule-input.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { RouteKeys } from '../../../lib/validate/covering-pattern.ts'
import { isOriginPattern } from '../../../lib/validate/origin-grammar.ts'
import { publicSuffixCoveredBy } from '../../../lib/validate/public-suffix.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { assertLinear } from '../../growth.ts'
import { byDefinition } from '../properties/origin-definition.ts'
import { coveredBy, nearTo, patternsOf } from '../properties/random-origins.ts'
import { SEED, isLong, rounds, sample } from '../properties/seed.ts'
import { validPolicy } from '../properties/valid-policy.ts'
import { random, type Random } from '../properties/seeded-random.ts'

// Millions of origins take a while on a busy machine.
t.setTimeout(600_000)

function rulesNamed (...ids: string[]) {
  const rules = RULES.filter(({ id }) => ids.includes(id))
  if (rules.length !== ids.length) throw new Error(`not all of ${ids.join()} are rules`)
  return rules
}

function findingsOf (document: CorsPolicyDocument, ...ids: string[]): readonly CorsLintFinding[] {
  return lintDocument(document, { production: true }, rulesNamed(...ids))
}

/** A document in the form that rules check, without an application. */
function subjectOf (document: CorsPolicyDocument, names: LintedDocument['names'] = new Map()): LintedDocument {
  return { document, names, chosenNames: null, coversRoutes: true, idlePatterns: [], paths: null, idleIgnores: null }
}

/** The pointers that the fixes of findings remove. */
function removedBy (findings: readonly CorsLintFinding[]): string[] {
  return findings.map(({ path, fix }) => {
    if (fix?.op !== 'remove' || fix.path !== path) throw new Error(`the fix for ${path} is ${JSON.stringify(fix)}`)
    return path
  })
}

/** The document without the members at the given pointers, which are not nested. */
function without<T extends object> (document: T, paths: readonly string[]): T {
  const copy = structuredClone(document)
  for (const path of [...paths].reverse()) {
    const keys = path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    const parent = keys.slice(0, -1).reduce<any>((value, key) => value[key], copy)
    if (Array.isArray(parent)) parent.splice(Number(keys.at(-1)), 1)
    else delete parent[keys.at(-1)!]
  }
  return copy
}

function isValid (document: unknown): document is CorsPolicyDocument {
  try {
    validatePolicy(document)
    return true
  } catch {
    return false
  }
}

/** Patterns, including some that others cover or almost cover. */
function listOf (source: Random): string[] {
  const patterns = patternsOf(source).filter(isOriginPattern)
  const derived = Array.from({ length: 4 }, () => {
    const pattern = source.pick(patterns) ?? 'https://a'
    switch (source.int(4)) {
      case 0: return pattern
      case 1: return coveredBy(pattern, source)
      case 2: return pattern.replace('://*.', '://*.b.')
      default: return nearTo(pattern, source)
    }
  }).filter(isOriginPattern)
  return [...patterns, ...derived].sort(() => source.int(3) - 1)
}

t.test('removing duplicate and covered origins changes no decision and leaves no redundant entry', async (t) => {
  let removed = 0
  let allowedCount = 0
  fc.assert(fc.property(fc.nat(), (seed) => {
    const source = random(seed)
    const origins = listOf(source)
    if (origins.length === 0) return
    const document: CorsPolicyDocument = { origins, dangerouslyAllow: ['null-origin'] }
    const findings = findingsOf(document, 'origin-listed-twice', 'origin-covered-by-another')
    const paths = removedBy(findings)
    if (new Set(paths).size !== paths.length) throw new Error(`two findings about one value of ${JSON.stringify(origins)}`)
    const fixed = without(document, paths)
    removed += findings.length
    const before = compilePolicy(document)
    const after = compilePolicy(fixed)
    for (let i = 0; i < 100; i++) {
      const origin = source.chance(0.3) ? coveredBy(source.pick(origins), source) : nearTo(source.pick(origins), source)
      const { reason } = decide(before, { method: 'GET', origin })
      if (reason === 'origin-allowed') allowedCount++
      if (decide(after, { method: 'GET', origin }).reason !== reason) throw new Error(`${origin} is decided otherwise without ${paths.join()} of ${JSON.stringify(origins)}`)
    }
    const rest = fixed.origins as readonly string[]
    for (const [i, pattern] of rest.entries()) {
      const isCovered = byDefinition([...rest.slice(0, i), ...rest.slice(i + 1)])
      // A pattern that the definition covers, regardless of what replaces its wildcards.
      const samples = pattern.includes('*') ? ['x', 'x.y', '_.b.a'].flatMap(label => ['', ':8080', ':7'].map(port => pattern.replace('*', label).replace(':*', port))) : [pattern]
      const isReal = samples.filter(isOriginPattern)
      if (isReal.length > 0 && isReal.every(isCovered) && !isSubstitute(pattern, rest)) throw new Error(`${pattern} of ${JSON.stringify(rest)} could go`)
    }
  }), { seed: SEED, numRuns: rounds(2000) })
  t.ok(removed > rounds(2000), `${removed} entries are taken out`)
  t.ok(allowedCount > rounds(10_000), `${allowedCount} of the requests are allowed`)
})

/** Wildcards that only several other patterns together cover. The rules do not find them. */
function isSubstitute (pattern: string, rest: readonly string[]): boolean {
  return pattern.includes('*') && rest.filter(other => other !== pattern && other.includes('*')).every(other => {
    const isCovered = byDefinition([other])
    return !['', ':8080', ':7'].every(port => isCovered(pattern.replace('*', 'x').replace(':*', port)))
  })
}

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

const REQUESTS = ['https://a.test', 'https://x.a.test', 'http://localhost:1', 'http://x.a.test:1', 'https://x.github.io', 'null'].flatMap((origin) =>
  [{ method: 'GET', origin }, { method: 'GET', origin, sourceResult: 'listed' as const }, ...['PUT', 'M-SEARCH'].map((requestMethod) => ({ method: 'OPTIONS', origin, requestMethod }))])

t.test('removing fields without effect from an override changes no decision', async (t) => {
  let removed = 0
  const document = fc.tuple(validPolicy, validPolicy, fc.nat(255), fc.nat(255)).map(([scope, other, kept, own]) => {
    const fields = Object.entries({ ...other, ...Object.fromEntries(Object.entries(scope).filter((_, i) => own & (1 << i))) })
    return { ...scope, routes: { '/a/*': Object.fromEntries(fields.filter((_, i) => kept & (1 << i))) } }
  })
  fc.assert(fc.property(document.filter(isValid), (document) => {
    const paths = removedBy(findingsOf(document as CorsPolicyDocument, 'override-field-without-effect'))
    const fixed = without(document, paths)
    removed += paths.length
    const { routes: { '/a/*': before }, ...scope } = document
    const compiled = [before, fixed.routes['/a/*']].map((override) => compilePolicy({ ...scope, ...override } as CorsPolicy))
    const [old, now] = compiled.map((policy) => REQUESTS.map((request) => decide(policy, request)))
    if (!isValid(fixed) || !isDeepStrictEqual(now, old)) throw new Error(`${paths.join()} of ${JSON.stringify(document)} have an effect`)
  }), { seed: SEED, numRuns: rounds(1000) })
  t.ok(removed > rounds(300), `${removed} fields are taken out`)
})

t.test('route-choice-without-effect reports exactly the entries of `routes` that change no policy', async (t) => {
  const pattern = fc.array(fc.constantFrom('/a', '/b', '/'), { minLength: 1, maxLength: 4 }).chain((parts) =>
    fc.constantFrom(parts.join(''), ...['/*', '/+'].flatMap((end) => [`${parts.join('')}${end}`, end]))).map((text) => text.replaceAll(/\/+/g, '/'))
  const document = fc.record({
    scope: fc.constantFrom(undefined, 'x'),
    routes: fc.dictionary(pattern, fc.constantFrom('x', 'y', false as const), { minKeys: 1, maxKeys: 8, noNullPrototype: true })
  })
  let found = 0
  fc.assert(fc.property(document, ({ scope, routes }) => {
    const x = { origins: ['https://x.test'] }
    const document: CorsPolicyDocument = { ...(scope === undefined ? {} : x), policies: { x, y: { origins: '*' } }, routes }
    const findings = findingsOf(document, 'route-choice-without-effect').map(({ path }) => path.slice('/routes/'.length).replaceAll('~1', '/'))
    const chosen = (patterns: ReadonlySet<string>, path: string) => {
      const covering = new RouteKeys([...patterns], true).covering([path])
      return covering === undefined ? scope ?? false : routes[covering]!
    }
    const all = new Set(Object.keys(routes))
    for (const pattern of all) {
      // The exact key with a trailing slash applies instead of the key without it.
      const others = new Set([...all].filter((other) => other !== pattern && other !== `${pattern}/`))
      const base = pattern.replace(/\/[*+]$/, '')
      // The path itself, an index with and without a slash, and paths below it.
      const paths = [pattern, base || '/', `${base}/`, base.replace(/\/$/, '') || '/', `${base}/zz`]
        .filter((path) => [pattern, `${pattern}/`].includes(new RouteKeys([...all], true).covering([path])!))
      // If an exact key covers the index and "/+" the paths below it, no path is left.
      if (paths.length === 0) continue
      const isSame = paths.every((path) => chosen(others, path) === chosen(all, path))
      if (findings.includes(pattern) !== isSame) throw new Error(`${pattern} of ${JSON.stringify(document)}: ${isSame}`)
      if (isSame) found++
    }
  }), { seed: SEED, numRuns: rounds(1000) })
  t.ok(found > rounds(500), `${found} entries are without effect`)
})

t.test('named policies of an outer registration equal themselves and policies with equal values', async (t) => {
  const rule = rulesNamed('route-choice-without-effect')[0]!
  if (rule.about !== 'document') throw new Error('not about documents')
  const found: string[] = []
  const names = new Map<string, CorsPolicy>([['outer', { origins: '*', maxAge: 5 }], ['other', { origins: '*' }]])
  const document: CorsPolicyDocument = { origins: '*', routes: { '/*': 'outer', '/a': 'outer', '/b': 'other', '/c': { maxAge: 5 } } }
  rule.check(subjectOf(document, names), (path) => { found.push(path) })
  t.same(found, ['/routes/~1a', '/routes/~1c'])
})

t.test('removing a private suffix without effect does not change validation', async (t) => {
  const suffixes = ['github.io', 'com', 'amazonaws.com', 's3.amazonaws.com', 'x.compute.amazonaws.com', 'foo.ck', 'a.localhost', 'intranet', 'shops.example.com']
  for (const suffix of suffixes) {
    const document: CorsPolicyDocument = { origins: '*', privateSuffixes: [suffix] }
    const labels = suffix.split('.')
    const above = [`a.${suffix}`, ...labels.map((_, i) => labels.slice(i).join('.'))]
    const isIdle = above.every((host) => (publicSuffixCoveredBy(host, [suffix]) === undefined) === (publicSuffixCoveredBy(host, []) === undefined))
    t.same(removedBy(findingsOf(document, 'private-suffix-without-effect')), isIdle ? ['/privateSuffixes/0'] : [], suffix)
  }
})

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
