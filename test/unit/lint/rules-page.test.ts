/** Tests that docs/rules.md is up to date and that every rule belongs to a known mistake. `npm run rules` writes docs/rules.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { ISSUE_IDS } from '../../../lib/validate/issue.ts'
import { MISTAKES } from './mistakes.ts'
import { rulesPage } from './rules-page.ts'

const file = new URL('../../../docs/rules.md', import.meta.url)

t.test('docs/rules.md is up to date and links to the page of each rule', async t => {
  const page = rulesPage()
  if (t.writeSnapshot) return writeFileSync(file, page)
  t.equal(readFileSync(file, 'utf8'), page, 'npm run rules')
  const rows = [...page.matchAll(/^\| \[`([a-z\d-]+)`\]\(rules\/\1\.md\)/gm)].map(([, id]) => id)
  t.same(rows, RULES.map(({ id }) => id))
})

t.test('the table of mistakes names existing rules and issues, and contains every rule', async t => {
  const detections = Object.values(MISTAKES).flat().map(([, detection]) => detection)
  const rules = detections.flatMap(detection => 'rule' in detection ? detection.rule : [])
  const issues = detections.flatMap(detection => 'issue' in detection ? detection.issue : [])
  t.same([...new Set(rules)].sort(), RULES.map(({ id }) => id).sort())
  t.same(issues.filter(id => !ISSUE_IDS.includes(id)), [])
})
