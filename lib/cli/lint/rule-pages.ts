/** Reads the explanations of rules, which are pages in the package. */
import { readFileSync } from 'node:fs'
import { RULES } from '../../lint/rules/index.ts'
import type { Rule } from '../../lint/rule.ts'
import { parseRulePage } from '../../reporters/rule-page.ts'
import type { ExplainedRule } from '../../reporters/rule.ts'

/** As far below the root of the package as each file of the build: `dist/lib/cli/bin.js` and `dist/lib/parts/*.js`. */
const PAGES = new URL('../../../docs/rules/', import.meta.url)

/** Adds its explanation to a rule. */
export function explained (rule: Rule): ExplainedRule {
  return { rule, page: parseRulePage(readFileSync(new URL(`${rule.id}.md`, PAGES), 'utf8')) }
}

/** All rules, in their order. */
export function explainedRules (): ExplainedRule[] {
  return RULES.map(explained)
}
