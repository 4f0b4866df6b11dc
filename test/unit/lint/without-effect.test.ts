/** Tests rules about overrides, choices and suffixes without effect: fixes change no decision. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { compilePolicy, decide } from '../../../lib/index.ts'
import { RouteKeys } from '../../../lib/validate/covering-pattern.ts'
import { publicSuffixCoveredBy } from '../../../lib/validate/public-suffix.ts'
import type { CorsDecision } from '../../../types/decision.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import { SEED, rounds } from '../properties/seed.ts'
import { validPolicy } from '../properties/valid-policy.ts'
import { findingsOf, isValid, removedBy, rulesNamed, subjectOf, without } from './rule-findings.ts'

const REQUESTS = ['https://a.test', 'https://x.a.test', 'http://localhost:1', 'http://x.a.test:1', 'https://x.github.io', 'null'].flatMap((origin) =>
  [{ method: 'GET', origin }, { method: 'GET', origin, sourceResult: 'listed' as const }, ...['PUT', 'M-SEARCH'].map((requestMethod) => ({ method: 'OPTIONS', origin, requestMethod }))])

/** A decision without the order of the exposed headers, which means nothing. The other lists are sorted. */
function meaningOf (decision: CorsDecision): object {
  return { ...decision, exposeHeaders: decision.exposeHeaders?.split(', ').sort() }
}

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
    const [old, now] = compiled.map((policy) => REQUESTS.map((request) => meaningOf(decide(policy, request))))
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
