/** Rows; what holds for all values is in test/unit/properties/vary.test.ts. */
import t from 'tap'
import { mergeVary } from '../../../lib/standard/vary.ts'

/** What is there, what is added, what comes of it. */
const ROWS: ReadonlyArray<readonly [string | readonly string[] | number | undefined, string, string]> = [
  [undefined, 'Origin', 'Origin'],
  ['', 'Origin', 'Origin'],
  ['Origin', 'Origin', 'Origin'],
  ['origin', 'Origin', 'origin'],
  ['Accept', 'Origin', 'Accept, Origin'],
  ['Accept,Origin', 'Origin', 'Accept, Origin'],
  ['Origin , Accept', 'Origin', 'Origin, Accept'],
  ['\tAccept ,, ORIGIN ,', 'Origin', 'Accept, ORIGIN'],
  ['X-Origin', 'Origin', 'X-Origin, Origin'],
  ['Accept, accept', 'Origin', 'Accept, Origin'],
  ['*', 'Origin', '*'],
  ['Accept, *', 'Origin', '*'],
  ['Accept', '*', '*'],
  ['X-*', 'Origin', 'X-*, Origin'],
  [['Accept', 'Cookie'], 'Origin', 'Accept, Cookie, Origin'],
  [['Accept', 'Origin'], 'Origin, Accept', 'Accept, Origin'],
  [[], 'Origin', 'Origin'],
  [5, 'Origin', '5, Origin'],
  ['ß, SS', 'Origin', 'ß, SS, Origin'],
  ['Accept,Origin', 'Accept,Origin', 'Accept,Origin'],
  ['Origin', 'Origin, Access-Control-Request-Method', 'Origin, Access-Control-Request-Method']
]

t.test('mergeVary gives the expected value for every row', async (t) => {
  for (const [current, added, expected] of ROWS) {
    t.equal(mergeVary(current, added), expected, `${JSON.stringify(current)} and ${added}`)
  }
})
