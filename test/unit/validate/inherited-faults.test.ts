/** Tests the issues of overrides that conflict with a list of the policy around them. */
import t from 'tap'
import { idsOf } from './issue-ids.ts'

t.test('a conflict with an inherited list is reported once for each override and kind, with the rules of that override', async t => {
  const document = {
    origins: ['http://a.example.com', 'http://b.example.com', 'https://*.com'],
    routes: { '/a': { credentials: true }, '/b': { credentials: true }, '/c': { credentials: true, dangerouslyAllow: ['insecure-origins'] }, '/d': { maxAge: 1 } }
  }
  const both = ['insecure-origin-with-credentials', 'public-suffix-wildcard-with-credentials']
  t.strictSame(idsOf(document), [...both, ...both, both[1]])
  t.strictSame(idsOf({ ...document, privateSuffixes: ['example.com'] }), [...both, ...both, both[1]])
})
