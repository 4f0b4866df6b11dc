/** Lists of cache directives. */
import t from 'tap'
import { isCacheControl } from '../../../lib/standard/cache-control.ts'

const VALID = [
  'no-store', 'public, max-age=600', 'max-age=600,public', '\tno-cache , must-revalidate ', 'private="set-cookie"', 'no-cache=""',
  'x=" !#[]~"', 'stale-while-revalidate=60'
]

const INVALID = [
  '', ',', 'public,', 'public,,private', 'max-age=', '=600', 'max-age=1=2', 'max-age = 600', 'max age', 'public; max-age=600', 'x="', 'x="a',
  'x=a"', 'x="a"b', 'b"a"', 'x="a\\b"', 'x="a,b"', 'x="a"b"', 'x="é"', 'x="\n"', 'é', 'x=é'
]

t.test('a list of cache directives has names, and values that are tokens or quoted', async t => {
  for (const text of VALID) t.ok(isCacheControl(text), JSON.stringify(text))
  for (const text of INVALID) t.notOk(isCacheControl(text), JSON.stringify(text))
})
