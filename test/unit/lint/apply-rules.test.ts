/** Tests how findings are made from the reports of rules. */
import t from 'tap'
import { lintDocument } from '../../../lib/lint.ts'
import { MAX_FINDINGS } from '../../../lib/lint/apply-rules.ts'
import type { PolicyRule } from '../../../lib/lint/rule.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'

const template = RULES.find(({ id }) => id === 'max-age-zero') as PolicyRule

t.test('the number of findings is limited', async t => {
  const noisy: PolicyRule = { ...template, reads: ['origins'], check (_policy, report) { for (let i = 0; i < 20_000; i++) report('', `${i}.`) } }
  const findings = lintDocument({ origins: ['https://a.test'] }, {}, [noisy])
  t.equal(findings.length, MAX_FINDINGS)
  t.equal(findings.at(-1)?.message, `${MAX_FINDINGS - 1}.`)
  let checked = 0
  const counted: PolicyRule = { ...noisy, check () { checked++ } }
  lintDocument({ origins: ['https://a.test'] }, {}, [noisy, counted])
  t.equal(checked, 0, 'no policy is checked whose findings have no room')
})

t.test('a finding about a field that an override inherits points to the override and has no fix', async t => {
  const rule: PolicyRule = { ...template, reads: ['credentials'], check (_policy, report) { report('/origins/0', 'It is unwise.', { fix: { op: 'remove' } }) } }
  const document = { origins: ['https://a.test', 'https://b.test'], routes: { '/a/b': { credentials: true } } } as const
  t.match(lintDocument(document, {}, [rule]), [{ path: '/routes/~1a~1b', value: 'https://a.test', fix: null }])
  t.equal(lintDocument(document, {}, [rule]).length, 1)
})
