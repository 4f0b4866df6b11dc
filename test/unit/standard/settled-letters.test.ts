/** Letters of hosts: every version of Node that the matrix runs makes the same hosts of those that are settled. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { areSettled } from '../../../lib/standard/settled-letters.ts'

const LAST = 0x10ffff

/** Alone, and between others: a mark cannot begin a label. */
function hostsOf (letter: string): string {
  return [letter, `a${letter}b`].map(label => {
    try {
      return new URL(`https://${label}.test`).hostname
    } catch {
      return 'none'
    }
  }).join(' ')
}

t.test('every version of Node maps a settled letter to the same host', async t => {
  const settled = Array.from({ length: LAST + 1 }, (_, code) => String.fromCodePoint(code)).filter(areSettled)
  t.equal(settled.length, 34_035)
  // A version that makes another host of a letter has another sum: find the letter, and leave it out.
  t.equal(createHash('sha256').update(settled.map(letter => `${letter} ${hostsOf(letter)}`).join('\n')).digest('hex'), '15b3c38643afab95dae846d3c9957d409d5018c5cb871d475c017fd6d9e50658')
})

t.test('letters that changed, recent letters and right-to-left letters are not settled', async t => {
  for (const text of ['\u04c0', '\u1e9e', 'a\u1e9eb', '\u10a0', '\u0531', '\u05d0', '1\u0661', '\u200d', '\u2132', '\u{1ccd6}', '\u{1f600}', '\ud800']) t.notOk(areSettled(text), JSON.stringify(text))
  for (const text of ['', 'a.b-1', 'bücher', 'faß', 'u\u0308', 'ΩΣς', 'пример', 'テスト。例え', '한국', 'ＡＢ＊']) t.ok(areSettled(text), text)
})
