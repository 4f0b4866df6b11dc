/** Tests policy fixes: the patch, the message, and that the patch allows the request. */
import fc from 'fast-check'
import t from 'tap'
import { applyPatch } from '../../../lib/explain/json-patch.ts'
import { newFindings } from '../../../lib/lint/new-findings.ts'
import { explain, lintPolicy } from '../../../lib/tools.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import { CorsPolicyError } from '../../../lib/errors.ts'
import type { CorsPolicyChange } from '../../../types/explanation.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsDocumentQuestion } from '../../../types/question.ts'
import { SEED, isLong } from '../properties/seed.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { A, B, rows } from './policy-change-rows.ts'

for (const { name, document, question, verdict, patch, flags = [], issues = [], findings } of rows) {
  t.test(name, async t => {
    const { outcome, change } = explain(document, question)
    t.equal(outcome, 'block')
    t.strictSame(change && { verdict: change.verdict, patch: change.patch, flags: change.flags, issues: change.issues.map(({ id }) => id) },
      { verdict, patch, flags, issues })
    if (findings !== undefined) t.strictSame(change?.findings.map(({ id }) => id), findings)
    t.equal(change?.in, verdict === 'none' ? null : 'document')
    t.equal(change && problemOf(document, question, change), undefined)
  })
}

/** The problem of a fix: it must allow the request, or give the reported issues. */
function problemOf (document: CorsPolicyDocument, question: CorsDocumentQuestion, change: CorsPolicyChange): unknown {
  if (change.verdict === 'none') return undefined
  const changed = applyPatch(document, change.patch) as CorsPolicyDocument
  const problem = { document, question, change }
  const then = change.addition === null ? question : { ...question, sourceResult: 'listed' as const }
  if (change.verdict === 'safe' && (gainsFindings(document, changed) || letsMoreActAsUsers([document, question], [changed, then]))) return problem
  if (change.verdict !== 'rejected') return explain(changed, then).outcome === 'allow' ? undefined : problem
  try {
    validatePolicy(changed)
    return problem
  } catch (error) {
    const { issues } = error as CorsPolicyError
    const isAsSaid = JSON.stringify(issues.map(({ id, path }) => [id, path])) === JSON.stringify(change.issues.map(({ id, path }) => [id, path]))
    return isAsSaid ? undefined : { ...problem, issues }
  }
}

/** Whether lint has more findings than before. */
function gainsFindings (document: CorsPolicyDocument, changed: CorsPolicyDocument): boolean {
  const [before, after] = [document, changed].map(document => lintPolicy(document).map(({ id }) => id).sort())
  return after!.some(id => after!.filter(other => other === id).length > before!.filter(other => other === id).length)
}

/** Whether the page can newly send the user's credentials. */
function letsMoreActAsUsers (...states: readonly [CorsPolicyDocument, CorsDocumentQuestion][]): boolean {
  const [before, after] = states.map(([document, question]) => {
    const { exchanges } = explain(document, { ...question, credentials: 'include', method: 'GET', headers: [] })
    return exchanges.at(-1)!.response.headers.some(([name]) => name === 'access-control-allow-credentials')
  })
  return after! && !before!
}

t.test('the message of a fix contains location, change and risk', async t => {
  const messageFor = (document: CorsPolicyDocument, question: CorsDocumentQuestion) => explain(document, question).change?.message
  t.equal(messageFor({ origins: [A], credentials: true }, { origin: 'http://b.test' }),
    'In the policy of the scope: Add "http://b.test" to `origins`. Add "insecure-origins" to `dangerouslyAllow`, which is unsafe: ' +
    'an attacker on the network can inject scripts into http pages and use the user\'s credentials. Lint then reports `dangerous-flag-used`.')
  t.equal(messageFor({ origins: [A], credentials: true }, { origin: B }),
    'In the policy of the scope: Add "https://b.test" to `origins`. Pages of "https://b.test" can then act with the user\'s session.')
  t.equal(messageFor({ origins: [A] }, { origin: 'https://b.test/' }),
    'In the policy of the scope: Add "https://b.test/" to `origins`. However, the resulting policy is invalid: origins[1]: "https://b.test/" has a path. ' +
    'An origin has no path and no trailing slash. Use "https://b.test".')
  t.match(messageFor({ policies: { open: { origins: [A] } } }, { origin: B, policy: 'open' }), /^In the policy "open": Add/)
  t.match(messageFor({ origins: [A], routes: { '/x': false } }, { origin: B, route: '/x' }), /^In `routes` for `\/x`: Turn CORS on for "https:\/\/b\.test"\./)
  t.match(messageFor({ origins: [A] }, { origin: A, method: 'patch' }), /Node does not support the method `patch`/)
  t.match(messageFor({ origins: [A] }, { origin: A, method: 'TRACE' }), /browsers block it/)
  t.match(messageFor({ origins: [A] }, { origin: '*' }), /the origin is not a valid entry of `origins`/)
})

