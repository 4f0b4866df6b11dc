/** Which patterns the router keeps at one place, and which methods may share a tree; the router itself is the oracle. */
import createRouter from 'find-my-way'
import t from 'tap'
import { shapeOf, treesOf } from '../../../lib/routes/pattern.ts'

/** Whether the router keeps both patterns at one place: whether one store of a constraint is given both values. */
function areAtOnePlace (one: string, other: string, caseSensitive: boolean): boolean {
  const stores: string[][] = []
  const storage = () => {
    const values: string[] = []
    stores.push(values)
    return { get: () => null, set: (value: string) => { values.push(value) } }
  }
  const router = createRouter({
    caseSensitive, allowUnsafeRegex: true, constraints: { x: { name: 'x', storage: storage as never, deriveConstraint: () => '' } }
  })
  router.on('GET', one, { constraints: { x: 'one' } }, () => {})
  router.on('GET', other, { constraints: { x: 'other' } }, () => {})
  return stores.some((values) => values.includes('one') && values.includes('other'))
}

const FAMILIES: ReadonlyArray<readonly string[]> = [
  ['/', '*', '/*', '/:a', '/a', '/:a/', '/a/:b/*', '/c/:b/*', '/a/:c/*', '/b', '/B', '/B/:a', '/b/:b', '/b/:b-b', '/b/:b-B'],
  ['/::a', '/:a', '/a::b', '/a:b', '/a:c', '/a::::b', '/a::/:b', '/a::/:c', '/:b', '/:b-::c', '/:c-:c', '/:b-::::c', '/:b-c'],
  ['/:a', '/:a.:b', '/:b.:a', '/:a-:b', '/:a.', '/:b.', '/:a.json', '/:b.json', '/:a.json/', '/:b.*', '/:c.*'],
  ['/:a(\\d+)', '/:b(^\\d+$)', '/:c(^\\d+)', '/:a(\\w+)', '/:a(\\d+)/x', '/:b(\\d+$)/x', '/:b(\\d+)x', '/x/:a(\\d+)', '/y/:a(\\d+)'],
  ['/:a(x|(^y))', '/:b(x|(y))', '/:a(x$|y)', '/:b(x|y)', '/:a((x)(y))z', '/:b((x)(y))z', '/:c((x)(y)z)', '/:a((^x)(y$))', '/:b((x)(y))'],
  ['/:a(\\))', '/:b(\\))', '/:a(\\)):c(\\d)', '/:b(\\)):d(\\d)', '/:a(\\(x)', '/:b(\\(x)/y', '/:c(\\(x)/y', '/:a(\\\\)', '/:b(\\\\)'],
  ['/:a(\\d):b(\\w)', '/:c(^\\d$):d(^\\w$)', '/:a(\\d)-:b(\\w)', '/:c(\\d)-:d(\\w)', '/:a(\\d)-:b', '/:c(\\d)-:d', '/:a-:b(\\w)', '/:c-:d(\\w$)'],
  ['/ı', '/i', '/I', '/é', '/É', '/ß', '/SS', '/ς', '/ΑΣ', '/ας', '/ασ', '/ΑΣ/:a', '/ας/:b', '/𐐀', '/𐐨', '/İ', '/i̇']
]

for (const caseSensitive of [true, false]) {
  t.test(`patterns have the same key if a case-${caseSensitive ? '' : 'in'}sensitive router stores them at the same node`, async (t) => {
    for (const family of FAMILIES) {
      const key = (pattern: string) => shapeOf(pattern, caseSensitive).key
      const wrong = family.flatMap((one) => family
        .filter((other) => (key(one) === key(other)) !== areAtOnePlace(one, other, caseSensitive)).map((other) => [one, other]))
      t.strictSame(wrong, [])
    }
  })
}

const SHAPES: ReadonlyArray<readonly [pattern: string, names: readonly string[], isPlain: boolean]> = [
  ['/', [], true],
  ['*', ['*'], true],
  ['/a::b/c', [], true],
  ['/:a', ['a'], true],
  ['/:a/', ['a'], true],
  ['/x/:a/:b/y/*', ['a', 'b', '*'], true],
  ['/:a/:a', ['a'], true],
  ['/:a-:b', ['a', 'b'], false],
  ['/:a.json/:b', ['a', 'b'], false],
  ['/:b/:a.', ['b', 'a'], false],
  ['/:a(\\d+)/x', ['a'], false],
  ['/:a((\\(x:)(y)):b(^\\)$)z/:c', ['a', 'b', 'c'], false]
]

t.test('shapeOf counts the segment of each parameter', async (t) => {
  const segments = shapeOf('/a/:b/c-:d.:e/*', true).parameters.map(({ name, segment }) => [name, segment])
  t.strictSame(segments, [['b', 2], ['d', 3], ['e', 3], ['*', 4]])
})

t.test('shapeOf lists each name once, and detects parameters that are not whole segments', async (t) => {
  for (const [pattern, names, isPlain] of SHAPES) {
    const shape = shapeOf(pattern, true)
    t.strictSame([shape.names, shape.isPlain], [names, isPlain], pattern)
  }
})

/** Routes, written as they are declared, and the tree of each method. */
const TREES: ReadonlyArray<readonly [what: string, routes: readonly string[], trees: Record<string, string>]> = [
  ['no routes', [], {}],
  ['no expressions', ['PUT /a', 'DELETE /:a'], { PUT: 'GET', DELETE: 'GET' }],
  ['one method with expressions', ['PUT /:a', 'DELETE /:a-:b', 'POST /'], { PUT: 'DELETE', DELETE: 'DELETE', POST: 'DELETE' }],
  ['one order', ['PUT /:a-:b', 'PUT /:a.:b', 'DELETE /:x-:y', 'DELETE /', 'DELETE /:x.:y'], { PUT: 'PUT', DELETE: 'PUT' }],
  ['two orders', ['PUT /:a-:b', 'PUT /:a.:b', 'DELETE /:x.:y', 'DELETE /:x-:y', 'GET /:z'], { PUT: 'PUT', DELETE: 'DELETE', GET: 'PUT' }],
  ['fewer', ['GET /', 'PUT /:a-:b', 'PUT /:a.:b', 'DELETE /:x.:y', 'POST /:a.:b'], { GET: 'PUT', PUT: 'PUT', DELETE: 'DELETE', POST: 'DELETE' }],
  ['other cases', ['PUT /A/:a-:b', 'PUT /a/:a-:b', 'DELETE /a/:x-:y', 'DELETE /A/:x-:y'], { PUT: 'PUT', DELETE: 'DELETE' }]
]

t.test('methods share a tree if they have the same regular expressions in the same order, or none', async (t) => {
  const trees = (routes: readonly string[], caseSensitive: boolean) => Object.fromEntries(treesOf(routes.map((route) => {
    const [method, pattern] = route.split(' ')
    return { method: method!, pattern: pattern! }
  }), caseSensitive))
  for (const [what, routes, expected] of TREES) t.strictSame(trees(routes, true), expected, what)
  t.strictSame(trees(TREES.at(-1)![1], false), { PUT: 'PUT', DELETE: 'PUT' })
})
