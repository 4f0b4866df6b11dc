/** The rules → the page that explains them. */
import type { Rule } from '../../../lib/lint/rule.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { table, wrapped } from '../../markdown.ts'
import { MISTAKES, type Met } from './mistakes.ts'

/** What findings are about, in the order of the page. */
const SUBJECTS: ReadonlyArray<readonly [heading: string, isMeant: (rule: Rule) => boolean]> = [
  ['About a policy by itself', rule => rule.about === 'policy' && rule.reads !== 'routes'],
  ['About a policy and the routes under it', rule => rule.about === 'policy' && rule.reads === 'routes'],
  ['About a document', rule => rule.about === 'document'],
  ['About an application', rule => rule.about === 'application']
]

export function rulesPage (): string {
  return `# Rules

What \`lint\` says of policies that are accepted and yet unwise, and of what they are for the routes under them: made of the rules
beside this page, which hold all that is said here. What is wrong in itself is refused instead, and explained in the
[README](../../../README.md#errors).

${tableOfRules()}
${SUBJECTS.map(([heading, isMeant]) => `## ${heading}\n\n${RULES.filter(isMeant).map(partOf).join('\n')}`).join('\n')}
## Where each mistake is met

A rule is said to be *found*; what is *refused* never gets so far as to be looked at.

${Object.entries(MISTAKES).map(([subject, rows]) => `### ${subject}\n\n${table(['Mistake', 'Met'], rows.map(([mistake, met]) => [mistake, metText(met)]))}`).join('\n')}`
}

/** The table of the README, too. */
export function tableOfRules (page = ''): string {
  return table(['Rule', 'Severity', 'What it finds'], RULES.map(({ id, severity, summary }) => [`[\`${id}\`](${page}#${id})`, severity, summary]))
}

function partOf ({ id, severity, summary, why, recommendation, exceptions, source, bad, good, ...rule }: Rule): string {
  return `### ${id}

*${severity}*: ${summary}.

${wrapped(why)}

**What to do.** ${wrapped(recommendation)}

**When to ignore it.** ${wrapped(exceptions)}

<${source}>

Found in:

${bad.map(exampleText).join('\n')}
Not found in:

${good.map(exampleText).join('\n')}`
}

function exampleText (example: Rule['bad'][number]): string {
  return typeof example === 'string'
    ? `\`\`\`js\n${example.trim()}\n\`\`\`\n`
    : `\`\`\`json\n${documentText(example)}\n\`\`\`\n`
}

/** On one line where it fits. */
function documentText (document: object): string {
  const line = JSON.stringify(document, null, 1).replaceAll(/\n */g, ' ')
  return line.length <= 120 ? line : JSON.stringify(document, null, 2)
}

function metText (met: Met): string {
  if ('none' in met) return `nowhere: ${met.none}`
  const issues = 'issue' in met ? [met.issue].flat() : []
  const rules = 'rule' in met ? [met.rule].flat() : []
  return [
    ...issues.length === 0 ? [] : [`refused: ${issues.map(id => `[\`${id}\`](../../../README.md#${id})`).join(', ')}`],
    ...rules.length === 0 ? [] : [`found: ${rules.map(id => `[\`${id}\`](#${id})`).join(', ')}`]
  ].join('; ')
}
