import t from 'tap'
import { CorsPolicyError } from '../../lib/errors.ts'
import { parseOrigins } from '../../lib/origins-from-list.ts'
import { listRefusals, textOf } from '../refusals.ts'

t.test('parseOrigins reads origin patterns between commas in order, frozen', async t => {
  const origins = parseOrigins(' https://a.test,https://*.b.test:* ,\n\tapp://c ')
  t.strictSame(origins, ['https://a.test', 'https://*.b.test:*', 'app://c'])
  t.ok(Object.isFrozen(origins))
})

for (const { name, text, issues, near } of listRefusals) {
  t.test(`parseOrigins rejects ${name}, and accepts a similar valid string`, async t => {
    let error: unknown
    try {
      parseOrigins(text as string)
    } catch (thrown) {
      error = thrown
    }
    t.ok(error instanceof CorsPolicyError)
    const found = (error as CorsPolicyError).issues.map(({ fix, ...issue }) => fix === undefined ? issue : { ...issue, fix: textOf(issue.id, fix) })
    t.match({ ...error as CorsPolicyError, issues: found }, { code: 'FST_CORS_POLICY_INVALID', issues })
    t.equal(found.length, issues.length)
    t.doesNotThrow(() => parseOrigins(near))
  })
}
