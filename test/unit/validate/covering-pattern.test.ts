/** Which key of `routes` covers a route. */
import t from 'tap'
import { RouteKeys, pathsOf, type RoutePaths } from '../../../lib/validate/covering-pattern.ts'

t.test('the paths of a route are the declared one, with or without its optional parameter, and the routed one', async t => {
  const rows: ReadonlyArray<readonly [declared: string, routed: string, paths: readonly string[]]> = [
    ['/a', '/a', ['/a', '/a']],
    ['/a/', '/a', ['/a/', '/a']],
    ['/a', '/a/', ['/a/']],
    ['/a/:id?', '/a/:id', ['/a/:id?', '/a/:id', '/a/:id']],
    ['/a/:id?', '/a', ['/a/:id?', '/a', '/a']],
    ['/a/:id?/', '/a/:id/', ['/a/:id?/', '/a/:id/', '/a/:id/']],
    ['/a/:id?/', '/a', ['/a/:id?/', '/a/', '/a']],
    ['/:id?', '/', ['/:id?', '/', '/']]
  ]
  for (const [declared, routed, paths] of rows) t.strictSame(pathsOf(declared, routed), paths, `${declared} ${routed}`)
})

t.test('an exact key comes first, and then the longest pattern', async t => {
  const rows: ReadonlyArray<readonly [keys: readonly string[], paths: RoutePaths, covering: string | undefined]> = [
    [['/a', '/a/*'], ['/a'], '/a'],
    [['/a/', '/a'], ['/a/'], '/a/'],
    [['/a'], ['/a/'], '/a'],
    [['/*', '/a/*'], ['/a/b'], '/a/*'],
    [['/a/*', '/a/+'], ['/a/b'], '/a/+'],
    [['/a/*', '/a/+'], ['/a/'], '/a/*'],
    [['/b'], ['/a'], undefined],
    // Of several paths, the longest pattern, and the first one of the same length.
    [['/*', '/a/*'], ['/a/b', '/x'], '/a/*'],
    [['/*', '/a/*'], ['/x', '/a/b'], '/a/*'],
    [['/a/*'], ['/a/b', '/x'], '/a/*'],
    [['/a/*', '/b/*'], ['/a/x', '/b/x'], '/a/*'],
    // Stars that Fastify makes of a route "*" under a prefix, and others.
    [['/admin/*'], ['/admin*'], '/admin/*'],
    [['/a*/b'], ['/a*/b'], '/a*/b'],
    [['/:id*', '/*'], ['/:id*'], '/:id*']
  ]
  for (const [keys, paths, covering] of rows) t.equal(new RouteKeys(keys, true).covering(paths), covering, `${keys.join(' ')}: ${paths.join(' ')}`)
})

t.test('without letter case, the first of equal keys applies', async t => {
  const keys = new RouteKeys(['/A', '/a', '/B/*'], false)
  t.strictSame(keys.equal, [['/a', '/A']])
  t.equal(keys.covering(['/a']), '/A')
  t.equal(keys.covering(['/b/C']), '/B/*')
  // The router makes lower case of both: with upper case, ß would be SS.
  t.equal(new RouteKeys(['/ss/*'], false).covering(['/ß/x']), undefined)
  t.strictSame(new RouteKeys(['/A', '/a'], true).equal, [])
})

t.test('a key covers only a part of what a star without a slash before it matches', async t => {
  const keys = new RouteKeys([], true)
  for (const key of ['/admin/*', '/admin/+']) {
    t.ok(keys.coversPart(key, ['/admin*']), key)
    t.ok(keys.coversPart(key, ['/other', '/admin*']), `${key}, the second path`)
    for (const path of ['/admin/*', '/admins*', '*', '/admin']) t.notOk(keys.coversPart(key, [path]), `${key} ${path}`)
  }
})
