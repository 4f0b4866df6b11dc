/** The refusals of the tests → the README's table of issue ids, each with an example and what is said of it. */
import { CorsPolicyError, preview } from '../../lib/errors.ts'
import { originsFromList } from '../../lib/origins-from-list.ts'
import { validatePolicy } from '../../lib/validate.ts'
import { ISSUE_IDS } from '../../lib/validate/issue.ts'
import type { Issue } from '../../types/report.ts'
import { listRefusals, refusals } from '../refusals.ts'
import { row } from './blocks.ts'

/** The first refusal of each id is the example. */
export function issueTable (): string {
  const examples = new Map<string, Issue>()
  const issues = [
    ...refusals.flatMap(({ document }) => issuesOf(() => validatePolicy(document))),
    ...listRefusals.flatMap(({ text }) => issuesOf(() => originsFromList(text as string)))
  ]
  for (const issue of issues) {
    if (!examples.has(issue.id)) examples.set(issue.id, issue)
  }
  let table = row('id', 'such as', 'what is said') + '|---|---|---|\n'
  for (const id of ISSUE_IDS) {
    const issue = examples.get(id)
    if (issue === undefined) throw new Error(`${id} has no row in test/refusals.ts`)
    table += row(`\`${id}\``, code(`${issue.path} ${issue.value === undefined ? '' : preview(issue.value)}`), issue.message)
  }
  return table
}

function issuesOf (refused: () => unknown): readonly Issue[] {
  try {
    refused()
  } catch (error) {
    if (error instanceof CorsPolicyError) return error.issues
    throw error
  }
  return []
}

/** https://spec.commonmark.org/0.31.2/#code-spans */
function code (text: string): string {
  if (text.trim() === '') return ''
  return text.includes('`') ? `\`\` ${text.trim()} \`\`` : `\`${text.trim()}\``
}
