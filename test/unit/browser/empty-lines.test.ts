/** Empty header lines: with which of them Firefox checks a response, and which it shows. */
import t from 'tap'
import { checkedLines, shownLines } from '../../../lib/browser/empty-lines.ts'
import { factsOf } from '../../../lib/browser/engines.ts'
import type { HeaderLine } from '../../../types/browser.ts'

const firefox = factsOf('firefox')
const ACAO = 'Access-Control-Allow-Origin'

/** What remains of the lines in the checks and in what is shown. The same as the lines where it is absent. */
const ROWS: ReadonlyArray<readonly [lines: readonly HeaderLine[], checked: readonly HeaderLine[], shown?: readonly HeaderLine[]]> = [
  [[['X-A', ''], ['x-a', '1'], ['X-B', '']], [['x-a', '1'], ['X-B', '']]],
  [[['x-a', ''], ['X-A', ' ']], [['x-a', '']]],
  [[['X-A', '1'], ['X-B', ''], ['X-A', '2']], [['X-A', '1'], ['X-B', ''], ['X-A', '2']]],
  ...['Location', 'location', 'Content-Length'].map((name) => [
    [[name, ''], [name, '1'], [name, '']], [[name, ''], [name, '1'], [name, '']], [[name, '1']]
  ] as const),
  ...['X-Location', 'Location-Of', 'X-Content-Length', 'Content-Lengths'].map((name) => [[[name, ''], [name, '1']], [[name, '1']]] as const),
  [[[ACAO, '*'], [ACAO, ''], ['X-A', '1'], ['X-A', '']], [[ACAO, '*'], [ACAO, ''], ['X-A', '1']], [[ACAO, '*'], ['X-A', '1']]],
  [[[ACAO, '*'], [ACAO.toLowerCase(), '']], [[ACAO, '*']]],
  [[[ACAO.toLowerCase(), ''], [ACAO, '*']], [[ACAO, '*']]],
  [[[ACAO.toLowerCase(), '*'], [ACAO.toLowerCase(), '']], [[ACAO.toLowerCase(), '*']]]
]

t.test('Firefox ignores an empty line beside others of its name, with exceptions where it checks a response', async t => {
  for (const [lines, checked, shown = checked] of ROWS) {
    t.strictSame(checkedLines(lines, firefox), checked, `checked: ${JSON.stringify(lines)}`)
    t.strictSame(shownLines(lines, firefox), shown, `shown: ${JSON.stringify(lines)}`)
  }
})

t.test('other engines do not', async t => {
  for (const engine of ['standard', 'chromium', 'safari'] as const) {
    for (const [lines] of ROWS) {
      t.equal(checkedLines(lines, factsOf(engine)), lines, engine)
      t.equal(shownLines(lines, factsOf(engine)), lines, engine)
    }
  }
})
