/** A rule → what it says of itself. */
import type { Rule } from '../lint/rule.ts'
import type { Style } from '../text/style.ts'

/** Where a version of the package explains a rule: the page that is published with it. */
export function pageOf (id: string, version: string): string {
  return `https://unpkg.com/fastify-cors-policy@${version}/docs/rules.md#${id}`
}

/** Where it explains why a policy is refused. */
export function issuePageOf (id: string, version: string): string {
  return `https://unpkg.com/fastify-cors-policy@${version}/README.md#${id}`
}

/** Writes all of it for a terminal. */
export function ruleText (rule: Rule, paint: Style): string {
  const { id, severity, summary, why, recommendation, exceptions, source, bad, good } = rule
  const parts = [
    `${paint('bold', id)}: ${severity}\n  ${summary}\n`,
    `${paint('bold', 'Why')}\n  ${why}\n`,
    `${paint('bold', 'What to do')}\n  ${recommendation}\n`,
    `${paint('bold', 'When to ignore it')}\n  ${exceptions}\n`,
    `${paint('bold', 'Source')}\n  ${source}\n`,
    ...bad.map(example => `${paint(['red', 'bold'], 'Found in')}\n${exampleText(example)}`),
    ...good.map(example => `${paint(['green', 'bold'], 'Not found in')}\n${exampleText(example)}`)
  ]
  return parts.join('\n')
}

/** A document, or code. */
function exampleText (example: Rule['bad'][number]): string {
  const text = typeof example === 'string' ? example.trim() : JSON.stringify(example, null, 2)
  return text.split('\n').map(line => `  ${line}\n`).join('')
}
