/** The name that was probably meant, against a slow and plain count of edits. */
import fc from 'fast-check'
import t from 'tap'
import { fold, nearest } from '../../../lib/validate/nearest.ts'
import { rounds } from '../properties/seed.ts'

/** How many insertions, deletions, substitutions and swaps of neighbours make one text of another, none of them in the place of another. */
function edits (a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const [behindA, behindB] = [a.slice(1), b.slice(1)]
  if (a[0] === b[0]) return edits(behindA, behindB)
  const counts = [edits(behindA, b), edits(a, behindB), edits(behindA, behindB)]
  if (a[0] === b[1] && a[1] === b[0] && b.length > 1) counts.push(edits(a.slice(2), b.slice(2)))
  return 1 + Math.min(...counts)
}

/** The first of the nearest of which a third of the text differs at most, and where that is none, one character. */
function expected (text: string, names: readonly string[]): string | undefined {
  const near = names.map(name => ({ name, count: edits(fold(text), fold(name)) }))
    .filter(({ count }) => count <= Math.max(1, Math.floor(fold(text).length / 3)))
  return near.sort((a, b) => a.count - b.count)[0]?.name
}

t.test('nearest returns the first name with the smallest edit distance', async t => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '-'), maxLength: 7 })
  const property = fc.property(texts, fc.array(texts, { maxLength: 6 }), (text, names) => nearest(text, names) === expected(text, names))
  t.doesNotThrow(() => fc.assert(property, { seed: 17, numRuns: rounds(20_000) }))
})

t.test('nearest accepts up to a third of changed characters', async t => {
  const rows: ReadonlyArray<readonly [text: string, names: readonly string[], meant: string | undefined]> = [
    ['ab', ['ba'], 'ba'],
    ['abcd', ['badc'], undefined],
    ['abcdef', ['badcef'], 'badcef'],
    ['abc', ['abd', 'abe'], 'abd'],
    ['abcdef', ['abcxxx', 'abcdxx', 'abcdyy'], 'abcdxx'],
    ['abcdefghi', ['xxxdefghi'], 'xxxdefghi'],
    ['abcdefgh', ['xxxdefgh'], undefined],
    ['ab', ['abc'], 'abc'],
    ['ab', ['abcd'], undefined],
    ['max_age', ['maxAge'], 'maxAge'],
    ['\u0131\u0131\u0131\u0131', ['iiii'], undefined],
    ['a'.repeat(64), [`${'a'.repeat(63)}b`], `${'a'.repeat(63)}b`],
    ['a'.repeat(65), ['a'.repeat(65)], undefined]
  ]
  for (const [text, names, meant] of rows) t.equal(nearest(text, names), meant, `${text} among ${names.join(' ')}`)
})
