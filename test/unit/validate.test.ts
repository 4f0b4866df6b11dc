import { readFileSync } from 'node:fs'
import t from 'tap'
import { CorsPolicyError } from '../../lib/errors.ts'
import { scopePolicy, validateOverride, validatePolicy } from '../../lib/validate.ts'
import { wrongValue } from '../../lib/validate/wrong-value.ts'
import type { InheritedScope } from '../../lib/validate/choice.ts'
import { ISSUE_IDS, keysOf } from '../../lib/validate/issue.ts'
import { readOriginPattern } from '../../lib/validate/origin-grammar.ts'
import { isRecord } from '../../lib/validate/policy.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsFix, CorsPolicyIssue } from '../../types/report.ts'
import { rejectedLists, rejectedPolicies, textOf } from '../rejected-policies.ts'
import { issuesOf } from './validate/issues.ts'

const APP = 'https://app.example.com'

function errorOf (input: unknown, outer?: InheritedScope): CorsPolicyError {
  try {
    validatePolicy(input, outer)
  } catch (error) {
    if (error instanceof CorsPolicyError) return error
    throw error
  }
  throw new Error('accepted')
}

for (const { name, document, outer, issues, near } of rejectedPolicies) {
  t.test(`rejects ${name}, and accepts a similar valid document`, async t => {
    const error = errorOf(document, outer)
    t.strictSame(error.issues.map(({ id, path, fix }) => fix === undefined ? { id, path } : { id, path, fix: textOf(id, fix) }), issues.map(({ says, ...issue }) => issue))
    for (const [i, { says }] of issues.entries()) if (says !== undefined) t.match(error.issues[i]!.message, says)
    for (const { message, fix } of error.issues) {
      t.match(message, /^(?:[A-Z"/]|true |-?\d).*\.$/, 'the message has a subject and ends with a full stop')
      if (fix !== undefined) t.ok(message.includes(`Use ${fix.op === 'move' ? JSON.stringify(textOf('', fix)) : textOf('wrong-type', fix)}`), 'the message contains the fix')
    }
    t.ok(error.issues.every(issue => !('fix' in issue) || issue.fix !== undefined), 'no issue has an undefined fix')
    t.doesNotThrow(() => validatePolicy(near))
  })
}

/** Returns the document with the fix of an issue applied, and with the flag that its message mentions. */
function withFix (document: unknown, id: string, fix: CorsFix): unknown {
  const copy = structuredClone(document)
  const [from, to] = [fix.op === 'move' ? fix.from : fix.path, fix.path].map((path) => {
    const keys = keysOf(path)
    const name = keys.pop() as string
    return { parent: keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy) as Record<string, unknown>, name }
  }) as [Place, Place]
  const value = fix.op === 'move' ? from.parent[from.name] : fix.op === 'remove' ? undefined : fix.value
  if (fix.op === 'move') delete from.parent[from.name]
  to.parent[to.name] = value
  return { ...copy as object, ...(id === 'null-origin' ? { dangerouslyAllow: ['null-origin'] } : {}) }
}

interface Place {
  readonly parent: Record<string, unknown>
  readonly name: string
}

t.test('applying the fix of an issue leads to no issue that the message does not already mention', async t => {
  let count = 0
  for (const { name, document, outer } of rejectedPolicies) {
    for (const issue of errorOf(document, outer).issues) {
      if (issue.fix === undefined) continue
      count++
      const isNew = ({ path, message }: CorsPolicyIssue) => (path === issue.path || path.startsWith(`${issue.path}/`)) && !issue.message.includes(message)
      t.strictSame((issuesOf(() => validatePolicy(withFix(document, issue.id, issue.fix!), outer)) ?? []).filter(isNew), [], name)
    }
  }
  t.ok(count > 50, `${count} fixes`)
})

t.test('the table of rejected policies has every kind of issue, and no unknown kind', async t => {
  const shown = new Set([...rejectedPolicies, ...rejectedLists].flatMap(({ issues }) => issues.map(({ id }) => id)))
  t.strictSame([...shown].sort(), [...ISSUE_IDS].sort())
})

t.test('validatePolicy reports all issues at once, in the order of the document', async t => {
  const error = errorOf({
    routes: { '/b*': 'b', '/a': { methods: ['put'] } },
    origins: [`${APP}/`, APP, 'http://a.test'],
    policies: { p: { maxAge: null, credentials: 1 } },
    maxAge: '5',
    credentials: true,
    orgins: [],
    privateSuffixes: ['.a']
  })
  t.equal(error.code, 'FST_CORS_POLICY_INVALID')
  t.strictSame(error.issues.map(({ path }) => path), [
    '/routes/~1b*', '/routes/~1b*', '/routes/~1a/methods/0', '/origins/0', '/origins/2', '/policies/p/maxAge', '/policies/p/credentials',
    '/policies/p/origins', '/maxAge', '/orgins', '/privateSuffixes/0'
  ])
})

t.test('the issue of an override names the inherited value that it conflicts with', async t => {
  const [issue] = errorOf({ origins: ['http://a.test'], routes: { '/a': { credentials: true } } }).issues
  t.match(issue, { value: true, message: /^The override conflicts with the policy that it overrides\. In `origins`, "http:\/\/a\.test" is not secure/ })
})

t.test('validatePolicy returns a deeply frozen copy, and returns its own results unchanged', async t => {
  const input = { origins: [APP], policies: { p: { origins: [APP] } }, routes: { '/a': { methods: ['PUT'] }, '/b': 'p', '/c': false }, maxAge: -0 }
  const document = validatePolicy(input)
  t.strictSame(document, { ...input, maxAge: 0 })
  t.not(document, input)
  t.ok(Object.is(document.maxAge, 0), '-0 becomes 0')
  for (const value of [document, document.origins, document.policies?.['p'], document.policies?.['p']?.origins, document.routes?.['/a']]) {
    t.ok(Object.isFrozen(value))
  }
  t.equal(validatePolicy(document), document)
  input.origins.push('https://evil.test')
  t.strictSame(document.origins, [APP])
})

t.test('validatePolicy accepts objects without a prototype and objects of other realms', async t => {
  const bare = Object.assign(Object.create(null), { origins: [APP] })
  t.strictSame(validatePolicy(bare), { origins: [APP] })
  const { runInNewContext } = await import('node:vm')
  t.strictSame(validatePolicy(runInNewContext(`({ origins: ['${APP}'] })`)), { origins: [APP] })
})

t.test('a document can use the policy names of outer registrations', async t => {
  const outer: InheritedScope = { names: new Map([['outer', { origins: [APP] }]]), privateSuffixes: [] }
  const input = { policies: { inner: { origins: '*' } }, routes: { '/a': 'outer', '/b': 'inner' } }
  t.strictSame(validatePolicy(input, outer), input)
  t.match(errorOf(validatePolicy(input, outer)).issues, [{ id: 'unknown-policy-name', path: '/routes/~1a' }],
    'the same document is invalid without the outer names')
})

t.test('the first 20 unknown names of policies have a suggestion, whatever else is wrong', async t => {
  const origins = Array.from({ length: 25 }, (_, i) => `https://a${i}.example/`)
  const routes = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`/${i}`, 'pubic']))
  const { issues } = errorOf({ origins, policies: { public: { origins: '*' } }, routes })
  t.strictSame(issues.filter(({ id }) => id === 'unknown-policy-name').map(({ message }) => message.includes('Use "public"')),
    Array.from({ length: 25 }, (_, i) => i < 20))
})

