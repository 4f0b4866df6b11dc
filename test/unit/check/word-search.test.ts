/** The search for words finds the same as a slow search, and its time is linear for any words. */
import fc from 'fast-check'
import t from 'tap'
import { WordSearch } from '../../../lib/check/word-search.ts'
import { rounds, SEED } from '../properties/seed.ts'
import { assertLinear } from '../../growth.ts'

/** The expected result, by trying each word at each position. */
function slowly (words: readonly string[], text: string, isWanted: (word: number) => boolean): { spans: Array<{ start: number, end: number }>, open: number } {
  const isIn = Array.from({ length: text.length }, () => false)
  // Adjacent parts are not merged.
  const isSplit = Array.from({ length: text.length + 1 }, () => true)
  for (const [number, word] of words.entries()) {
    if (!isWanted(number)) continue
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      for (let i = at; i < at + word.length; i++) isIn[i] = true
      for (let i = at + 1; i < at + word.length; i++) isSplit[i] = false
    }
  }
  const spans: Array<{ start: number, end: number }> = []
  for (const [i, isWord] of isIn.entries()) {
    if (!isWord) continue
    if (isSplit[i]!) spans.push({ start: i, end: i + 1 })
    else spans.at(-1)!.end = i + 1
  }
  const open = Math.max(0, ...words.flatMap(word => Array.from({ length: word.length }, (_, i) => word.slice(0, i + 1)).filter(begin => text.endsWith(begin)).map(({ length }) => length)))
  return { spans, open }
}

t.test('finds the same parts as a slow search', t => {
  const text = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', 'a', '\xff', '\u0100'), maxLength })
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'a', '\xff'), minLength: 1, maxLength: 6 })
  fc.assert(fc.property(fc.uniqueArray(word, { maxLength: 8 }), text(30), fc.integer(), (words, text, wanted) => {
    const isWanted = (number: number): boolean => (wanted >> number & 1) === 0
    const { spans, open } = new WordSearch(words).find(text, isWanted)
    const expected = slowly(words, text, isWanted)
    return JSON.stringify({ spans, open }) === JSON.stringify(expected)
  }), { numRuns: rounds(5000), seed: SEED })
  t.end()
})

t.test('calls isWanted with the longest word that ends at a position first', t => {
  const calls: string[] = []
  const words = ['b', 'ab', 'aab', 'bb']
  new WordSearch(words).find('aabb', (word, { start, end }) => {
    calls.push(`${words[word]!} ${start}-${end}`)
    return words[word] === 'ab'
  })
  t.strictSame(calls, ['aab 0-3', 'ab 1-3', 'bb 2-4', 'b 3-4'])
  t.strictSame(new WordSearch([]).find('abc', () => true), { spans: [], open: 0 })
  t.end()
})

/** Hostile words: each position of the text is the end, the middle and the beginning of many. */
const HOSTILE: Readonly<Record<string, (size: number) => { readonly words: readonly string[], readonly text: string }>> = {
  'one word that repeats a letter': size => ({ words: ['a'.repeat(size)], text: `${'a'.repeat(size - 1)}b`.repeat(4) }),
  'words of increasing length': size => ({ words: Array.from({ length: Math.sqrt(size) }, (_, i) => 'a'.repeat(i + 1)), text: 'a'.repeat(4 * size) }),
  'words with a common prefix': size => ({ words: Array.from({ length: size / 16 }, (_, i) => `aaaaaaaaaaa${String(i).padStart(5, '0')}`), text: 'a'.repeat(4 * size) }),
  'words with a common suffix': size => ({ words: Array.from({ length: size / 16 }, (_, i) => `${String(i).padStart(5, '0')}aaaaaaaaaaa`), text: '0000aaaaaaaaaa'.repeat(size / 4) })
}

for (const [which, make] of Object.entries(HOSTILE)) {
  t.test(`the time of a search is linear in the length of the text: ${which}`, async t => {
    await assertLinear(t, which, {
      size: 65_536,
      prepare: size => {
        const { words, text } = make(size)
        return () => {
          let calls = 0
          new WordSearch(words).find(text, () => ++calls > 0)
          if (calls > text.length) throw new Error(`${calls} calls for ${text.length} characters`)
        }
      }
    })
  })
}
