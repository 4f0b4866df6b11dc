/** Tests the filter of rows. */
import t from 'tap'
import { filterOf } from '../../../lib/docs/page/filter.ts'

const filter = filterOf(['/orders GET Policy shop', '/Prices GET every origin', '/health HEAD CORS is off'])

const rows: [query: string, stays: boolean[]][] = [
  ['', [true, true, true]],
  ['  ', [true, true, true]],
  ['get', [true, true, false]],
  ['PRICES', [false, true, false]],
  ['shop get', [true, false, false]],
  [' get\tshop ', [true, false, false]],
  ['shop head', [false, false, false]],
  ['is off', [false, false, true]],
  ['/', [true, true, true]],
  ['.*', [false, false, false]]
]

for (const [query, stays] of rows) {
  t.test(`"${query.replaceAll('\t', ' ')}" matches ${stays.filter(Boolean).length} rows`, async t => { t.strictSame(filter(query), stays) })
}
