/** Whether `Access-Control-Allow-Origin` of a response allows a page, and why not. */
import t from 'tap'
import { allowsAnyOrigin } from '../../../lib/browser/cors-check.ts'
import type { HeaderLine } from '../../../types/browser.ts'
import { PAGE, answer, simulate } from './simulate.ts'

const ACAO = 'Access-Control-Allow-Origin'

t.test('Access-Control-Allow-Origin with valid and invalid URLs', async (t) => {
  const code = (value: string): string | undefined =>
    simulate({}, [{ response: answer(200, [ACAO, value]) }]).failure?.code
  t.equal(code('null'), 'allow-origin-differs')
  t.equal(code('https://b\xc3\xbccher.test'), 'allow-origin-differs', 'UTF-8')
  t.equal(code('https://b\xfccher.test'), 'allow-origin-is-not-a-url', 'the value is not UTF-8')
  t.equal(code('*'), undefined)
  t.equal(code('**'), 'allow-origin-is-not-a-url')
  t.equal(code(''), 'allow-origin-is-not-a-url')
})

t.test('Access-Control-Allow-Origin is compared byte by byte, without surrounding white space', async (t) => {
  const allows = (value: string, origin = PAGE): boolean =>
    simulate({ origin }, [{ response: answer(200, [ACAO, value]) }]).outcome === 'allow'
  for (const value of ['*', ' *', '\t*\t', PAGE, ` ${PAGE}  `]) t.ok(allows(value), JSON.stringify(value))
  for (const value of [PAGE.toUpperCase(), `${PAGE}:443`, `${PAGE}/`, `"${PAGE}"`, '*, *', 'https://*.test', 'null', '']) {
    t.notOk(allows(value), JSON.stringify(value))
  }
  t.ok(allows('null', 'null'))
  t.notOk(allows('Null', 'null'))
})

t.test('`allowsAnyOrigin` requires exactly one value "*"', async t => {
  const rows: ReadonlyArray<readonly [lines: readonly HeaderLine[], says: boolean]> = [
    [[[ACAO, '*']], true],
    [[[ACAO.toLowerCase(), ' * ']], true],
    [[], false],
    [[[ACAO, PAGE]], false],
    [[[ACAO, '']], false],
    [[[ACAO, '*'], [ACAO, '*']], false],
    [[['Access-Control-Allow-Headers', '*']], false]
  ]
  for (const [lines, says] of rows) t.equal(allowsAnyOrigin(lines), says, JSON.stringify(lines))
})
