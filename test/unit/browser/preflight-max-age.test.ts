/** For how long each engine caches a preflight. */
import t from 'tap'
import { ENGINE_NAMES, factsOf } from '../../../lib/browser/engines.ts'
import { preflightMaxAge, preflightMaxAges } from '../../../lib/browser/preflight-cache.ts'
import type { HeaderLine } from '../../../types/browser.ts'

t.test('each engine limits the cache time by Access-Control-Max-Age in its own way', async (t) => {
  const rows: [values: string[], standard: number, chromium: number, firefox: number, safari: number][] = [
    [[], 5, 5, 5, 5],
    [['0'], 0, 0, 0, 0],
    [['600'], 600, 600, 600, 600],
    [[' 0601\t'], 601, 601, 601, 600],
    [['7201'], 7201, 7200, 7201, 600],
    [['86401'], 86401, 7200, 86400, 600],
    [['-1'], 5, 0, 0, 0],
    [['-12'], 5, 0, 0, 0],
    [['-1s'], 5, 5, 0, 5],
    [['1-1'], 5, 5, 0, 5],
    [['abc'], 5, 5, 0, 5],
    [['1.5'], 5, 5, 0, 5],
    [['60s'], 5, 5, 0, 5],
    [[''], 5, 5, 5, 5],
    [['', '60'], 5, 5, 60, 5],
    [['60', '60'], 5, 5, 0, 5],
    [['60, 60'], 5, 5, 0, 5],
    [['+60'], 5, 60, 0, 60],
    [['\v60\f'], 5, 5, 0, 60],
    [['\f60\v'], 5, 5, 0, 60],
    [['60V'], 5, 5, 0, 5],
    [['+9223372036854775808'], 5, 5, 0, 5],
    [['-9223372036854775808'], 5, 0, 0, 0],
    [['-9223372036854775809'], 5, 5, 0, 5],
    [['9223372036854775807'], 2 ** 63, 7200, 86400, 600],
    [['+-60'], 5, 5, 0, 5],
    [['9223372036854775808'], 9223372036854775808, 5, 86400, 5]
  ]
  for (const [values, ...seconds] of rows) {
    const headers = values.map((value): HeaderLine => ['Access-Control-Max-Age', value])
    t.same(ENGINE_NAMES.map((engine) => preflightMaxAge(headers, factsOf(engine))), seconds, values.join(' / '))
  }
  t.same(preflightMaxAges(undefined), { chromium: 5, firefox: 5, safari: 5 })
  t.same(preflightMaxAges(100_000), { chromium: 7200, firefox: 86400, safari: 600 })
})
