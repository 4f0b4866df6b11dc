import t from 'tap'
import { isOkStatus, isRedirectStatus } from '../../../lib/standard/statuses.ts'

t.test('an ok status is 200 to 299', async t => {
  t.strictSame([100, 199, 200, 204, 299, 300, 404].filter(isOkStatus), [200, 204, 299])
})

t.test('a redirect status is one of five', async t => {
  const statuses = Array.from({ length: 500 }, (_, i) => 100 + i)
  t.strictSame(statuses.filter(isRedirectStatus), [301, 302, 303, 307, 308])
})
