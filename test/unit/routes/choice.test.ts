/** The chosen policy, its label, and the path of its issues. */
import t from 'tap'
import { ChoiceResolver, labelOf } from '../../../lib/routes/choice.ts'
import { namesOfSources, type Scope } from '../../../lib/routes/scope.ts'
import { RouteKeys } from '../../../lib/validate/covering-pattern.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'

const own: CorsPolicy = { origins: ['https://a.test'] }
const named: CorsPolicy = { origins: '*' }

const resolver = (document: CorsPolicyDocument, policy: CorsPolicy | undefined = own, privateSuffixes: readonly string[] = []) =>
  new ChoiceResolver({ policy, names: new Map([['named', named]]), privateSuffixes, document, sourceNames: new Set(['tenants']) } as unknown as Scope)

t.test('the label of a choice is the name of its policy, scope or override', async (t) => {
  t.equal(labelOf({ policy: named, name: 'named', from: 'config', base: undefined }), 'named')
  t.equal(labelOf({ policy: named, name: 'named', from: 'scope', base: undefined }), 'named')
  t.equal(labelOf({ policy: own, name: undefined, from: 'scope', base: undefined }), 'scope')
  for (const from of ['config', 'routes', 'notFound'] as const) t.equal(labelOf({ policy: own, name: undefined, from, base: undefined }), 'override')
})

t.test('config.cors has priority over routes, and routes over the scope', async (t) => {
  const choices = resolver({ ...own, routes: { '/a': 'named', '/b/*': false }, notFound: 'named' })
  t.strictSame(choices.forRoute('named', '/b/c', ''), { policy: named, name: 'named', from: 'config', base: undefined })
  t.strictSame(choices.forRoute(undefined, '/b/c', ''), { policy: false, name: undefined, from: 'routes', base: undefined })
  t.strictSame(choices.forRoute(undefined, '/a', ''), { policy: named, name: 'named', from: 'routes', base: undefined })
  t.strictSame(choices.forRoute(undefined, '/c', ''), { policy: own, name: undefined, from: 'scope', base: undefined })
  t.strictSame(choices.forNotFound(undefined), { policy: named, name: 'named', from: 'notFound', base: undefined })
  t.strictSame(choices.forNotFound(false), { policy: false, name: undefined, from: 'config', base: undefined })
  t.strictSame(resolver(own).forNotFound(undefined), { policy: own, name: undefined, from: 'scope', base: undefined })
  t.strictSame(resolver({ policies: { named } }, undefined).forRoute(undefined, '/', '').policy, own)
})

t.test('equal policy names are resolved once, and each object separately', async (t) => {
  const choices = resolver(own)
  const override = { maxAge: 5 }
  t.equal(choices.forRoute('named', '/a', ''), choices.forRoute('named', '/b', ''))
  t.equal(choices.forRoute(override, '/a', ''), choices.forRoute(override, '/b', ''))
  choices.forRoute('nameless', '/a', 'GET /a')
  choices.forRoute('nameless', '/b', 'GET /b')
  t.equal(choices.issues.length, 1)
})

