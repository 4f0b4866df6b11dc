/** `Vary` as a list that only grows. */
import fc from 'fast-check'
import t from 'tap'
import { mergeVary } from '../../../lib/standard/vary.ts'
import { SEED, rounds } from './seed.ts'

const membersOf = (value: string) => value.split(',').map((member) => member.trim()).filter((member) => member !== '')
const inLowerCase = (members: readonly string[]) => members.map((member) => member.toLowerCase())

/** A token of one to four of the characters that tokens are made of, so that members meet by chance too. */
const token = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom(...'aAbB1-_.!#$%&\'+^`|~') })
const name = fc.oneof(
  fc.constantFrom('Origin', 'origin', 'Accept', 'ACCEPT', 'Accept-Encoding', 'X-*', '__proto__', 'constructor'), token
)
const list = fc.array(fc.oneof({ weight: 20, arbitrary: name }, fc.constantFrom('', ' ', '\t', '*')), { maxLength: 6 })
const field = fc.tuple(list, fc.constantFrom(',', ', ', ' ,\t', ',,', ' , ')).map(([members, comma]) => members.join(comma))
const added = fc.uniqueArray(name, { minLength: 1, maxLength: 3, selector: (member) => member.toLowerCase() })
  .map((members) => members.join(', '))

t.test('mergeVary keeps existing names in place and letter case, appends missing names, and adds no duplicates', async (t) => {
  let doubled = 0
  fc.assert(fc.property(field, added, (current, added) => {
    const before = membersOf(current)
    const after = membersOf(mergeVary(current, added))
    if (before.includes('*')) return after.length === 1 && after[0] === '*'
    // The first spelling of each stays.
    const kept = before.filter((member, i) => inLowerCase(before).indexOf(member.toLowerCase()) === i)
    const missing = membersOf(added).filter((member) => !inLowerCase(before).includes(member.toLowerCase()))
    if (kept.length < before.length) doubled++
    return after.join() === [...kept, ...missing].join() && new Set(inLowerCase(after)).size === after.length
  }), { numRuns: rounds(5000), seed: SEED })
  t.ok(doubled > rounds(100), `${doubled} lists had a member twice`)
})

t.test('mergeVary is idempotent', async (t) => {
  fc.assert(fc.property(fc.option(field, { nil: undefined }), added, (current, added) => {
    const merged = mergeVary(current, added)
    return mergeVary(merged, added) === merged && mergeVary(merged, merged) === merged
  }), { numRuns: rounds(5000), seed: SEED })
})

t.test('mergeVary gives * if either value contains *', async (t) => {
  fc.assert(fc.property(field, added, (current, added) =>
    mergeVary('*', added) === '*' && mergeVary(`${current},*`, added) === '*' && mergeVary(current, '*') === '*'
  ), { numRuns: rounds(1000), seed: SEED })
})

t.test('mergeVary treats several lines as one list', async (t) => {
  fc.assert(fc.property(fc.array(field, { maxLength: 4 }), added, (lines, added) =>
    mergeVary(lines, added) === mergeVary(lines.join(','), added)
  ), { numRuns: rounds(2000), seed: SEED })
})
