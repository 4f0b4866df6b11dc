/** The depth of a JSON text, known before it is parsed. */
import fc from 'fast-check'
import t from 'tap'
import { isDeeperThan } from '../../../lib/json/nesting.ts'
import { storedDocument } from '../../../lib/sources/document/stored-text.ts'
import { parseOriginsByKey } from '../../../lib/sources/file/format.ts'
import { SEED, rounds } from '../properties/seed.ts'

function depthOf (value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
}

t.test('isDeeperThan counts the levels of any JSON, whatever its texts have', async () => {
  const text = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', 'a', '\u2028') })
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'medium' }, text, fc.constant(null), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(text, tie('value'), { maxKeys: 3 }))
  }))
  fc.assert(fc.property(value, fc.constantFrom(0, 2), (value, indent) => {
    const json = JSON.stringify(value, null, indent)
    const depth = depthOf(value)
    return !isDeeperThan(depth, json) && (depth === 0 || isDeeperThan(depth - 1, json))
  }), { seed: SEED, numRuns: rounds(2_000) })
})

t.test('a text that is not JSON is left to the parser', async (t) => {
  for (const text of ['', '"', '"a\\', '"[[[', ']]]', '{"a":"b\\"[[[']) t.notOk(isDeeperThan(2, text), text)
  t.ok(isDeeperThan(2, '[[['))
})

/** One level more than is allowed, and so many that each level would cost something. */
const DEPTHS = [33, 1_000_000]

t.test('what a store has is not parsed if it is nested deeper than a document can be', async (t) => {
  for (const [begin, end] of [['[', ']'], ['{"a":', '}'], ['{"origins":[', ']}']] as const) {
    for (const depth of DEPTHS) {
      const text = `${begin.repeat(depth)}1${end.repeat(depth)}`
      t.match(storedDocument('7', text), { version: '7', problem: { id: 'document-is-too-deep', message: 'The text is nested more than 32 levels deep.' } })
      t.throws(() => parseOriginsByKey(Buffer.from(text)), { message: /^The file is nested more than 32 levels deep/ })
    }
  }
  const deep = `${'['.repeat(32)}1${']'.repeat(32)}`
  t.strictSame(storedDocument('7', deep), { version: '7', document: JSON.parse(deep) })
  // Without an end, the text is not JSON either, and the reader stops as early.
  t.match(storedDocument('7', '['.repeat(1_000_000)), { problem: { id: 'document-is-too-deep' } })
})