t.test('a valid document is validated again with the private suffixes of outer registrations', async t => {
  const tenants = { origins: ['https://*.customers.example.com'], credentials: true }
  const outer: InheritedScope = { names: new Map(), privateSuffixes: ['customers.example.com'] }
  t.match(errorOf(validatePolicy(tenants), outer).issues, [{ id: 'public-suffix-wildcard-with-credentials', path: '/origins/0' }])
  t.strictSame(validatePolicy(tenants, { names: new Map(), privateSuffixes: ['a.test'] }), tenants)
})

t.test('an empty method list, safelisted names and duplicates are valid', async t => {
  t.doesNotThrow(() => validatePolicy({
    origins: [APP, APP], methods: [], allowedHeaders: ['Accept', 'accept'], exposedHeaders: ['Pragma'], privateSuffixes: []
  }))
})

t.test('scopePolicy returns the fields of the policy, frozen', async t => {
  const document = validatePolicy({ $schema: 'x', origins: [APP], maxAge: 5, policies: {}, routes: {}, notFound: false })
  const policy = scopePolicy(document)
  t.strictSame(policy, { origins: [APP], maxAge: 5 })
  t.ok(Object.isFrozen(policy))
  t.equal(policy?.origins, document.origins)
  t.equal(scopePolicy(validatePolicy({ policies: { p: { origins: '*' } } })), undefined)
})

