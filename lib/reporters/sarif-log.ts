/** Writes results as SARIF 2.1.0 for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import type { CorsSeverity } from '../../types/report.ts'
import { jsonText } from '../text/json.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export const LEVELS: Readonly<Record<CorsSeverity, string>> = { error: 'error', warning: 'warning', info: 'note' }

export interface SarifRun {
  /** Version of this package. */
  readonly version: string
  /** `reportingDescriptor` objects. */
  readonly rules: readonly object[]
  readonly results: readonly object[]
  /** Messages about what could not be checked. */
  readonly failures?: readonly string[]
}

/** Writes one run, with a line break at the end. */
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

/** Escapes brackets, because viewers treat "[a](b)" as a link: section 3.11.6. */
export function withoutLinks (text: string): string {
  return text.includes('](') ? text.replaceAll(/[\\[\]]/g, '\\$&') : text
}

/** The help text of a rule, with a paragraph for each title. */
export function helpOf (paragraphs: ReadonlyArray<readonly [title: string, text: string]>): object {
  return {
    text: paragraphs.map(([title, text]) => `${title}: ${text}`).join('\n\n'),
    markdown: paragraphs.map(([title, text]) => `**${title}**: ${text}`).join('\n\n')
  }
}
