/** The entries of a list of origins, by their kinds. */
import t from 'tap'
import { parametersIn, sourcesIn } from '../../lib/origin-entries.ts'

t.test('sourcesIn has each entry once, and is the same list at each call', async (t) => {
  const entries = ['https://a.test', { source: 'a' }, { source: 'a', key: { param: 'x' } }, { source: 'a' }, { source: 'a', key: 'host' }, { key: { param: 'x' }, source: 'a' }] as const
  t.strictSame(sourcesIn(entries), [{ source: 'a' }, { key: { param: 'x' }, source: 'a' }, { source: 'a', key: 'host' }])
  t.equal(sourcesIn(entries), sourcesIn(entries))
  t.strictSame(parametersIn(sourcesIn(entries)), ['x'])
  t.equal(parametersIn(sourcesIn(entries)), parametersIn(sourcesIn(entries)))
  for (const none of ['*', ['https://a.test'], []] as const) t.strictSame(sourcesIn(none), [])
})