t.test('validateOverride returns the effective policy of a choice', async t => {
  const scope: CorsPolicy = { origins: [APP], credentials: true, methods: ['PUT'] }
  const named: CorsPolicy = { origins: '*' }
  const names = new Map([['public', named]])
  const choose = (choice: unknown, within: CorsPolicy | undefined = scope) => validateOverride(choice, within, { names, privateSuffixes: ['mine.test'] }, '/config/cors')

  t.test('false disables CORS', async t => {
    t.strictSame(choose(false), { policy: false, name: undefined, issues: [] })
  })
  t.test('a name selects a policy, without merging', async t => {
    t.strictSame(choose('public'), { policy: named, name: 'public', issues: [] })
    t.equal(choose('public').policy, named)
  })
  t.test('an unknown name has a suggestion', async t => {
    t.match(choose('pulbic').issues, [{ id: 'unknown-policy-name', message: /Use "public"\.$/ }])
  })
  t.test('an override replaces fields and never merges lists', async t => {
    const { policy, name, issues } = choose({ origins: ['https://b.test'], methods: ['DELETE'] })
    t.strictSame(policy, { origins: ['https://b.test'], credentials: true, methods: ['DELETE'] })
    t.equal(name, undefined)
    t.strictSame(issues, [])
    t.ok(Object.isFrozen(policy))
  })
  t.test('an empty override keeps the scope\'s policy', async t => {
    t.strictSame(choose({}).policy, scope)
  })
  t.test('an override must be a complete policy if CORS is disabled', async t => {
    t.strictSame(validateOverride({ origins: '*' }, undefined, { names, privateSuffixes: [] }, '/config/cors').policy, { origins: '*' })
    const { policy, issues } = validateOverride({ methods: ['PUT'] }, undefined, { names, privateSuffixes: [] }, '/config/cors')
    t.equal(policy, false)
    t.match(issues, [{ id: 'missing-field', path: '/config/cors/origins' }])
  })

  const refused: [name: string, choice: unknown, id: string, path: string][] = [
    ['true', true, 'cors-true-is-ambiguous', ''],
    ['null', null, 'value-is-missing', ''],
    ['undefined', undefined, 'value-is-missing', ''],
    ['an empty name', '', 'value-is-missing', ''],
    ['a number', 1, 'wrong-type', ''],
    ['a function', () => false, 'value-is-not-data', ''],
    ['an unknown name', 'pubic', 'unknown-policy-name', ''],
    ['an unknown field', { orgins: [APP] }, 'unknown-field', '/orgins'],
    ['a field of documents', { routes: {} }, 'unknown-field', '/routes'],
    ['a field of null', { methods: null }, 'value-is-missing', '/methods'],
    ['every origin where the scope has credentials', { origins: '*' }, 'wildcard-with-credentials', '/origins'],
    ['a wildcard below a private suffix', { origins: ['https://*.mine.test'] }, 'public-suffix-wildcard-with-credentials', '/origins/0']
  ]
  for (const [name, choice, id, path] of refused) {
    t.test(`an override with ${name} gives issues and does not throw`, async t => {
      const { policy, issues } = choose(choice)
      t.equal(policy, false)
      t.match(issues, [{ id, path: `/config/cors${path}` }])
      t.equal(issues.length, 1)
    })
  }
  t.test('the issues of an override are in the order of its fields', async t => {
    t.strictSame(choose({ maxAge: -1, methods: ['put', 'x y('] }).issues.map(({ path }) => path),
      ['/config/cors/maxAge', '/config/cors/methods/0', '/config/cors/methods/1'])
  })
})

t.test('every origin pattern of the test vectors is parsed or rejected with the expected fix', async t => {
  const { vectors, invalidPatterns } = JSON.parse(readFileSync(new URL('../vectors/origins.json', import.meta.url), 'utf8'))
  for (const { pattern } of vectors) {
    if (pattern !== '*') t.ok(readOriginPattern(pattern), pattern)
  }
  for (const { pattern, suggest } of invalidPatterns) {
    const issue = errorOf({ origins: [pattern] }).issues[0]
    t.equal(issue?.path, '/origins/0')
    t.ok(issue?.message.includes(suggest ?? ''), `${pattern}: ${issue?.message}`)
  }
})

