/** The order of the search; what it finds is compared with the definition in the properties of `diff`. */
import t from 'tap'
import { LabelPatterns } from '../../../lib/compile/label-patterns.ts'
import { uncoveredLabel } from '../../../lib/compile/uncovered-label.ts'

t.test('the search goes on before the star if one of the sets has longer texts there', async (t) => {
  const first = new LabelPatterns()
  for (const char of 'abcdefghijklmnopqrstuvwxyz0123456789-') first.add(`a${char}`, '', `a${char}*`)
  const other = new LabelPatterns()
  other.add('', 'zz', '*zz')
  let tried = 0
  const label = uncoveredLabel('a', '', {
    patterns: [first, other],
    most: 4,
    has () {
      tried++
      return true
    }
  })
  t.equal(label, undefined, 'the first set covers all longer labels')
  t.equal(tried, 36, 'so only those with one letter or digit in place of the star are tried')
})
