/** Results → SARIF 2.1.0, which code scanning reads: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import type { CorsSeverity } from '../../types/report.ts'
import { jsonText } from '../text/json.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export const LEVELS: Readonly<Record<CorsSeverity, string>> = { error: 'error', warning: 'warning', info: 'note' }

export interface SarifRun {
  /** Of this package. */
  readonly version: string
  /** `reportingDescriptor` objects. */
  readonly rules: readonly object[]
  readonly results: readonly object[]
  /** What could not be looked at, in words. */
  readonly failures?: readonly string[]
}

/** Writes one run; ends with a line break. */
export function sarifLog ({ version, rules, results, failures = [] }: SarifRun): string {
  const driver = {
    name: 'fastify-cors-policy',
    semanticVersion: version,
    informationUri: 'https://www.npmjs.com/package/fastify-cors-policy',
    rules
  }
  const notifications = failures.map(text => ({ level: 'error', message: { text } }))
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    newlineSequences: ['\r\n', '\n', '\r'],
    invocations: [{ executionSuccessful: failures.length === 0, ...failures.length > 0 && { toolExecutionNotifications: notifications } }],
    results
  }
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] })
}

/** The same text for viewers, who take "[a](b)" for a link, unless the brackets are escaped: section 3.11.6. */
export function withoutLinks (text: string): string {
  return text.includes('](') ? text.replaceAll(/[\\[\]]/g, '\\$&') : text
}

/** What is said about a rule, a paragraph for each title. */
export function helpOf (paragraphs: ReadonlyArray<readonly [title: string, text: string]>): object {
  return {
    text: paragraphs.map(([title, text]) => `${title}: ${text}`).join('\n\n'),
    markdown: paragraphs.map(([title, text]) => `**${title}**: ${text}`).join('\n\n')
  }
}
