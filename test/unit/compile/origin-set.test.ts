/** The edges of a compiled set of origins; what lies between is compared with the definition in test/unit/properties. */
import t from 'tap'
import { compileOrigins } from '../../../lib/compile/origin-set.ts'
import { MAX_ORIGIN_LENGTH } from '../../../lib/standard/origin.ts'

const hostOf = (length: number) => `${'a.'.repeat(length)}b`.slice(-length)
const label = (length: number) => 'a'.repeat(length)

t.test('a wildcard covers hosts of up to 253 bytes, with any port', async (t) => {
  const set = compileOrigins(['https://*.b:*'])
  t.ok(set.has(`https://${hostOf(253)}:65535`))
  t.notOk(set.has(`https://a${hostOf(253)}`))
  t.notOk(set.has(`https://${hostOf(255)}`))
})

t.test('a wildcard covers labels of up to 63 bytes, first, last or between', async (t) => {
  const set = compileOrigins(['https://*.b'])
  for (const [length, isCovered] of [[63, true], [64, false]] as const) {
    for (const host of [label(length), `${label(length)}.c`, `c.${label(length)}`, `c.${label(length)}.c`]) {
      t.equal(set.has(`https://${host}.b`), isCovered, host)
    }
  }
})

t.test('a wildcard matches at any depth next to many other wildcards', async (t) => {
  const suffixes = Array.from({ length: 20 }, (_, depth) => `${'x.'.repeat(depth)}end-${depth}`)
  const set = compileOrigins(suffixes.map((suffix) => `https://*.${suffix}`))
  for (const suffix of suffixes) {
    t.ok(set.has(`https://a.${suffix}`))
    t.notOk(set.has(`https://${suffix}`), 'the apex is not covered')
    t.notOk(set.has(`https://a${suffix}`), 'a longer label is another one')
  }
})

t.test('a wildcard covers labels of all letters and digits', async (t) => {
  t.ok(compileOrigins(['https://*.b']).has('https://abcdefghijklmnopqrstuvwxyz.0123456789.-_.b'))
})

t.test('a wildcard port matches 1 to 65535 without a leading zero', async (t) => {
  const set = compileOrigins(['https://a:*'])
  for (const port of [':1', ':9', ':10', ':65535', '']) t.ok(set.has(`https://a${port}`), port)
  for (const port of [':', ':0', ':01', ':443', ':65536', ':123456', ':1e3', ':8.', ':/']) t.notOk(set.has(`https://a${port}`), port)
})

t.test('a set can contain an origin of the maximum length', async (t) => {
  const longest = `${'a'.repeat(64)}://${hostOf(253)}:65535`
  t.equal(longest.length, MAX_ORIGIN_LENGTH)
  t.ok(compileOrigins([longest]).has(longest))
})
