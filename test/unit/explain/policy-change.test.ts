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

const A = 'https://a.test'
const B = 'https://b.test'

interface Row {
  readonly name: string
  readonly document: CorsPolicyDocument
  readonly question: CorsDocumentQuestion
  readonly verdict: CorsPolicyChange['verdict']
  readonly patch: CorsPolicyChange['patch']
  readonly flags?: readonly string[]
  /** Ids; not looked at where they are not given. */
  readonly findings?: readonly string[]
  /** Ids. */
  readonly issues?: readonly string[]
}

const rows: Row[] = [
  {
    name: 'an origin is added to the list',
    document: { origins: [A] },
    question: { origin: B },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/origins/-', value: B }]
  },
  {
    name: 'all that is missing is added at once, header names as the page spells them',
    document: { origins: [A], methods: ['PUT'], allowedHeaders: ['X-A'] },
    question: { origin: B, method: 'DELETE', headers: { 'X-B': '1', 'Content-Type': 'application/json' }, credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [
      { op: 'add', path: '/origins/-', value: B },
      { op: 'add', path: '/credentials', value: true },
      { op: 'add', path: '/methods/-', value: 'DELETE' },
      { op: 'add', path: '/allowedHeaders/-', value: 'Content-Type' },
      { op: 'add', path: '/allowedHeaders/-', value: 'X-B' }
    ]
  },
  {
    name: 'an origin is added to a list that an override with credentials takes over',
    document: { origins: [A], routes: { '/x/*': { credentials: true } } },
    question: { origin: B },
    verdict: 'widens-credentials',
    patch: [{ op: 'add', path: '/origins/-', value: B }]
  },
  {
    name: 'an override with credentials and a list of its own takes nothing over',
    document: { origins: [A], routes: { '/x/*': { origins: [A], credentials: true } } },
    question: { origin: B },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/origins/-', value: B }]
  },
  {
    name: 'an insecure origin without credentials is accepted, and lint says what it is',
    document: { origins: [A] },
    question: { origin: 'http://b.test' },
    verdict: 'adds-findings',
    findings: ['insecure-origin'],
    patch: [{ op: 'add', path: '/origins/-', value: 'http://b.test' }]
  },
  {
    name: 'an insecure origin with credentials needs its flag',
    document: { origins: [A], credentials: true },
    question: { origin: 'http://b.test' },
    verdict: 'unsafe',
    patch: [
      { op: 'add', path: '/origins/-', value: 'http://b.test' },
      { op: 'add', path: '/dangerouslyAllow', value: ['insecure-origins'] }
    ],
    flags: ['insecure-origins']
  },
  {
    name: 'flags that are there stay',
    document: { origins: [A], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    question: { origin: 'http://b.test' },
    verdict: 'unsafe',
    patch: [
      { op: 'add', path: '/origins/-', value: 'http://b.test' },
      { op: 'add', path: '/dangerouslyAllow/-', value: 'insecure-origins' }
    ],
    flags: ['insecure-origins']
  },
  {
    name: 'credentials for a list with insecure origins and wildcards of strangers need both flags',
    document: { origins: ['http://b.test', 'https://*.github.io', A] },
    question: { origin: A, credentials: 'include' },
    verdict: 'unsafe',
    patch: [
      { op: 'add', path: '/credentials', value: true },
      { op: 'add', path: '/dangerouslyAllow', value: ['insecure-origins', 'public-suffix-wildcards'] }
    ],
    flags: ['insecure-origins', 'public-suffix-wildcards']
  },
  {
    name: 'the opaque origin needs its flag',
    document: { origins: [A] },
    question: { origin: 'null' },
    verdict: 'unsafe',
    patch: [{ op: 'add', path: '/origins/-', value: 'null' }, { op: 'add', path: '/dangerouslyAllow', value: ['null-origin'] }],
    flags: ['null-origin']
  },
  {
    name: 'the opaque origin never goes with credentials',
    document: { origins: [A], credentials: true },
    question: { origin: 'null' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/origins/-', value: 'null' }],
    issues: ['null-origin-with-credentials']
  },
  {
    name: 'what browsers never send is refused with what was meant',
    document: { origins: [A] },
    question: { origin: 'https://b.test/' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/origins/-', value: 'https://b.test/' }],
    issues: ['origin-has-path']
  },
  {
    name: 'so is an empty text',
    document: { origins: [A] },
    question: { origin: '' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/origins/-', value: '' }],
    issues: ['origin-is-empty']
  },
  {
    name: 'no list allows a text with a wildcard as origin',
    document: { origins: [A] },
    question: { origin: 'https://*.b.test' },
    verdict: 'none',
    patch: []
  },
  {
    name: 'with credentials every origin becomes one, and wildcards become lists',
    document: { origins: '*', allowedHeaders: ['*', 'Authorization', 'X-A'], exposedHeaders: '*' },
    question: { origin: A, credentials: 'include', headers: { 'X-B': '1', authorization: '2' } },
    verdict: 'widens-credentials',
    patch: [
      { op: 'replace', path: '/origins', value: [A] },
      { op: 'add', path: '/credentials', value: true },
      { op: 'replace', path: '/allowedHeaders', value: ['Authorization', 'X-A', 'X-B'] },
      { op: 'replace', path: '/exposedHeaders', value: [] }
    ]
  },
  {
    name: 'credentials can be allowed where they are denied by name',
    document: { origins: [A], credentials: false },
    question: { origin: A, credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [{ op: 'replace', path: '/credentials', value: true }]
  },
  {
    name: 'Authorization is listed beside "*"',
    document: { origins: '*', allowedHeaders: '*' },
    question: { origin: A, headers: { Authorization: '1' } },
    verdict: 'safe',
    patch: [{ op: 'replace', path: '/allowedHeaders', value: ['*', 'Authorization'] }]
  },
  {
    name: 'no header of responses is allowed in requests',
    document: { origins: [A] },
    question: { origin: A, headers: { 'Access-Control-Allow-Origin': '*' } },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/allowedHeaders', value: ['Access-Control-Allow-Origin'] }],
    issues: ['header-belongs-to-responses']
  },
  {
    name: 'a method is listed in upper case only',
    document: { origins: [A], methods: ['PATCH'] },
    question: { origin: A, method: 'patch' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/methods/-', value: 'patch' }],
    issues: ['method-has-lower-case']
  },
  {
    name: 'no policy helps a method that Node does not take',
    document: { origins: [A] },
    question: { origin: A, method: 'patch' },
    verdict: 'none',
    patch: []
  },
  {
    name: 'no policy helps a request that browsers refuse to make',
    document: { origins: [A] },
    question: { origin: A, method: 'TRACE' },
    verdict: 'none',
    patch: []
  },
  {
    name: 'a named policy is changed where it stands',
    document: { policies: { 'a/b': { origins: [A] } } },
    question: { origin: B, policy: 'a/b' },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/policies/a~1b/origins/-', value: B }]
  },
  {
    name: 'so it is where a route names it',
    document: { policies: { open: { origins: [A] } }, routes: { '/x': 'open' } },
    question: { origin: B, route: '/x' },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/policies/open/origins/-', value: B }]
  },
  {
    name: 'an override grows by what it has, and gets what it lacks',
    document: { origins: [A], credentials: true, routes: { '/x/*': { allowedHeaders: ['X-A'] } } },
    question: { origin: B, route: '/x/y', headers: { 'X-B': '1' } },
    verdict: 'widens-credentials',
    patch: [
      { op: 'add', path: '/routes/~1x~1*/origins', value: [A, B] },
      { op: 'add', path: '/routes/~1x~1*/allowedHeaders/-', value: 'X-B' }
    ]
  },
  {
    name: 'where a route is off it gets an override of the scope\'s policy',
    document: { origins: [A], routes: { '/x': false } },
    question: { origin: B, route: '/x', credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [{ op: 'replace', path: '/routes/~1x', value: { origins: [B], credentials: true } }]
  },
  {
    name: 'where all is off the route gets a policy of its own',
    document: { policies: { open: { origins: '*' } }, routes: { '/y': 'open' } },
    question: { origin: A, route: '/x', method: 'PUT', headers: { 'X-A': '1' } },
    verdict: 'adds-findings',
    findings: ['max-age-absent'],
    patch: [{ op: 'add', path: '/routes/~1x', value: { origins: [A], allowedHeaders: ['X-A'] } }]
  },
  {
    name: 'so it does where there are no routes yet',
    document: { policies: { open: { origins: '*' } } },
    question: { origin: A, route: '/x~y' },
    verdict: 'safe',
    patch: [{ op: 'add', path: '/routes', value: { '/x~y': { origins: [A] } } }]
  },
  {
    name: 'where all is off and no route is named the scope gets a policy',
    document: { policies: { open: { origins: '*' } } },
    question: { origin: A, credentials: 'include' },
    verdict: 'widens-credentials',
    patch: [{ op: 'add', path: '/origins', value: [A] }, { op: 'add', path: '/credentials', value: true }]
  },
  {
    name: 'a route that is no pattern cannot have a policy',
    document: { policies: { open: { origins: '*' } } },
    question: { origin: A, route: '/a*b' },
    verdict: 'rejected',
    patch: [{ op: 'add', path: '/routes', value: { '/a*b': { origins: [A] } } }],
    issues: ['route-pattern-is-invalid']
  }
]

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
