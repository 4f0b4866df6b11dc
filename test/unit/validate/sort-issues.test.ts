/** Issues in the order of the document. */
import t from 'tap'
import { sortIssues } from '../../../lib/validate/sort-issues.ts'

const DOCUMENT = { b: { 'x/y': 1, 'x~y': 2, 'x~1y': 3 }, a: [[0], [1]], c: null, d: 'text' }
/** As the document has them; what is missing comes last, and what is inside behind what it is in. */
const PATHS = [
  '', '/b', '/b/x~1y', '/b/x~0y', '/b/x~01y', '/b/none', '/a', '/a/0', '/a/0/0', '/a/1', '/a/1/0', '/a/2', '/c', '/c/x', '/d', '/d/length', '/none',
  '/none/x'
]

t.test('sortIssues sorts paths in the order of the document', async t => {
  for (const base of ['', '/config/cors']) {
    const paths = PATHS.map(path => base + path)
    for (const [i] of paths.entries()) {
      for (const mixed of [[...paths.slice(i), ...paths.slice(0, i)], [...paths.slice(0, i).reverse(), ...paths.slice(i).reverse()]]) {
        t.strictSame(sortIssues(mixed.map(path => ({ path })), DOCUMENT, base).map(({ path }) => path), paths)
      }
    }
  }
})

t.test('sortIssues keeps the order of issues with the same path', async t => {
  const issues = ['z', 'a', 'm'].flatMap(id => [{ id, path: '/a' }, { id, path: '/none' }, { id, path: '/nothing' }])
  t.strictSame(sortIssues(issues, DOCUMENT, '').map(({ id, path }) => `${id} ${path}`),
    ['z /a', 'a /a', 'm /a', 'z /none', 'z /nothing', 'a /none', 'a /nothing', 'm /none', 'm /nothing'])
})
