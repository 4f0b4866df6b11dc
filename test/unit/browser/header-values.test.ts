/** Tests the functions that read CORS headers of responses. */
import t from 'tap'
import { responseAllowsCredentials, responseAllowsOrigin } from '../../../lib/browser/header-values.ts'
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
