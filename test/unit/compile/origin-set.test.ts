/** The edges of a compiled set of origins; what lies between is compared with the definition in test/unit/properties. */
import t from 'tap'
import { compileOrigins, originSteps } from '../../../lib/compile/origin-set.ts'
import { MAX_ORIGIN_LENGTH } from '../../../lib/standard/origin.ts'
import { STRIDE } from '../../../lib/validate/steps.ts'

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

t.test('a star inside a label covers one label, with and without a port', async (t) => {
  const set = compileOrigins(['https://a-*.b', 'https://*-z.b', 'https://a-*.b:8443', 'https://any-*.b:*', 'https://p*q.b', 'https://pp*q.b'])
  for (const origin of ['https://a-1.b', 'https://a-b.b', 'https://1-z.b', 'https://a-1.b:8443', 'https://any-1.b', 'https://any-1.b:1', 'https://pxq.b', 'https://ppxq.b']) {
    t.ok(set.has(origin), origin)
  }
  for (const origin of [
    'https://a-.b', 'https://a--.b', 'https://-1-z.b', 'https://a-1.c.b', 'https://a-_.b', 'https://a-1.b:8444', 'https://any-1.b:443', 'https://any-1.b:x',
    'https://a-1', 'https://a-1:8443', 'https://a-1:1.b', 'https://pq.b', 'http://a-1.b', 'https://a-1.bb', `https://a-${'x'.repeat(62)}.b`, 'https://a.b', 'https://'
  ]) t.notOk(set.has(origin), origin)
  t.ok(set.has(`https://a-${'x'.repeat(61)}.b`), 'a label of 63 characters')
})

t.test('the host of a browser extension can be any', async (t) => {
  const set = compileOrigins(['moz-extension://*', 'https://*.b'])
  for (const origin of ['moz-extension://1d4c2e33', 'moz-extension://a.b']) t.ok(set.has(origin), origin)
  for (const origin of ['moz-extension://', 'moz-extension://A', 'moz-extension://a/b', 'chrome-extension://a', 'moz-extension:a', 'x']) t.notOk(set.has(origin), origin)
})

t.test('a long list is compiled in steps of a fixed number of patterns', async (t) => {
  for (const [length, pauses] of [[STRIDE - 1, 0], [STRIDE, 1], [3 * STRIDE - 1, 2], [3 * STRIDE, 3]] as const) {
    t.equal([...originSteps(Array.from({ length }, (_, i) => `https://${i}.test`))].length, pauses, `${length} patterns`)
  }
})
