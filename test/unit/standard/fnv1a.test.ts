/** The hash, with the test vectors of its authors for 32 bits. */
import t from 'tap'
import { fnv1a } from '../../../lib/standard/fnv1a.ts'

const VECTORS: readonly (readonly [text: string, hash: number])[] = [
  ['', 0x811c9dc5], ['a', 0xe40c292c], ['b', 0xe70c2de5], ['foobar', 0xbf9cf968]
]

t.test('the hash of a text is that of its bytes', async t => {
  for (const [text, hash] of VECTORS) t.equal(fnv1a(text), hash | 0, text)
})
