/** Writes the explanation of a rule. */
import type { Rule } from '../lint/rule.ts'
import { ERRORS_PAGE, pageUrl } from '../text/pages.ts'
import type { Format, Style } from '../text/style.ts'
import type { RulePage } from './rule-page.ts'

/** A rule and its explanation. */
export interface ExplainedRule {
  readonly rule: Rule
  readonly page: RulePage
}

/** The URL of the explanation of a rule, in the given version of the package. */
export function pageOf (id: string, version: string): string {
  return pageUrl(`docs/rules/${id}.md`, version)
}

/** The URL of the explanation of an issue. */
export function issuePageOf (id: string, version: string): string {
  return `${pageUrl(ERRORS_PAGE, version)}#${id}`
}

/** Writes the texts and examples for a terminal. */
export function ruleText ({ rule: { id, severity }, page }: ExplainedRule, paint: Style): string {
  const { title, why, fix, whenToIgnore, source, incorrect, correct, ofOthers } = page
  const section = (format: Format, heading: string, text: string): string => `${paint(format, heading)}\n${indented(text)}`
  const parts = [
    `${paint('bold', id)}: ${severity}\n${indented(title)}`,
    section('bold', 'Why', why),
    section('bold', 'Fix', fix),
    section('bold', 'When to ignore', whenToIgnore),
    section('bold', 'Source', source),
    ...incorrect.map(({ text }) => section(['red', 'bold'], 'Incorrect', text)),
    ...correct.map(({ text }) => section(['green', 'bold'], 'Correct', text)),
    ...ofOthers.map(({ text, rules }) => section('bold', `Not reported by this rule, but by ${rules.join(' and ')}`, text))
  ]
  return parts.join('\n')
}

function indented (text: string): string {
  return text.split('\n').map(line => `  ${line}\n`).join('')
}
