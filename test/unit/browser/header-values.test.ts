/** Tests the functions that read CORS headers of responses. */
import t from 'tap'
import { responseAllowsCredentials, responseAllowsOrigin, valuesOf } from '../../../lib/browser/header-values.ts'
import type { HeaderLine } from '../../../types/browser.ts'

const ACAO = 'Access-Control-Allow-Origin'
const ACAC = 'Access-Control-Allow-Credentials'
const A = 'https://a.test'

t.test('allowsOrigin requires exactly one value that equals the origin', async t => {
  const rows: ReadonlyArray<readonly [lines: readonly HeaderLine[], says: boolean]> = [
    [[[ACAO, A]], true],
    [[[ACAO.toLowerCase(), ` ${A}\t`]], true],
    [[], false],
    [[[ACAO, 'https://A.test']], false],
    [[[ACAO, `${A}/`]], false],
    [[[ACAO, '*']], false],
    [[[ACAO, A], [ACAO, A]], false],
    [[['Origin', A]], false]
  ]
  for (const [lines, says] of rows) t.equal(responseAllowsOrigin(lines, A), says, JSON.stringify(lines))
  t.ok(responseAllowsOrigin([[ACAO, '*']], '*'))
})

t.test('allowsCredentials requires exactly one value true in lower case', async t => {
  const rows: ReadonlyArray<readonly [lines: readonly HeaderLine[], says: boolean]> = [
    [[[ACAC, 'true']], true],
    [[[ACAC.toUpperCase(), ' true ']], true],
    [[], false],
    [[[ACAC, 'True']], false],
    [[[ACAC, '1']], false],
    [[[ACAC, '']], false],
    [[[ACAC, 'true'], [ACAC, 'true']], false],
    [[[ACAO, 'true']], false]
  ]
  for (const [lines, says] of rows) t.equal(responseAllowsCredentials(lines), says, JSON.stringify(lines))
})

t.test('a list that can change is read again', async t => {
  const frozen = (value: string): HeaderLine => Object.freeze(['A', value] as const)
  const list: HeaderLine[] = [frozen('1')]
  t.strictSame(valuesOf(list, 'a'), ['1'])
  list.push(frozen('2'))
  t.strictSame(valuesOf(list, 'a'), ['1', '2'], 'the list has another line')
  const line: [string, string] = ['A', '3']
  const lines = Object.freeze([frozen('1'), line])
  t.strictSame(valuesOf(lines, 'a'), ['1', '3'])
  line[1] = '4'
  t.strictSame(valuesOf(lines, 'a'), ['1', '4'], 'a line has another value')
})

t.test('a frozen list is read once, and any other list each time', async t => {
  for (const [isFrozen, isLineFrozen, isReadAgain] of [[true, true, false], [true, false, true], [false, true, true]] as const) {
    let reads = 0
    const lines = [['A', '1'], ['B', '2']].map(([name, value]) => {
      const line = [name!, value!] as const
      if (isLineFrozen) Object.freeze(line)
      return new Proxy(line, {
        get (target, key, receiver) {
          reads++
          return Reflect.get(target, key, receiver) as unknown
        }
      })
    })
    if (isFrozen) Object.freeze(lines)
    const counts = ['a', 'b', 'c'].map(name => {
      reads = 0
      valuesOf(lines, name)
      return reads > 0
    })
    t.strictSame(counts, [true, isReadAgain, isReadAgain], JSON.stringify({ isFrozen, isLineFrozen }))
  }
})

t.test('a frozen list is read like any other', async t => {
  const lines = Object.freeze([['A', ' 1 '], ['B', '2'], ['a', '3']].map(([name, value]) => Object.freeze([name!, value!] as const)))
  for (const name of ['a', 'A']) t.strictSame(valuesOf(lines, name), ['1', '3'])
  t.strictSame(valuesOf(lines, 'c'), [])
})
