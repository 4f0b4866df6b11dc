/** The routes of a URL: what is remembered of them, and when it may be. */
import t from 'tap'
import type { MatchOptions } from '../../../lib/fastify/match-options.ts'
import { NO_DEMANDS } from '../../../lib/routes/constraints.ts'
import { MethodRouter, type FoundRoutes } from '../../../lib/routes/method-router.ts'

type Routes = ReadonlyArray<readonly [method: string, pattern: string, host?: unknown]>

/** Each find gives what was found; the same object where it is remembered. */
function router (routes: Routes, options: MatchOptions = {}): MethodRouter<string, FoundRoutes<string>> {
  const router = new MethodRouter<string, FoundRoutes<string>>(options, (found) => found)
  for (const [method, pattern, host] of routes) {
    router.add(method, pattern, `${method} ${pattern} ${String(host)}`, { ...NO_DEMANDS, host: host as string | RegExp | undefined })
  }
  return router
}

/** The first of each method. */
const firsts = (found: FoundRoutes<string>) => [...found.values()].map(([first]) => first)

t.test('MethodRouter caches the site for all URLs that match the same patterns', async (t) => {
  const found = router([['GET', '/a/:id'], ['PUT', '/a/*'], ['GET', '/b']])
  t.equal(found.find('/a/1', undefined), found.find('/a/2', undefined))
  t.not(found.find('/a/1', undefined), found.find('/a/1/2', undefined))
})

t.test('MethodRouter distinguishes combinations of patterns', async (t) => {
  for (const last of [[], [['DELETE', '/*']]] as const) {
    const beside = router([['GET', '/a/*'], ['PUT', '/:kind/b'], ...last])
    const others = last.map(([method]) => method)
    for (let n = 0; n < 2; n++) {
      t.strictSame([...beside.find('/a/b', undefined).keys()], ['GET', 'PUT', ...others])
      t.strictSame([...beside.find('/a/c', undefined).keys()], ['GET', ...others])
    }
  }

  const fillers = Array.from({ length: 8 }, (_, i): Routes[number] => ['GET', `/filler-${i}`])
  // Numbers 1 and 12, and numbers 11 and 2.
  const many = router([
    ['GET', '/zero'], ['GET', '/a/:id'], ['GET', '/b/*'], ...fillers, ['PUT', '/b/:id'], ['GET', '/a/*']
  ])
  t.strictSame([...many.find('/a/1', undefined).keys()], ['GET'])
  t.strictSame([...many.find('/b/1', undefined).keys()], ['PUT', 'GET'])
})

t.test('MethodRouter caches hosts by the constraints that they match', async (t) => {
  const found = router([['GET', '/', 'a.test'], ['GET', '/', /^B/giy], ['PUT', '/', /c/g], ['GET', '/']])
  const at = (host: string | undefined) => firsts(found.find('/', host))
  for (let n = 0; n < 3; n++) {
    t.strictSame(at('a.test'), ['GET / a.test'])
    t.strictSame(at('b.test'), ['GET / /^B/giy'])
    t.strictSame(at('c.test'), ['GET / undefined', 'PUT / /c/g'])
    t.strictSame(at('bc.test'), ['GET / /^B/giy', 'PUT / /c/g'])
    t.strictSame(at(undefined), ['GET / undefined'])
  }
  t.equal(found.find('/', 'x.test'), found.find('/', 'y.test'), 'none asks for either')
})

t.test('MethodRouter caches at most 10,000 combinations', async (t) => {
  const host = (n: number) => `${n}.test`
  const found = router([['GET', '/'], ...Array.from({ length: 10_001 }, (_, n): Routes[number] => ['GET', `/${n}`, host(n)])])
  const first = Array.from({ length: 10_001 }, (_, n) => found.find('/', host(n)))
  t.equal(found.find('/', host(0)), first[0])
  t.equal(found.find('/', host(9_999)), first[9_999])
  t.not(found.find('/', host(10_000)), first[10_000])
  t.strictSame(firsts(found.find('/10000', host(10_000))), ['GET /10000 10000.test'])
})

t.test('MethodRouter finds routes of one pattern in the order of the router', async (t) => {
  const hidden = { ...NO_DEMANDS, hidden: 1 }
  const found = new MethodRouter<string, FoundRoutes<string>>({}, (found) => found)
  found.add('GET', '/a', 'every request', NO_DEMANDS)
  found.add('GET', '/a', 'first with a constraint', hidden)
  found.add('GET', '/a', 'second with a constraint', hidden)
  t.strictSame([...found.find('/a', undefined).values()], [['second with a constraint', 'first with a constraint', 'every request']])
})

t.test('a request without a host matches no host constraint', async (t) => {
  const found = router([['GET', '/', /^undefined$/], ['GET', '/']])
  t.strictSame(firsts(found.find('/', undefined)), ['GET / undefined'])
  t.strictSame(firsts(found.find('/', 'undefined')), ['GET / /^undefined$/'])
  t.strictSame(firsts(found.find('/', undefined)), ['GET / undefined'])
})

t.test('MethodRouter accepts an unsafe pattern that Fastify has accepted', async (t) => {
  t.strictSame([...router([['GET', '/:id(^([a-z]+)+$)']]).find('/x', undefined).keys()], ['GET'])
})

t.test('MethodRouter compares letter case, unless the router ignores it', async (t) => {
  const routes: Routes = [['GET', '/A'], ['PUT', '/a']]
  const at = (url: string, options: MatchOptions) => [...router(routes, options).find(url, undefined).keys()]
  t.strictSame([at('/A', {}), at('/a', {})], [['GET'], ['PUT']])
  t.strictSame([at('/A', { caseSensitive: true }), at('/a', { caseSensitive: true })], [['GET'], ['PUT']])
  t.strictSame([at('/A', { caseSensitive: false }), at('/a', { caseSensitive: false })], [['GET', 'PUT'], ['GET', 'PUT']])
})

t.test('MethodRouter takes patterns as the router lists them, without the slash that it ignores', async (t) => {
  const found = router([['GET', '/a'], ['PUT', '/a'], ['GET', '/a', 'a.test'], ['PUT', '/a', /^b/], ['DELETE', '/a/']], { ignoreTrailingSlash: true })
  const at = (url: string, host: string) => firsts(found.find(url, host)).sort()
  for (const url of ['/a', '/a/']) {
    t.strictSame(at(url, 'a.test'), ['GET /a a.test', 'PUT /a undefined'])
    t.strictSame(at(url, 'b.test'), ['GET /a undefined', 'PUT /a /^b/'])
  }
  t.strictSame(at('/a//', 'a.test'), ['DELETE /a/ undefined'])
  t.strictSame(firsts(router([['GET', '/a/*']], { ignoreTrailingSlash: true }).find('/a/b', undefined)), ['GET /a/* undefined'])
})
