/** Writes findings in the format of `--format`. */
import { VERSION } from '../../version.ts'
import { findingsMarkdown } from '../../reporters/findings-markdown.ts'
import { findingsText, type LintReport, type PlacedFinding } from '../../reporters/findings.ts'
import { findingsCommands } from '../../reporters/github.ts'
import { jsonText } from '../../text/json.ts'
import { issueLines, issuesData, type PlacedIssue } from '../../reporters/issues.ts'
import { findingsSarif } from '../../reporters/sarif.ts'
import type { Io } from '../io.ts'
import { styleFor } from '../style.ts'
import { explainedRules } from './rule-pages.ts'

/** Writes the report in one of the formats of the command. */
export function lintReportText (report: LintReport, format: string | undefined, io: Io): string {
  switch (format) {
    case 'json': return jsonText({ version: 1, findings: report.findings, ignored: report.ignored })
    case 'sarif': return findingsSarif(report, explainedRules(), VERSION)
    case 'markdown': return findingsMarkdown(report, VERSION)
    case 'github': return findingsCommands(report)
    default: return findingsText(report, styleFor(io))
  }
}

/** Writes the issues of an invalid policy in the same formats, as errors. */
export function issuesText (
  { file, path }: Pick<LintReport, 'file' | 'path'>, issues: readonly PlacedIssue[], format: string | undefined, io: Io
): string {
  if (format === undefined || format === 'text') return issueLines(file, issues, styleFor(io))
  if (format === 'json') return jsonText({ version: 1, valid: false, issues: issuesData(issues), findings: [], ignored: [] })
  const findings = issues.map(({ value = null, fix: _, ...issue }): PlacedFinding => ({ ...issue, severity: 'error', place: null, value, fix: null }))
  return lintReportText({ file, path, isApplication: false, source: undefined, findings, ignored: [], isVerbose: false, isRefused: true }, format, io)
}
