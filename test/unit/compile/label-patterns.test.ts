/** What the tests of the sets of origins do not show. */
import t from 'tap'
import { LabelPatterns } from '../../../lib/compile/label-patterns.ts'

/** @param labels  with one "*" each */
function patternsOf (...labels: readonly string[]): LabelPatterns {
  const patterns = new LabelPatterns()
  for (const label of labels) {
    const [before, after] = label.split('*') as [string, string]
    patterns.add(before, after, label)
  }
  return patterns
}

t.test('a star stands for each letter, each digit and the hyphen', async (t) => {
  const patterns = patternsOf('(*)')
  for (const char of 'abcdefghijklmnopqrstuvwxyz0123456789-') t.equal(patterns.find(`(${char})`, 0, 3), '(*)', char)
  for (const char of '`{/:A_.') t.equal(patterns.find(`(${char})`, 0, 3), undefined, char)
})

t.test('whether a text before a star goes on with a given text', async (t) => {
  const patterns = patternsOf('ab*', 'c*', '*z')
  for (const [before, expected] of [['', true], ['a', true], ['ab', false], ['abc', false], ['c', false], ['b', false], ['zzz', false], ['z', false]] as const) {
    t.equal(patterns.hasLongerBefore(before), expected, before)
  }
})
