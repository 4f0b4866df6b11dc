import { runInNewContext } from 'node:vm'
import t from 'tap'
import { CorsPolicyError, issuesOrThrow, preview } from '../../lib/errors.ts'
import { readGuardOptions } from '../../lib/plugin/guard-options.ts'
import { readOptions } from '../../lib/plugin/options.ts'
import { policyLocation } from '../../lib/explain/policy-location.ts'
import { applyFixes } from '../../lib/lint/fix.ts'
import { jsonSource } from '../../lib/json/source.ts'
import { validatePolicy } from '../../lib/validate.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'

const issue: CorsPolicyIssue = { id: 'origin-has-path', path: '/origins/1', value: 'https://example.com/', message: 'has a path. Write "https://example.com".' }

t.test('a message has a headline and a line an issue', async t => {
  const error = new CorsPolicyError('FST_CORS_POLICY_INVALID', [issue, { ...issue, path: '', value: undefined }])
  t.equal(error.message, [
    'Invalid CORS policy: 2 issues, explained in fastify-cors-policy/README.md',
    '  /origins/1 "https://example.com/": has a path. Write "https://example.com". [#origin-has-path]',
    '  has a path. Write "https://example.com". [#origin-has-path]'
  ].join('\n'))
})

t.test('a real message names value, reason, remedy and id', async t => {
  t.throws(() => validatePolicy({ origins: ['https://example.com/'] }), {
    message: 'Invalid CORS policy: 1 issue, explained in fastify-cors-policy/README.md\n  /origins/0 "https://example.com/": has a path, be it "/"; a serialized origin has none. ' +
      'Write "https://example.com". [#origin-has-path]'
  })
})

t.test('a message shows the first 20 issues and says how many follow', async t => {
  const { message, issues } = new CorsPolicyError('FST_CORS_ROUTES_INVALID', Array.from({ length: 23 }, () => issue))
  const lines = message.split('\n')
  t.equal(lines[0], 'Invalid CORS on routes: 23 issues, explained in fastify-cors-policy/README.md')
  t.equal(lines.length, 22)
  t.equal(lines.at(-1), '  … and 3 more')
  t.equal(issues.length, 23)
})

t.test('it is a TypeError with name, code and frozen issues', async t => {
  const issues = [{ ...issue }]
  const error = new CorsPolicyError('FST_CORS_DUPLICATE', issues)
  t.ok(error instanceof TypeError)
  t.equal(error.name, 'CorsPolicyError')
  t.equal(error.code, 'FST_CORS_DUPLICATE')
  t.match(error.message, /^CORS registered twice: 1 issue, explained in fastify-cors-policy\/README\.md\n/)
  t.not(error.issues, issues)
  t.ok(Object.isFrozen(error.issues) && Object.isFrozen(error.issues[0]))
  t.notOk(Object.isFrozen(issues[0]), 'what was given is left alone')
})

t.test('an error of another copy of this module is one too, and nothing else is', async t => {
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
  t.strictSame(Object.getOwnPropertySymbols(error), [], 'the brand is not among its own members')
})

t.test('what is not a refusal passes through wherever refusals are caught', async t => {
  const fault = new RangeError('out of memory, say')
  const { has } = WeakSet.prototype
  const source = jsonSource('{ "origins": ["https://a.test", "https://a.test"] }', false)
  const fix = { fix: { op: 'remove', path: '/origins/1' } } as unknown as Parameters<typeof applyFixes>[1][0]
  const origin = { from: 'scope', document: { origins: '*' }, names: new Map(), privateSuffixes: [], name: undefined, paths: undefined, config: undefined, inEffect: [] } as const
  const place = policyLocation(origin, 'route')
  const catching: Record<string, () => unknown> = {
    register: () => readOptions({ origins: '*' }, undefined),
    originGuard: () => readGuardOptions({ alsoAllow: ['https://a.test'] }, []),
    explain: () => place.issuesOf({ origins: '*' }),
    fix: () => applyFixes(source, [fix])
  }
  for (const [name, run] of Object.entries(catching)) {
    t.doesNotThrow(run, name)
    // Whatever the validation itself fails of.
    Reflect.set(WeakSet.prototype, 'has', () => { throw fault })
    try {
      run()
      t.fail(`${name} hides a fault`)
    } catch (error) {
      t.equal(error, fault, name)
    } finally {
      Reflect.set(WeakSet.prototype, 'has', has)
    }
  }
})

t.test('a pointer and a value can neither break the lines nor obey on a terminal', async t => {
  const { message } = new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ ...issue, path: `/routes/a\nb\u001b[2J${'x'.repeat(99)}`, value: '\u202e\u2028\u009b\n' }])
  t.equal(message.split('\n').length, 2)
  t.match(message, '/routes/a\\u000ab\\u001b[2Jxx')
  t.match(message, ' "\\u202e\\u2028\\u009b\\n": ')
})

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

t.test('a long value is cut at 80 characters, and read no further', async t => {
  t.equal(preview('x'.repeat(1e6)), `"${'x'.repeat(78)}…`)
  t.equal(preview(new Array(4e9)).length, 80)
  let reads = 0
  preview(Array.from({ length: 1000 }, () => ({ get a () { return reads++ } })))
  t.ok(reads < 20)
})
