/** Writes the texts of a rule. */
import type { Rule } from '../lint/rule.ts'
import type { Style } from '../text/style.ts'

/** The URL of the explanation of a rule, in the given version of the package. */
export function pageOf (id: string, version: string): string {
  return `https://unpkg.com/fastify-cors-policy@${version}/docs/rules.md#${id}`
}

/** The URL of the explanation of an issue. */
export function issuePageOf (id: string, version: string): string {
  return `https://unpkg.com/fastify-cors-policy@${version}/README.md#${id}`
}

/** Writes the texts and examples for a terminal. */
export function ruleText (rule: Rule, paint: Style): string {
  const { id, severity, summary, why, recommendation, exceptions, source, bad, good } = rule
  const parts = [
    `${paint('bold', id)}: ${severity}\n  ${summary}\n`,
    `${paint('bold', 'Why')}\n  ${why}\n`,
    `${paint('bold', 'Recommendation')}\n  ${recommendation}\n`,
    `${paint('bold', 'Exceptions')}\n  ${exceptions}\n`,
    `${paint('bold', 'Source')}\n  ${source}\n`,
    ...bad.map(example => `${paint(['red', 'bold'], 'Example with a finding')}\n${exampleText(example)}`),
    ...good.map(example => `${paint(['green', 'bold'], 'Example without a finding')}\n${exampleText(example)}`)
  ]
  return parts.join('\n')
}

/** Writes a document or code. */
function exampleText (example: Rule['bad'][number]): string {
  const text = typeof example === 'string' ? example.trim() : JSON.stringify(example, null, 2)
  return text.split('\n').map(line => `  ${line}\n`).join('')
}
