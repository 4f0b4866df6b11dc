/** Writes findings as Markdown, for a comment on a pull request. */
import { preview } from '../errors.ts'
import { shownFindings, summaryText, type LintReport, type PlacedFinding } from './findings.ts'
import { quotingPhrase } from '../docs/findings.ts'
import { locationText } from '../text/json-pointer.ts'
import { codeMarkdown, foreignMarkdown } from '../text/markdown.ts'
import { issuePageOf, pageOf } from './rule.ts'

/** Writes a table and a summary line. */
export function findingsMarkdown (report: LintReport, version: string): string {
  const findings = shownFindings(report)
  const page = report.isRefused === true ? issuePageOf : pageOf
  const rows = findings.map(finding => [
    finding.severity, locationMarkdown(finding, report), messageMarkdown(finding, report), `[${finding.id}](${page(finding.id, version)})`
  ])
  const table = [['Severity', 'Location', 'Finding', 'Rule'], ['---', '---', '---', '---'], ...rows].map(cells => `| ${cells.join(' | ')} |\n`)
  return [...findings.length === 0 ? [] : [...table, '\n'], `${codeMarkdown(report.file)}: ${summaryText(report)}\n`].join('')
}

function locationMarkdown ({ place, path, line, column }: PlacedFinding, { file, isRefused = false }: LintReport): string {
  const parts = [
    line === undefined ? file : `${file}:${line}:${column}`, ...(place === null ? [] : [place]),
    ...(path === '' ? [] : [isRefused ? locationText(path) : path])
  ]
  return parts.map(codeMarkdown).join(' ')
}

/** Quotations in the message come from the policy and are shown as code. */
function messageMarkdown ({ value, message }: PlacedFinding, { isRefused = false }: LintReport): string {
  // The message of an issue contains the value.
  return `${value === null || isRefused ? '' : `${codeMarkdown(preview(value))}: `}${foreignMarkdown(quotingPhrase(message))}`
}
