import fc from 'fast-check'
import t from 'tap'
import { mergeVary } from '../../lib/standard/vary.ts'

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
  ['Origin', 'Origin, Access-Control-Request-Method', 'Origin, Access-Control-Request-Method']
]

t.test('Vary is merged row by row', async (t) => {
  for (const [current, added, expected] of ROWS) {
    t.equal(mergeVary(current, added), expected, `${JSON.stringify(current)} and ${added}`)
  }
})

const membersOf = (value: string) =>
  value.split(',').map((member) => member.trim().toLowerCase()).filter((member) => member !== '')
const name = fc.constantFrom('Origin', 'origin', 'Accept', 'ACCEPT', 'Accept-Encoding', 'X-A', 'x-a', '__proto__')
const list = fc.array(fc.oneof({ weight: 20, arbitrary: name }, fc.constantFrom('', ' ', '*')), { maxLength: 6 })
const field = fc.tuple(list, fc.constantFrom(',', ', ', ' ,\t', ',,')).map(([members, comma]) => members.join(comma))
const added = fc.uniqueArray(name, { minLength: 1, maxLength: 3, selector: (member) => member.toLowerCase() })
  .map((members) => members.join(', '))

t.test('a merge keeps every member, doubles none and can be repeated', async (t) => {
  fc.assert(fc.property(fc.option(field, { nil: undefined }), added, (current, added) => {
    const merged = mergeVary(current, added)
    const before = membersOf(current ?? '')
    const after = membersOf(merged)
    if (mergeVary(merged, added) !== merged) throw new Error('not idempotent')
    if (before.includes('*')) return merged === '*'
    return [...before, ...membersOf(added)].every((member) => after.includes(member)) &&
      after.every((member) => before.includes(member) || membersOf(added).includes(member)) &&
      (current === undefined || new Set(after).size === after.length)
  }), { numRuns: 5000, seed: 20_261_122 })
})

t.test('lines and one line are the same list', async (t) => {
  fc.assert(fc.property(fc.array(field, { maxLength: 4 }), added, (lines, added) =>
    mergeVary(lines, added) === mergeVary(lines.join(','), added)
  ), { numRuns: 2000, seed: 20_261_122 })
})
