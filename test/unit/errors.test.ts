import { runInNewContext } from 'node:vm'
import t from 'tap'
import { CorsPolicyError, issuesOrThrow, preview } from '../../lib/errors.ts'
import { readGuardOptions } from '../../lib/plugin/origin-guard-options.ts'
import { readOptions } from '../../lib/plugin/options.ts'
import { policyLocation } from '../../lib/explain/policy-location.ts'
import { applyFixes } from '../../lib/lint/fix.ts'
import { locatedJson } from '../../lib/json/located-json.ts'
import { locationText } from '../../lib/text/json-pointer.ts'
import { validatePolicy } from '../../lib/validate.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'

const issue: CorsPolicyIssue = { id: 'origin-has-path', path: '/origins/1', value: 'https://example.com/', message: '"https://example.com/" has a path. Use "https://example.com".' }

t.test('an error message has a headline and one line for each issue', async t => {
  const error = new CorsPolicyError('FST_CORS_POLICY_INVALID', [issue, { ...issue, path: '', value: undefined }])
  t.equal(error.message, [
    'Invalid CORS policy: 2 issues, explained in fastify-cors-policy/docs/errors.md',
    '  origins[1]: "https://example.com/" has a path. Use "https://example.com". (origin-has-path)',
    '  "https://example.com/" has a path. Use "https://example.com". (origin-has-path)'
  ].join('\n'))
})

t.test('each issue of an invalid policy has a location, the value, the reason, the fix and the id', async t => {
  t.throws(() => validatePolicy({ origins: ['https://example.com/'] }), {
    message: 'Invalid CORS policy: 1 issue, explained in fastify-cors-policy/docs/errors.md\n  origins[0]: "https://example.com/" has a path. ' +
      'An origin has no path and no trailing slash. Use "https://example.com". (origin-has-path)'
  })
})

t.test('an error message shows the first 20 issues and the number of the others', async t => {
  const { message, issues } = new CorsPolicyError('FST_CORS_ROUTES_INVALID', Array.from({ length: 23 }, () => issue))
  const lines = message.split('\n')
  t.equal(lines[0], 'Invalid CORS on routes: 23 issues, explained in fastify-cors-policy/docs/errors.md')
  t.equal(lines.length, 22)
  t.equal(lines.at(-1), '  … and 3 more')
  t.equal(issues.length, 23)
})

t.test('CorsPolicyError is a TypeError with a name, a code and frozen issues', async t => {
  const issues = [{ ...issue }]
  const error = new CorsPolicyError('FST_CORS_DUPLICATE', issues)
  t.ok(error instanceof TypeError)
  t.equal(error.name, 'CorsPolicyError')
  t.equal(error.code, 'FST_CORS_DUPLICATE')
  t.match(error.message, /^CORS registered twice: 1 issue, explained in fastify-cors-policy\/docs\/errors\.md\n/)
  t.not(error.issues, issues)
  t.ok(Object.isFrozen(error.issues) && Object.isFrozen(error.issues[0]))
  t.notOk(Object.isFrozen(issues[0]), 'the issues of the caller are not frozen')
})

t.test('instanceof accepts errors of another copy of this module, and no other values', async t => {
  const { CorsPolicyError: Other, issuesOrThrow: issuesByOther } = await import('../../lib/errors.ts?another-copy' as '../../lib/errors.ts')
  t.not(Other, CorsPolicyError)
  const error = new Other('FST_CORS_DUPLICATE', [issue])
  t.ok(error instanceof CorsPolicyError)
  t.ok(new CorsPolicyError('FST_CORS_DUPLICATE', [issue]) instanceof Other)
  t.equal(issuesOrThrow(error), error.issues)
  t.strictSame(issuesByOther(error), [issue])
  class Special extends CorsPolicyError {}
  t.ok(new Special('FST_CORS_DUPLICATE', []) instanceof CorsPolicyError)
  t.ok(new Special('FST_CORS_DUPLICATE', []) instanceof Special)
  t.notOk(error instanceof Special)
  for (const value of [new TypeError('x'), { name: 'CorsPolicyError', issues: [] }, null, undefined, 'x', () => {}]) {
    t.notOk((value as object) instanceof CorsPolicyError)
    t.notOk((value as object) instanceof Special)
  }
  t.strictSame(Object.getOwnPropertySymbols(error), [], 'the error has no own symbol')
})

