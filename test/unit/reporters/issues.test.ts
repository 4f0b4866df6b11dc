/** Tests the values of issues in reports. */
import t from 'tap'
import { issuesData } from '../../../lib/reporters/issues.ts'

t.test('issuesData describes values that JSON cannot represent', async t => {
  const unreadable = { toJSON () { throw new Error('no') } }
  const values = [unreadable, [1n], undefined, () => 1].map(value => issuesData([{ id: 'a', path: '', value, message: 'is.' }])[0]!.value)
  t.match(values[0], /\S/)
  t.strictSame(values.slice(1), [['a bigint'], undefined, 'a function'])
})
