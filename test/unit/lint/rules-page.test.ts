/** The page of the rules is made of the rules, and every mistake has a place. `npm run rules` writes it. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { ISSUE_IDS } from '../../../lib/validate/issue.ts'
import { MISTAKES } from './mistakes.ts'
import { rulesPage } from './rules-page.ts'

const file = new URL('../../../docs/rules.md', import.meta.url)

t.test('the page says what the rules say, with a heading for each id', async t => {
  const page = rulesPage()
  if (t.writeSnapshot) return writeFileSync(file, page)
  t.equal(readFileSync(file, 'utf8'), page, 'npm run rules')
  const headings = [...page.matchAll(/^### ([a-z\d-]+)$/gm)].map(([, id]) => id)
  t.same(headings.toSorted(), RULES.map(({ id }) => id).sort())
})

t.test('mistakes are met by rules and issues that exist, and each rule meets one', async t => {
  const met = Object.values(MISTAKES).flat().map(([, met]) => met)
  const rules = met.flatMap(met => 'rule' in met ? met.rule : [])
  const issues = met.flatMap(met => 'issue' in met ? met.issue : [])
  t.same([...new Set(rules)].sort(), RULES.map(({ id }) => id).sort())
  t.same(issues.filter(id => !ISSUE_IDS.includes(id)), [])
})