t.test('readOriginPattern parses an origin pattern', async t => {
  t.strictSame(readOriginPattern('null'), { kind: 'opaque' })
  t.equal(readOriginPattern('https://a/'), undefined)
  t.strictSame(readOriginPattern('https://*.example.com:*'), { kind: 'tuple', scheme: 'https', host: 'example.com', subdomains: true, label: undefined, port: '*' })
  t.strictSame(readOriginPattern('https://a-*-b.example.com:8443'),
    { kind: 'tuple', scheme: 'https', host: 'example.com', subdomains: false, label: { before: 'a-', after: '-b' }, port: '8443' })
  t.strictSame(readOriginPattern('moz-extension://*'),
    { kind: 'tuple', scheme: 'moz-extension', host: '*', subdomains: false, label: undefined, port: '' })
  t.strictSame(readOriginPattern('http://[::1]:8080'), { kind: 'tuple', scheme: 'http', host: '[::1]', subdomains: false, label: undefined, port: '8080' })
  t.strictSame(readOriginPattern('tauri://localhost'), { kind: 'tuple', scheme: 'tauri', host: 'localhost', subdomains: false, label: undefined, port: '' })
})

t.test('an invalid origin with credentials gives one issue', async t => {
  t.strictSame(errorOf({ origins: ['http://EXAMPLE.com', 'https://*.COM'], credentials: true }).issues.map(({ id }) => id),
    ['origin-has-upper-case', 'origin-has-upper-case'])
})

t.test('a value that is not data is reported without its placeholder', async (t) => {
  for (const origin of [() => true, /x/, [/x/, 'https://a.test']]) {
    const error = errorOf({ origin })
    t.notMatch(error.message, /Symbol|symbol/)
    t.same(error.issues.map(({ id }) => id).sort(), ['foreign-option', 'value-is-not-data'])
  }
})

t.test('excluded members are neither read nor copied, only at the top level', async t => {
  const outer: InheritedScope = { names: new Map(), privateSuffixes: [] }
  const input = { origins: [APP], get prefix () { throw new Error('read') } }
  t.strictSame(validatePolicy(input, outer, ['prefix']), { origins: [APP] })
  t.throws(() => validatePolicy({ origins: [APP], routes: { '/a': { lint: 1 } } }, outer, ['lint']), { code: 'FST_CORS_POLICY_INVALID' })
})

t.test('isRecord rejects null', async t => {
  t.strictSame([null, [], 'text', undefined, {}].map(isRecord), [false, false, false, false, true])
})

t.test('a fix never replaces another member', async t => {
  const rows: ReadonlyArray<readonly [document: unknown, fixes: readonly (string | undefined)[]]> = [
    [{ origins: [APP], Origins: '*' }, [undefined]],
    [{ origins: [APP], credentials: false, credential: true }, [undefined]],
    [{ Origins: '*', ORIGINS: [APP] }, [undefined, undefined]],
    [{ policies: { in: { origins: '*' } }, routes: { '/admin/*': false, 'admin/*': 'in' } }, [undefined]],
    [{ policies: { in: { origins: '*' } }, routes: { '/admin/**': 'in', 'admin/*': 'in' } }, [undefined, undefined]],
    [{ routes: { '/a': { origins: [APP], Origins: '*' } } }, [undefined]],
    [{ origins: [APP], credential: true, policies: { p: { origins: '*', credentials: false } } }, ['/credentials']]
  ]
  for (const [document, fixes] of rows) {
    const issues = issuesOf(() => validatePolicy(document)) ?? []
    t.strictSame(issues.map(({ fix }) => fix?.path), fixes, JSON.stringify(document))
    for (const { id, fix, message } of issues) if (fix === undefined && id !== 'missing-field') t.match(message, /More than one member of the object looks like ".*"\. Keep one of them\.$/)
  }
  const override = validateOverride({ maxAge: 1, maxage: 2 }, { origins: [APP] }, { names: new Map(), privateSuffixes: [] }, '/config/cors')
  t.strictSame(override.issues.map(({ fix }) => fix), [undefined])
})

t.test('options of the plugin are suggested beside the fields of its policy, and not in a policy within', async t => {
  const issues = (document: object, ...except: string[]) => issuesOf(() => validatePolicy(document, { names: new Map(), privateSuffixes: [] }, except)) ?? []
  t.match(issues({ origins: [APP], logLevl: 'info' }, 'logLevel'), [{ path: '/logLevl', message: /Use "logLevel"\.$/ }])
  t.match(issues({ policies: { a: { origins: [APP], logLevl: 'info' } } }, 'logLevel'), [{ path: '/policies/a/logLevl', message: /The known fields are/ }])
  t.match(issues({ origins: [APP], logLevl: 'info' }), [{ path: '/logLevl', message: /The known fields are/ }])
})

t.test('the issue of an option says what it must be, and what it is', async t => {
  const message = 'The value must be true or false, but it is "no". Default: true.'
  t.strictSame(wrongValue('/rescuePreflights', 'no', 'true or false', 'Default: true.'), { id: 'wrong-type', path: '/rescuePreflights', value: 'no', message })
})