t.test('code that catches CorsPolicyError throws any other error again', async t => {
  const fault = new RangeError('out of memory')
  const { has } = WeakSet.prototype
  const source = locatedJson('{ "origins": ["https://a.test", "https://a.test"] }', false)
  const fix = { fix: { op: 'remove', path: '/origins/1' } } as unknown as Parameters<typeof applyFixes>[1][0]
  const origin = { from: 'scope', document: { origins: '*' }, names: new Map(), privateSuffixes: [], name: undefined, paths: undefined, caseSensitive: true, config: undefined, inEffect: [] } as const
  const place = policyLocation(origin, 'route')
  const catching: Record<string, () => unknown> = {
    register: () => readOptions({ origins: '*' }, undefined),
    originGuard: () => readGuardOptions({ alsoAllow: ['https://a.test'] }, []),
    explain: () => place.issuesOf({ origins: '*' }),
    fix: () => applyFixes(source, [fix])
  }
  for (const [name, run] of Object.entries(catching)) {
    t.doesNotThrow(run, name)
    // Simulates an unexpected error inside the validation.
    Reflect.set(WeakSet.prototype, 'has', () => { throw fault })
    try {
      run()
      t.fail(`${name} hides an unexpected error`)
    } catch (error) {
      t.equal(error, fault, name)
    } finally {
      Reflect.set(WeakSet.prototype, 'has', has)
    }
  }
})

t.test('locations and values in a message are escaped, so they cannot break lines or control a terminal', async t => {
  const { message } = new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ ...issue, path: `/routes/a\nb\u001b[2J\u202e${'x'.repeat(99)}` }])
  t.equal(message.split('\n').length, 2)
  t.match(message, 'routes["a\\nb\\u001b[2J\\u202exx')
  t.throws(() => validatePolicy({ origins: ['https://\u202e\u2028\u009b\u00ad'] }), {
    message: /\n {2}origins\[0\]: "https:\/\/\\u202e\\u2028\\u009b\\u00ad" contains [^\n]*$/
  })
})

const locations: [path: string, text: string][] = [
  ['', ''],
  ['/origins/0', 'origins[0]'],
  ['/policies/admin/origins/10', 'policies.admin.origins[10]'],
  ['/routes/~1admin~1*/maxAge', 'routes["/admin/*"].maxAge'],
  ['/routes/a~0"b', 'routes["a~\\"b"]'],
  ['/policies//origins', 'policies[""].origins'],
  ['/$schema', '$schema'],
  ['/01', '["01"]'],
  ['/1', '[1]']
]
for (const [path, text] of locations) {
  t.test(`the JSON Pointer ${JSON.stringify(path)} is shown as ${text}`, async t => {
    t.equal(locationText(path), text)
  })
}

const cyclic: unknown[] = []
cyclic.push({ cyclic })
const { proxy, revoke } = Proxy.revocable({}, {})
revoke()

const previews: [name: string, value: unknown, text: string][] = [
  ['text', 'a"b', '"a\\"b"'],
  ['a number', -1.5, '-1.5'],
  ['NaN', NaN, 'NaN'],
  ['a boolean', true, 'true'],
  ['null', null, 'null'],
  ['undefined', undefined, 'undefined'],
  ['a bigint', 10n ** 500n, 'a bigint'],
  ['a symbol', Symbol('x'), 'a symbol'],
  ['a symbol in a list', [Symbol('x'), 1], '[…,1]'],
  ['a function', () => {}, 'a function'],
  ['a list', ['a', 1, null], '["a",1,null]'],
  ['an object', { a: { 'b"': [] } }, '{"a":{"b\\"":[]}}'],
  ['a regular expression', /a\/b/g, '/a\\/b/g'],
  ['a regular expression of another realm', runInNewContext('/a/g'), '/a/g'],
  ['a Date', new Date(NaN), 'a Date'],
  ['a cycle', cyclic, '[{"cyclic":[…]}]'],
  ['a getter that throws', { get a () { throw new Error('no') } }, 'an unreadable object'],
  ['a revoked proxy', proxy, 'an unreadable object'],
  ['a throwing toJSON', { toJSON () { throw new Error('no') } }, '{"toJSON":a function}']
]
for (const [name, value, text] of previews) {
  t.test(`${name} is shown as ${text}`, async t => {
    t.equal(preview(value), text)
  })
}

t.test('a preview is cut at 80 characters, and the rest of the value is not read', async t => {
  t.equal(preview('x'.repeat(1e6)), `"${'x'.repeat(78)}…`)
  t.equal(preview(new Array(4e9)).length, 80)
  let reads = 0
  preview(Array.from({ length: 1000 }, () => ({ get a () { return reads++ } })))
  t.ok(reads < 20)
})
