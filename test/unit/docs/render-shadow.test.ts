/** The report of a shadow document as Markdown. */
import t from 'tap'
import { renderShadow } from '../../../lib/tools.ts'
import type { CorsShadowDifference, CorsShadowReport } from '../../../types/shadow.ts'

const A = 'https://a.test'
const EMPTY: CorsShadowReport = {
  digest: 'sha256-0011223344556677', since: '2026-11-30T12:00:00.000Z', requests: 0, totals: { blocks: 0, allows: 0, changes: 0 }, differences: [], others: 0,
  remembered: undefined
}

function difference (fields: Partial<CorsShadowDifference>): CorsShadowDifference {
  return {
    kind: 'actual', route: 'GET /orders', effect: 'blocks', policy: 'scope', originClass: 'https', now: 'origin-allowed', then: 'origin-not-allowed', count: 3, origins: [A],
    ...fields
  }
}

t.test('without differences, it says so', async (t) => {
  t.equal(renderShadow({ ...EMPTY, requests: 1 }), [
    '# Report of a shadow document', '', 'The shadow document `sha256-0011223344556677` was compared on 1 request since 2026-11-30T12:00:00.000Z.', '', 'No response would change.', ''
  ].join('\n'))
})

t.test('the report has a sentence for each effect, a row for each difference, and what is remembered', async (t) => {
  t.equal(renderShadow({
    ...EMPTY,
    requests: 1000,
    totals: { blocks: 3, allows: 0, changes: 1 },
    differences: [difference({}), difference({ kind: 'preflight', effect: 'changes', now: null, then: null, count: 1, originClass: 'none', origins: [] })],
    others: 2,
    remembered: { preflights: { chromium: 5, firefox: 5, safari: 5 }, routes: [], moreRoutes: 0, advice: ['Purge GET /a|b.'] }
  }), `# Report of a shadow document

The shadow document \`sha256-0011223344556677\` was compared on 1000 requests since 2026-11-30T12:00:00.000Z.

- The shadow document would newly block 0.3 % of the requests (3 of 1000), for example from \`https://a.test\`.
- The shadow document would change other headers of 0.1 % of the requests (1 of 1000).

| Effect | Request | Policy | Now | Then | Kind of origin | Requests | Origins |
| --- | --- | --- | --- | --- | --- | --- | --- |
| blocks | \`GET /orders\` | \`scope\` | origin-allowed | origin-not-allowed | https | 3 | \`https://a.test\` |
| changes | preflight for \`GET /orders\` | \`scope\` | no CORS | no CORS | none | 1 |  |

2 requests with differences of further kinds.

Purge GET /a\\|b.
`)
})

t.test('"all from" is said only if all origins are known', async (t) => {
  const text = (differences: readonly CorsShadowDifference[], others = 0) =>
    renderShadow({ ...EMPTY, requests: 7, totals: { blocks: 3, allows: 0, changes: 0 }, differences, others })
  const many = [1, 2, 3, 4, 5].map((i) => `https://${i}.test`)
  t.match(text([difference({})]), /newly block 43 % of the requests \(3 of 7\), all from `https:\/\/a\.test`\./)
  t.match(text([difference({}), difference({ origins: ['https://b.test'] })]), /, all from `https:\/\/a\.test`, `https:\/\/b\.test`\./)
  t.match(text([difference({})], 1), /, for example from `https:\/\/a\.test`\.[^]*\n1 request with differences of further kinds/)
  t.match(text([difference({ origins: many })]), /, for example from `https:\/\/1\.test`/)
  t.match(text([difference({ origins: many.slice(0, 4) }), difference({ origins: [A, 'https://b.test'] })]), /, for example from/)
  t.match(text([difference({}), difference({ originClass: 'none', origins: [] })]), /, for example from/)
  t.match(text([difference({ route: 'GET /<b>', origins: ['`|'] })]), /`GET \/<b>` [^]*<code>&#96;&#124;<\/code>/)
})
