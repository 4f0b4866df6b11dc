/** Generates the index of the rules. */
import { RULES } from '../../../lib/lint/rules/index.ts'
import { table } from '../../markdown.ts'
import { MISTAKES, type Detection } from './mistakes.ts'
import { pageFor } from './pages.ts'

/** The content of docs/rules.md. */
export function rulesPage (): string {
  return `# Rules

\`lint\` checks valid policies, and the routes to which they apply, for parts that are dangerous, have no effect or are probably
mistakes. Each rule has a page that explains it, with examples. Invalid policies are rejected before lint;
[Errors](errors.md) explains each reason. \`npm run rules\` generates this index.

${tableOfRules('rules/')}
## Mistakes and how they are detected

*Rejected*: validation rejects the policy. *Found*: lint reports a finding.

${Object.entries(MISTAKES).map(([subject, rows]) => `### ${subject}\n\n${table(['Mistake', 'Detection'], rows.map(([mistake, detection]) => [mistake, detectionText(detection)]))}`).join('\n')}`
}

/** The table of rules. */
export function tableOfRules (folder: string): string {
  return table(['Rule', 'Severity', 'What it finds'], RULES.map(({ id, severity }) => [`[\`${id}\`](${folder}${id}.md)`, severity, pageFor(id).title]))
}

function detectionText (detection: Detection): string {
  if ('none' in detection) return `not detected: ${detection.none}`
  const issues = 'issue' in detection ? [detection.issue].flat() : []
  const rules = 'rule' in detection ? [detection.rule].flat() : []
  return [
    ...issues.length === 0 ? [] : [`rejected: ${issues.map(id => `[\`${id}\`](errors.md#${id})`).join(', ')}`],
    ...rules.length === 0 ? [] : [`found: ${rules.map(id => `[\`${id}\`](rules/${id}.md)`).join(', ')}`]
  ].join('; ')
}
