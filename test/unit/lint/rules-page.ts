/** Generates the page that explains the rules. */
import type { Rule } from '../../../lib/lint/rule.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { table, wrapped } from '../../markdown.ts'
import { MISTAKES, type Detection } from './mistakes.ts'

/** The subjects of rules, in the order of the page. */
const SUBJECTS: ReadonlyArray<readonly [heading: string, belongs: (rule: Rule) => boolean]> = [
  ['Rules about a policy', rule => rule.about === 'policy' && rule.reads !== 'routes'],
  ['Rules about a policy and its routes', rule => rule.about === 'policy' && rule.reads === 'routes'],
  ['Rules about a document', rule => rule.about === 'document'],
  ['Rules about an application', rule => rule.about === 'application']
]

export function rulesPage (): string {
  return `# Rules

\`lint\` checks valid policies, and the routes to which they apply, for parts that are dangerous, have no effect or are probably
mistakes. This page is generated from the rules. Invalid policies are rejected before lint; the
[README](../README.md#errors) explains each reason.

${tableOfRules()}
${SUBJECTS.map(([heading, belongs]) => `## ${heading}\n\n${RULES.filter(belongs).map(ruleSection).join('\n')}`).join('\n')}
## Mistakes and how they are detected

*Rejected*: validation rejects the policy. *Found*: lint reports a finding.

${Object.entries(MISTAKES).map(([subject, rows]) => `### ${subject}\n\n${table(['Mistake', 'Detection'], rows.map(([mistake, detection]) => [mistake, detectionText(detection)]))}`).join('\n')}`
}

/** The table of rules, which the README also contains. */
export function tableOfRules (page = ''): string {
  return table(['Rule', 'Severity', 'What it finds'], RULES.map(({ id, severity, summary }) => [`[\`${id}\`](${page}#${id})`, severity, summary]))
}

function ruleSection ({ id, severity, summary, why, recommendation, exceptions, source, bad, good, ...rule }: Rule): string {
  return `### ${id}

*${severity}*: ${summary}.

${wrapped(why)}

**Recommendation.** ${wrapped(recommendation)}

**Exceptions.** ${wrapped(exceptions)}

<${source}>

Examples with a finding:

${bad.map(exampleText).join('\n')}
Examples without a finding:

${good.map(exampleText).join('\n')}`
}

function exampleText (example: Rule['bad'][number]): string {
  return typeof example === 'string'
    ? `\`\`\`js\n${example.trim()}\n\`\`\`\n`
    : `\`\`\`json\n${documentText(example)}\n\`\`\`\n`
}

/** Writes the document on one line if it fits. */
function documentText (document: object): string {
  const line = JSON.stringify(document, null, 1).replaceAll(/\n */g, ' ')
  return line.length <= 120 ? line : JSON.stringify(document, null, 2)
}

function detectionText (detection: Detection): string {
  if ('none' in detection) return `not detected: ${detection.none}`
  const issues = 'issue' in detection ? [detection.issue].flat() : []
  const rules = 'rule' in detection ? [detection.rule].flat() : []
  return [
    ...issues.length === 0 ? [] : [`rejected: ${issues.map(id => `[\`${id}\`](../README.md#${id})`).join(', ')}`],
    ...rules.length === 0 ? [] : [`found: ${rules.map(id => `[\`${id}\`](#${id})`).join(', ')}`]
  ].join('; ')
}