t.test('the issues of a choice name its route and its path', async (t) => {
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

t.test('an override is validated with the private suffixes of all outer registrations', async (t) => {
  const override = { origins: ['https://*.corp.test'], credentials: true }
  const issues = (privateSuffixes: readonly string[]) => {
    const choices = resolver(own, own, privateSuffixes)
    choices.forRoute(override, '/', '')
    return choices.issues.map(({ id }) => id)
  }
  t.strictSame(issues([]), [])
  t.strictSame(issues(['corp.test']), ['public-suffix-wildcard-with-credentials'])
})

t.test('a key of routes covers a declared or routed path: an exact key first, then the longest pattern', async (t) => {
  const rows: ReadonlyArray<readonly [declared: string, routed: string, patterns: readonly string[], decides: string | undefined]> = [
    ['/a/', '/a', ['/a/', '/a', '/*'], '/a/'],
    ['/a/', '/a', ['/a', '/*'], '/a'],
    ['/a/', '/a', ['/a/*', '/a'], '/a'],
    ['/A', '/a', ['/A', '/*'], '/A'],
    ['/A', '/a', ['/a', '/A'], '/A'],
    ['/a/b/c', '/a/b/c', ['/*'], '/*'],
    ['//b', '//b', ['/*'], '/*'],
    ['/o/:id?', '/o', ['/o/:id'], undefined],
    ['/o/:id?', '/o/:id', ['/o/:id', '/o/+'], '/o/:id'],
    ['/o/:x?/y', '/o/:x?/y', ['/o/:x/y', '/o/y'], undefined],
    ['/a//b', '/a/b', ['/a//b'], '/a//b'],
    ['/a//b', '/a/b', ['/a/b', '/a/*'], '/a/b'],
    ['/o/:x?', '/o', ['/o/:x?', '/o/:x', '/o'], '/o/:x?'],
    ['/o/:x?', '/o', ['/o/:x', '/o'], '/o'],
    ['/o/:x?', '/o', ['/o/+', '/o/*'], '/o/*'],
    ['/o/:x?', '/o/:x', ['/o/+', '/o/*'], '/o/+'],
    ['/o/:x?', '/o/:x', ['/o', '/*'], '/*'],
    ['/o/:x?/', '/o', ['/o/:x/'], undefined],
    ['/o/:x?/', '/o/:x', ['/o/:x/'], '/o/:x/'],
    ['/o/:x?/', '/o', ['/o/'], '/o/'],
    ['/:x?', '/:x', ['/'], undefined],
    ['/:x?', '/', ['/+', '/'], '/'],
    ['/p', '/p/', ['/p', '/p/*'], '/p'],
    ['/p', '/p/', ['/p'], '/p'],
    ['/p', '/p/', ['/p', '/p/'], '/p/'],
    ['/p', '/p', ['/p', '/p/'], '/p'],
    ['/p/', '/p//', ['/p'], '/p'],
    ['/a', '/a', ['/a/', '/a/*', '/b'], '/a/'],
    ['/a', '/a', ['/a/*', '/*'], '/a/*'],
    ['/a', '/a/', ['/a/*', '/*'], '/a/*'],
    ['/a/', '/a//', ['/a/*', '/a/+'], '/a/*'],
    ['/ab', '/ab', ['/a/*', '/a/+', '/a'], undefined],
    ['/a/b', '/a/b', ['/a/*', '/a/+', '/+'], '/a/+'],
    ['/a/b', '/a/b', ['/a/b/*', '/a/+', '/a/b/+'], '/a/b/*'],
    ['/a/b/c', '/a/b/c', ['/a/*', '/+'], '/a/*'],
    ['/a', '/a', ['/a/+'], undefined],
    ['/a/', '/a/', ['/a/+', '/+'], '/+'],
    ['/', '/', ['/+'], undefined],
    ['/', '/', ['/+', '/*'], '/*'],
    ['/a', '/a', ['/+', '/*'], '/+'],
    ['/a/*', '/a/*', ['/a/*', '/a/+'], '/a/+'],
    ['/a*', '/a*', ['/a/*', '/*'], '/a/*'],
    ['/a*', '/a*', ['/a/+', '/a'], '/a/+'],
    ['/:t', '/:t', ['/:t/*'], '/:t/*'],
    ['/:t/a', '/:t/a', ['/:t/*', '/:s/*'], '/:t/*'],
    ['/a/+', '/a/+', ['/a/+'], '/a/+'],
    ['/:x(^a?$)?', '/:x(^a?$)?', ['/', '/:x(^a?$)'], undefined],
    ['*', '*', ['/*'], '/*'],
    ['*', '*', ['/*', '/+'], '/+']
  ]
  for (const [declared, routed, patterns, decides] of rows) {
    const choices = resolver({ ...own, routes: Object.fromEntries(patterns.map((pattern) => [pattern, false])) })
    choices.forRoute(undefined, routed, '', declared)
    t.strictSame(patterns.filter((pattern) => !choices.idlePatterns.includes(pattern)), decides === undefined ? [] : [decides], `${declared} of ${patterns}`)
  }
})

t.test('idlePatterns lists the patterns that cover no route', async (t) => {
  const choices = resolver({ ...own, routes: { '/a': 'named', '/b/*': false, '/c': false } })
  choices.forRoute(undefined, '/b/x', '')
  choices.forRoute('named', '/c', '')
  t.strictSame(choices.idlePatterns, ['/a', '/c'])
  choices.forRoute({ maxAge: 5 }, '/c', '')
  t.match(choices.issues, [{ id: 'missing-field' }], 'what is written in /c is off')
  t.strictSame(choices.idlePatterns, ['/a'], 'an override has the policy of the pattern but for its fields')
})

t.test('an override replaces fields of the policy from routes, or of the scope\'s policy', async (t) => {
  const override = { maxAge: 5 }
  const choices = resolver({ ...own, routes: { '/a/*': 'named', '/b': { exposedHeaders: ['ETag'] }, '/off': false }, notFound: { maxAge: 9 } })
  t.strictSame(choices.forRoute(override, '/a/x', ''), { policy: { ...named, maxAge: 5 }, name: undefined, from: 'config', base: named })
  t.strictSame(choices.forRoute(override, '/b', '').policy, { ...own, exposedHeaders: ['ETag'], maxAge: 5 })
  t.strictSame(choices.forRoute(override, '/c', ''), { policy: { ...own, maxAge: 5 }, name: undefined, from: 'config', base: own })
  t.strictSame(choices.forRoute(undefined, '/b', '').policy, { ...own, exposedHeaders: ['ETag'] }, 'a value of routes refines the scope\'s')
  t.strictSame(choices.forNotFound(override).policy, { ...own, maxAge: 5 })
  t.strictSame(choices.forNotFound({ exposedHeaders: ['ETag'] }).policy, { ...own, maxAge: 9, exposedHeaders: ['ETag'] })
  t.equal(choices.forRoute(override, '/a/x', ''), choices.forRoute(override, '/a/y', ''))
  t.strictSame(choices.issues, [])
  t.strictSame(choices.forRoute({ origins: '*' }, '/off', ''), { policy: { origins: '*' }, name: undefined, from: 'config', base: false })
  t.strictSame(choices.issues, [], 'where routes turns CORS off, an override is a complete policy')
  choices.forRoute(override, '/off', 'GET /off')
  t.match(choices.issues, [{ id: 'missing-field', path: '/config/cors/origins', message: /^GET \/off: The field "origins" is missing\. CORS is disabled here/ }])
})

t.test('a key that covers only a part of a route with a star in its last segment is reported', async (t) => {
  const rows: ReadonlyArray<readonly [key: string, path: string, isReported: boolean]> = [
    ['/w/*', '/w*', true], ['/w/+', '/w*', true], ['/a/w/*', '/a/w*', true],
    ['/w/*', '/w/*', false], ['/*', '/w*', false], ['/*', '*', false], ['/a/:b/*', '/a/:b*', false], ['/w/*', '/w/x*', false]
  ]
  for (const [key, path, isReported] of rows) {
    for (const [value, wants] of [[undefined, isReported], [{ maxAge: 1 }, isReported], [false, false], ['named', false]] as const) {
      const choices = resolver({ ...own, routes: { [key]: 'named' } })
      choices.forRoute(value, path, `GET ${path}`)
      choices.forRoute(value, path, `HEAD ${path}`)
      t.strictSame(choices.issues.map(({ id, value }) => [id, value]), wants ? [['wildcard-splits-route', key]] : [], `${key} ${path} ${JSON.stringify(value)}`)
    }
  }
})

t.test('a registration has its own sources and those of the outer one', async t => {
  t.strictSame([...namesOfSources(undefined, undefined)], [])
  t.strictSame([...namesOfSources(new Map([['own', 0]]), { sourceNames: new Set(['outer']) } as unknown as Scope)], ['outer', 'own'])
})

t.test('a choice that is invalid has no issue about its sources', async t => {
  const choices = resolver(own)
  choices.forRoute({ origins: [{ source: 'tenant' }], maxAg: 5 }, '/a', 'GET /a')
  t.match(choices.issues, [{ id: 'unknown-field' }])
  t.equal(choices.issues.length, 1)
  choices.forRoute({ origins: [{ source: 'tenant' }] }, '/a', 'GET /a')
  t.match(choices.issues[1], { id: 'unknown-source' })
})

t.test('the issue about a part of a route says what else the route matches, and how to declare it', async t => {
  const choices = resolver({ ...own, routes: { '/w/*': 'named' } })
  choices.forRoute(undefined, '/w*', 'GET /w*')
  t.strictSame(choices.issues, [{
    id: 'wildcard-splits-route',
    path: '/routes/~1w~1*',
    value: '/w/*',
    message: 'The key "/w/*" covers only a part of the route "GET /w*", which also matches "/wx". Declare the route as "/w/*", or set `config.cors` on the route.'
  }])
})

t.test('the issue about equal keys names both, and says why they are equal', async t => {
  const scope = { policy: own, names: new Map([['named', named]]), privateSuffixes: [], document: { ...own, routes: { '/a': 'named', '/A': false } }, sourceNames: new Set() }
  t.strictSame(new ChoiceResolver(scope as unknown as Scope, false).issues, [{
    id: 'route-keys-are-equal',
    path: '/routes/~1A',
    value: '/A',
    message: 'The key "/A" covers the same routes as "/a", because the router ignores letter case (`caseSensitive: false`). Remove one of them.'
  }])
})

t.test('without letter case, a key covers what it covers if all is in lower case', async (t) => {
  const parts = ['/', '/A', '/a', '/Admin', '/admin/:ID', '/w*', '/W/*', '/w/+', '/Éa']
  const paths = parts.flatMap(one => ['', '/x', '/X/', '/*', '/+', '*'].map(two => `${one === '/' && two !== '' ? '' : one}${two}`))
  let covered = 0
  for (const key of paths) {
    const insensitive = new RouteKeys([key], false)
    const lower = new RouteKeys([key.toLowerCase()], true)
    for (const path of paths) {
      const isCovered = insensitive.covering([path]) === key
      const expected = lower.covering([path.toLowerCase()]) !== undefined
      if (isCovered !== expected) t.fail(`${key} ${path}`)
      if (isCovered) covered++
      if (insensitive.coversPart(key, [path]) !== lower.coversPart(key.toLowerCase(), [path.toLowerCase()])) t.fail(`${key} ${path} in part`)
      if (!isCovered && new RouteKeys([key], true).covering([path]) !== undefined) t.fail(`${key} ${path} is covered with letter case only`)
    }
  }
  t.ok(covered > paths.length, String(covered))
  t.strictSame(new RouteKeys(['/a', '/A', '/b', '/A/*'], false).equal, [['/A', '/a']])
  t.strictSame(new RouteKeys(['/a', '/A', '/b', '/A/*'], true).equal, [])
})