t.test('a finding is new if there are more of its kind about the same value, at any index', async t => {
  const finding = (path: string, more: Partial<CorsLintFinding> = {}): CorsLintFinding =>
    ({ id: 'x', severity: 'info', place: null, path, value: 'v', message: '', fix: null, ...more })
  const found = (before: CorsLintFinding[], after: CorsLintFinding[]) => newFindings(before, after).map(({ path }) => path)
  t.strictSame(found([finding('/origins/0')], [finding('/origins/3')]), [])
  t.strictSame(found([finding('/origins/0')], [finding('/origins/0'), finding('/origins/1')]), ['/origins/1'])
  t.strictSame(found([finding('/origins/0')], [finding('/methods/0')]), ['/methods/0'])
  t.strictSame(found([finding('/origins/0')], [finding('/origins/0', { value: 'w' })]), ['/origins/0'])
  t.strictSame(found([finding('')], [finding('', { severity: 'error' })]), [''], 'raised in severity')
  t.strictSame(found([finding('', { message: 'It has 5.' })], [finding('', { message: 'It has 6.' })]), [])
})

/** Random policies and questions, made from few parts, so that near misses are frequent. */
const origin = fc.constantFrom(A, B, 'http://a.test', 'https://x.a.test', 'https://a.test:8443', 'http://localhost:3000', 'null', 'https://a.github.io',
  'https://A.test', 'https://*.a.test', 'capacitor://localhost', '', '*')
const pattern = fc.constantFrom(A, B, 'http://a.test', 'https://*.a.test', 'https://a.test:*', 'http://localhost:*', 'https://*.github.io')
const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'patch', 'put', 'PURGE', 'TRACE', 'B@D')
const source = fc.constantFrom({ source: 'tenants' }, { source: 'tenants', key: 'host' }, { source: 'regions', key: { param: 'y' } })
const listedMethod = fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH')
const header = fc.constantFrom('Content-Type', 'X-A', 'X-B', 'Authorization')
const flag = fc.constantFrom('insecure-origins' as const, 'public-suffix-wildcards' as const, 'null-origin' as const)
const fields = fc.record({
  origins: fc.oneof(fc.constant('*' as const), fc.uniqueArray(fc.oneof({ weight: 2, arbitrary: pattern }, { weight: 1, arbitrary: source }), { minLength: 1, maxLength: 3 })),
  credentials: fc.boolean(),
  methods: fc.uniqueArray(listedMethod),
  allowedHeaders: fc.oneof(fc.constant('*' as const), fc.uniqueArray(header), fc.constant(['*', 'X-A'])),
  exposedHeaders: fc.oneof(fc.constant('*' as const), fc.uniqueArray(header)),
  dangerouslyAllow: fc.uniqueArray(flag)
}, { requiredKeys: ['origins'] })
const document = fc.record({
  scope: fc.option(fields),
  open: fields,
  x: fc.oneof(fc.constant(false), fc.constant('open'), fc.record({ credentials: fc.boolean(), methods: fc.uniqueArray(listedMethod) }, { requiredKeys: [] }), fields)
}).map(({ scope, open, x }) => ({ ...scope, policies: { open }, routes: { '/x/*': x } }))
const question = fc.record({
  origin,
  method,
  headers: fc.uniqueArray(header).map(names => names.map(name => [name, 'x'] as const)),
  credentials: fc.constantFrom('omit' as const, 'same-origin' as const, 'include' as const),
  engine: fc.constantFrom('standard' as const, 'chromium' as const, 'firefox' as const, 'safari' as const),
  route: fc.constantFrom('/x/y', '/other', undefined),
  sourceResult: fc.constantFrom('listed' as const, 'not-listed' as const, 'unavailable' as const, undefined)
})

t.test('every suggested fix of random policies allows the request or has the reported issues', async t => {
  const seen = new Map<string, number>()
  let added = 0
  fc.assert(fc.property(document, question, (document, question) => {
    let explanation
    try {
      explanation = explain(document as unknown as CorsPolicy, question)
    } catch (error) {
      if (error instanceof CorsPolicyError) return
      throw error
    }
    const verdict = explanation.change?.verdict ?? 'allowed'
    seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
    if (explanation.change?.addition) added++
    const problem = explanation.change && problemOf(document as unknown as CorsPolicyDocument, question, explanation.change)
    if (problem) throw new Error(JSON.stringify(problem))
  }), { seed: SEED, numRuns: isLong ? 50_000 : 1_000 })
  for (const verdict of ['allowed', 'safe', 'adds-findings', 'widens-credentials', 'unsafe', 'rejected', 'none']) t.ok(seen.has(verdict), `${verdict}: ${seen.get(verdict)}`)
  t.ok(added > 10, `${added} are additions to a source`)
})
