/** Tests every rule with its own examples, and what all rules have in common. */
import { readdirSync } from 'node:fs'
import t from 'tap'
import { lintApp, lintDocument } from '../../../lib/lint.ts'
import type { Rule } from '../../../lib/lint/rule.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { ISSUE_IDS } from '../../../lib/validate/issue.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { applicationOf } from './example-application.ts'

/** Lints an example with one rule. */
async function findingsOf (rule: Rule, example: CorsPolicyDocument | string): Promise<readonly CorsLintFinding[]> {
  if (typeof example !== 'string') return lintDocument(example, { production: true }, [rule])
  const app = await applicationOf(example)
  const findings = await lintApp(app)
  await app.close()
  return findings.filter(({ id }) => id === rule.id)
}

for (const rule of RULES) {
  t.test(`${rule.id} reports its bad examples and none of its good examples`, async t => {
    t.ok(rule.bad.length > 0 && rule.good.length > 0, 'has examples of both kinds')
    for (const example of rule.bad) {
      const findings = await findingsOf(rule, example)
      t.ok(findings.length > 0, `reports ${textOf(example)}`)
      for (const { id, severity, message } of findings) {
        t.same({ id, severity }, { id: rule.id, severity: rule.severity })
        t.match(message, /^[A-Z`"@].*\.$/, 'the message is a complete sentence')
        t.ok(message.length < 300, 'the message is short')
      }
    }
    for (const example of rule.good) t.same(await findingsOf(rule, example), [], `does not report ${textOf(example)}`)
  })
}

function textOf (example: CorsPolicyDocument | string): string {
  return typeof example === 'string' ? example.trim() : JSON.stringify(example)
}

t.test('rule ids are unique among rules and issues, and each rule is in a file with its name', async t => {
  const ids = RULES.map(({ id }) => id)
  t.equal(new Set([...ids, ...ISSUE_IDS]).size, ids.length + ISSUE_IDS.length)
  const files = readdirSync(new URL('../../../lib/lint/rules', import.meta.url)).filter(name => name.endsWith('.ts') && name !== 'index.ts')
  t.same(ids.map(id => `${id}.ts`).sort(), files.sort())
})

t.test('every rule has a summary, a reason, a recommendation, exceptions and a source', async t => {
  for (const { id, summary, why, recommendation, exceptions, source } of RULES) {
    t.match(id, /^[a-z\d]+(?:-[a-z\d]+)+$/)
    t.match(summary, /^.{10,100}[^.]$/, `${id}: summary`)
    for (const text of [why, recommendation, exceptions]) t.match(text, /^[A-Z`].*\.$/s, `${id}: sentences`)
    t.match(source, /^https:\/\/[^ ]+$/, `${id}: source`)
  }
})

t.test('index-split-from-below names the pattern that decides about the index', async t => {
  const document: CorsPolicyDocument = { origins: '*', routes: { '/a/+': false, '/*': { maxAge: 5 } } }
  const rules = RULES.filter(({ id }) => id === 'index-split-from-below')
  t.match(lintDocument(document, { production: true }, rules), [{ message: /"\/a", which has the policy of "\/\*"\./ }])
})
