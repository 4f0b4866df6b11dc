/** Which policy is chosen, what it is called, and where an issue says that it stands. */
import t from 'tap'
import { ChoiceResolver, labelOf } from '../../lib/routes/choice.ts'
import type { Scope } from '../../lib/routes/scope.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'

const own: CorsPolicy = { origins: ['https://a.test'] }
const named: CorsPolicy = { origins: '*' }

const resolver = (document: CorsPolicyDocument, policy: CorsPolicy | undefined = own, privateSuffixes: readonly string[] = []) =>
  new ChoiceResolver({ policy, names: new Map([['named', named]]), privateSuffixes, document } as unknown as Scope)

t.test('a choice is called by the name of its policy, or by one of two words', async (t) => {
  t.equal(labelOf({ policy: named, name: 'named', from: 'config' }), 'named')
  t.equal(labelOf({ policy: named, name: 'named', from: 'scope' }), 'named')
  t.equal(labelOf({ policy: own, name: undefined, from: 'scope' }), 'scope')
  for (const from of ['config', 'routes', 'notFound'] as const) t.equal(labelOf({ policy: own, name: undefined, from }), 'override')
})

t.test('the first that says something decides: config.cors, routes, the scope', async (t) => {
  const choices = resolver({ ...own, routes: { '/a': 'named', '/b/*': false }, notFound: 'named' })
  t.strictSame(choices.forRoute('named', '/b/c', ''), { policy: named, name: 'named', from: 'config' })
  t.strictSame(choices.forRoute(undefined, '/b/c', ''), { policy: false, name: undefined, from: 'routes' })
  t.strictSame(choices.forRoute(undefined, '/a', ''), { policy: named, name: 'named', from: 'routes' })
  t.strictSame(choices.forRoute(undefined, '/c', ''), { policy: own, name: undefined, from: 'scope' })
  t.strictSame(choices.forNotFound(undefined), { policy: named, name: 'named', from: 'notFound' })
  t.strictSame(choices.forNotFound(false), { policy: false, name: undefined, from: 'config' })
  t.strictSame(resolver(own).forNotFound(undefined), { policy: own, name: undefined, from: 'scope' })
  t.strictSame(resolver({ policies: { named } }, undefined).forRoute(undefined, '/', '').policy, own)
})

t.test('equal texts are resolved once, and objects each by itself', async (t) => {
  const choices = resolver(own)
  const override = { maxAge: 5 }
  t.equal(choices.forRoute('named', '/a', ''), choices.forRoute('named', '/b', ''))
  t.equal(choices.forRoute(override, '/a', ''), choices.forRoute(override, '/b', ''))
  choices.forRoute('nameless', '/a', 'GET /a')
  choices.forRoute('nameless', '/b', 'GET /b')
  t.equal(choices.issues.length, 1)
})

t.test('issues say which route it is, and where the choice stands', async (t) => {
  const rows: ReadonlyArray<readonly [string, (choices: ChoiceResolver) => unknown, RegExp]> = [
    ['/config/cors', (choices) => choices.forRoute('x', '/', 'GET /'), /^GET \/: /],
    ['/config/cors', (choices) => choices.forNotFound('x'), /^not-found handler: /],
    ['/routes/~1a', (choices) => choices.forRoute(undefined, '/a', 'PUT /a'), /^PUT \/a: /],
    ['/notFound', (choices) => choices.forNotFound(undefined), /^not-found handler: /]
  ]
  for (const [path, choose, message] of rows) {
    const choices = resolver({ ...own, routes: { '/a': 'y' }, notFound: 'z' })
    choose(choices)
    t.match(choices.issues, [{ path, message }])
  }
})

t.test('an override is judged by the private suffixes in reach', async (t) => {
  const override = { origins: ['https://*.corp.test'], credentials: true }
  const issues = (privateSuffixes: readonly string[]) => {
    const choices = resolver(own, own, privateSuffixes)
    choices.forRoute(override, '/', '')
    return choices.issues.map(({ id }) => id)
  }
  t.strictSame(issues([]), [])
  t.strictSame(issues(['corp.test']), ['public-suffix-wildcard-with-credentials'])
})

t.test('a route is covered by the path that it was declared with, and by what the router makes of it: the longest pattern decides', async (t) => {
  const rows: ReadonlyArray<readonly [declared: string, routed: string, patterns: readonly string[], decides: string | undefined]> = [
    ['/a/', '/a', ['/a/', '/a', '/*'], '/a/'],
    ['/a/', '/a', ['/a', '/*'], '/a'],
    ['/a/', '/a', ['/a/*', '/a'], '/a/*'],
    ['/A', '/a', ['/A', '/*'], '/A'],
    ['/A', '/a', ['/a', '/A'], '/A'],
    ['/a/b/c', '/a/b/c', ['/*'], '/*'],
    ['//b', '//b', ['/*'], '/*'],
    ['/o/:id?', '/o', ['/o/:id'], '/o/:id'],
    ['/o/:x?/y', '/o/:x?/y', ['/o/:x/y', '/o/y'], undefined],
    ['/a//b', '/a/b', ['/a//b'], '/a//b'],
    ['/a//b', '/a/b', ['/a/b', '/a/*'], '/a/b'],
    ['/o/:x?', '/o', ['/o/:x?', '/o/:x', '/o'], '/o/:x?'],
    ['/o/:x?', '/o', ['/o/:x', '/o'], '/o/:x'],
    ['/o/:x?', '/o/:x', ['/o', '/*'], '/o'],
    ['/o/:x?/', '/o', ['/o/:x/'], '/o/:x/'],
    ['/o/:x?/', '/o', ['/o/'], '/o/'],
    ['/:x?', '/:x', ['/'], '/'],
    ['/p', '/p/', ['/p', '/p/*'], '/p/*'],
    ['/p', '/p/', ['/p'], undefined],
    ['/a', '/a', ['/a/', '/a/*', '/b'], undefined],
    ['/:x(^a?$)?', '/:x(^a?$)?', ['/', '/:x(^a?$)'], undefined],
    ['*', '*', ['/*'], '/*']
  ]
  for (const [declared, routed, patterns, decides] of rows) {
    const choices = resolver({ ...own, routes: Object.fromEntries(patterns.map((pattern) => [pattern, false])) })
    choices.forRoute(undefined, routed, '', declared)
    t.strictSame(patterns.filter((pattern) => !choices.idlePatterns.includes(pattern)), decides === undefined ? [] : [decides], `${declared} of ${patterns}`)
  }
})

t.test('patterns that cover no route are told', async (t) => {
  const choices = resolver({ ...own, routes: { '/a': 'named', '/b/*': false, '/c': false } })
  choices.forRoute(undefined, '/b/x', '')
  choices.forRoute('named', '/c', '')
  t.strictSame(choices.idlePatterns, ['/a', '/c'])
})
