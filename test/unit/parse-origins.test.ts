import t from 'tap'
import { CorsPolicyError } from '../../lib/errors.ts'
import { parseOrigins } from '../../lib/parse-origins.ts'
import { rejectedLists, textOf } from '../rejected-policies.ts'

t.test('parseOrigins reads origin patterns between commas in order, frozen', async t => {
  const origins = parseOrigins(' https://a.test,https://*.b.test:* ,\n\tapp://c ')
  t.strictSame(origins, ['https://a.test', 'https://*.b.test:*', 'app://c'])
  t.ok(Object.isFrozen(origins))
})

t.test('parseOrigins ignores a comma at the end, but no other empty entry', async t => {
  t.strictSame(parseOrigins('https://a.test, https://b.test,\n'), ['https://a.test', 'https://b.test'])
  for (const text of [',https://a.test', 'https://a.test,,']) t.throws(() => parseOrigins(text), { issues: [{ id: 'origin-is-empty' }] } as never, text)
  for (const text of [',', ' , ,']) t.throws(() => parseOrigins(text), { issues: [{ id: 'origin-list-empty' }] } as never, text)
})

t.test('parseOrigins reads several variables by name, and reports the issues of all', async t => {
  const variables = { ORIGINS: 'https://a.test', PREVIEWS: 'https://preview-*.a.test,', BAD: 'https://a.test/,b.test', NONE: undefined }
  t.strictSame(parseOrigins(variables, 'ORIGINS', 'PREVIEWS'), ['https://a.test', 'https://preview-*.a.test'])
  const issues = [
    { id: 'origin-has-path', path: '/BAD/0', message: /Use "https:\/\/a.test"/ },
    { id: 'origin-missing-scheme', path: '/BAD/1' },
    { id: 'origin-list-empty', path: '/NONE', message: 'The list of origins is empty. Set the variable NONE to a list of origins, separated by commas.' },
    { id: 'origin-list-empty', path: '/OTHER' }
  ]
  t.throws(() => parseOrigins(variables, 'ORIGINS', 'BAD', 'NONE', 'OTHER'), { issues } as never)
  for (const nothing of [null, undefined, 'https://a.test']) t.throws(() => parseOrigins(nothing as never, 'ORIGINS'), { issues: [{ path: '/ORIGINS' }] } as never)
})

for (const { name, text, issues, near } of rejectedLists) {
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
