/** Tests that fixes of rules about headers change no outcome, and that their run time is linear. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import { compileValidPolicy } from '../../../lib/compile/valid-policy.ts'
import { decide } from '../../../lib/decide.ts'
import { headerLines } from '../../../lib/explain/header-lines.ts'
import { lintDocument } from '../../../lib/lint.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import type { SimulatedFetch, Engine, HeaderLine, PageRequest } from '../../../types/browser.ts'
import type { CorsRoutedMethods } from '../../../types/decision.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { assertLinear } from '../../growth.ts'
import { SEED, isLong, rounds } from '../properties/seed.ts'
import { findingsOf } from './rule-findings.ts'

const origins = ['https://app.example.com']

const ENGINES: readonly Engine[] = ['standard', 'chromium', 'firefox', 'safari']

/** All actual responses have these headers. */
const SENT: readonly HeaderLine[] = [
  ['Content-Type', 'text/plain'], ['Content-Length', '1'], ['ETag', '"1"'], ['Link', '<x>'], ['Last-Modified', 'x'], ['X-A', '1'], ['Pragma', 'x']
]

/** Simulates a request to a URL with a policy. */
function simulate (policy: CorsPolicy, url: CorsRoutedMethods | undefined, page: PageRequest, engine: Engine): SimulatedFetch {
  const compiled = compileValidPolicy(policy, url)
  return simulateFetch(page, ({ kind, method, headers }) => {
    const [origin, requestMethod] = ['origin', 'access-control-request-method'].map(name => headers.find(line => line[0] === name)?.[1])
    const decision = decide(compiled, { method, origin, requestMethod })
    return { status: decision.status ?? 200, headers: [...headerLines(decision, origin), ...kind === 'actual' ? SENT : []] }
  }, { engine })
}

/** The policy without the entries that fixes remove. */
function fixed (policy: CorsPolicy, findings: readonly CorsLintFinding[]): CorsPolicy {
  const gone = new Set(findings.map(({ fix }) => fix?.path))
  const kept = Object.entries(policy).map(([field, value]) =>
    [field, Array.isArray(value) ? value.filter((_, i) => !gone.has(`/${field}/${i}`)) : value])
  return Object.fromEntries(kept) as CorsPolicy
}

const some = (...values: string[]) => fc.array(fc.constantFrom(...values), { maxLength: 5 })
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH']

const anyPolicy = fc.record({
  origins: fc.constantFrom(['https://x.app.test'], ['https://*.app.test']),
  credentials: fc.boolean(),
  methods: some(...METHODS),
  allowedHeaders: some('X-A', 'x-a', 'Content-Type', 'content-type', 'Authorization'),
  exposedHeaders: some('ETag', 'etag', 'X-A', 'Content-Type', 'content-length', 'Pragma', 'Last-Modified', 'Link'),
  maxAge: fc.constantFrom(0, 600)
}, { requiredKeys: ['origins'] }) as fc.Arbitrary<CorsPolicy>

const anyPage: fc.Arbitrary<PageRequest> = fc.record({
  origin: fc.constantFrom('https://x.app.test', 'https://other.example', 'null'),
  url: fc.constant('https://api.test/a'),
  method: fc.constantFrom(...METHODS),
  headers: fc.subarray<HeaderLine>([['X-A', '1'], ['Content-Type', 'application/json'], ['Authorization', 'x']]),
  credentials: fc.constantFrom('omit', 'include'),
  api: fc.constantFrom('fetch', 'xhr'),
  uploadListener: fc.boolean()
}, { requiredKeys: ['origin', 'url'] })

const anyUrl = fc.option(fc.record({ methods: fc.subarray(METHODS), variesByMethod: fc.boolean() }), { nil: undefined })

t.test('fixes do not change the outcome in any browser', async t => {
  const fixes = { 'method-listed-twice': 0, 'header-listed-twice': 0, 'safelisted-header-exposed': 0 }
  for (const id of Object.keys(fixes) as (keyof typeof fixes)[]) {
    fc.assert(fc.property(anyPolicy, anyUrl, anyPage, fc.constantFrom(...ENGINES), (policy, url, page, engine) => {
      const findings = findingsOf(policy, id)
      const after = fixed(policy, findings)
      if (findings.length > 0) fixes[id]++
      return findingsOf(after, id).length === 0 &&
        isDeepStrictEqual(simulate(after, url, page, engine), simulate(policy, url, page, engine))
    }), { numRuns: rounds(400), seed: SEED })
  }
  for (const [id, count] of Object.entries(fixes)) t.ok(count > rounds(50), `${id}: ${count}`)
})

t.test('an empty list of methods blocks uploads, and safelisted-method-listed has no fix', async t => {
  const upload: PageRequest = { origin: 'https://app.test', url: 'https://api.test/a', method: 'PUT', api: 'xhr', uploadListener: true }
  const url = { methods: ['GET', 'PUT'], variesByMethod: false }
  const under = (methods: string[]) => simulate({ origins: ['https://app.test'], methods }, url, upload, 'standard').outcome
  t.strictSame([under(['GET']), under([]), under(['DELETE'])], ['block', 'block', 'block'])
  t.ok(findingsOf({ origins, methods: ['GET'] }, 'safelisted-method-listed').every(({ fix }) => fix === null))
})

t.test('the run time of header rules is linear', async t => {
  const ids = new Set(['header-listed-twice', 'header-looks-mistyped', 'safelisted-header-listed', 'safelisted-header-exposed', 'any-header-allowed'])
  const found: number[] = []
  await assertLinear(t, 'all rules', {
    size: isLong ? 50_000 : 8_000,
    prepare: count => {
      const names = Array.from({ length: count }, (_, i) => `X-Requested-Wit${i}`)
      return () => { found.push(lintDocument({ origins, allowedHeaders: names, exposedHeaders: names }, {}, RULES.filter(({ id }) => ids.has(id))).length) }
    }
  })
  t.ok(found.every(count => count === 20), 'ten names in each list are misspellings that end with one digit')
})
