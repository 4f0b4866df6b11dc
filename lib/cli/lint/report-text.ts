/** Writes findings in the format of `--format`. */
import { VERSION } from '../../version.ts'
import { findingsMarkdown } from '../../reporters/findings-markdown.ts'
import { findingLines, summaryText, together, type LintReport, type PlacedFinding } from '../../reporters/findings.ts'
import { findingsCommands } from '../../reporters/github.ts'
import { jsonText } from '../../text/json.ts'
import { issueLines, issuesData, type PlacedIssue } from '../../reporters/issues.ts'
import { findingsSarif } from '../../reporters/sarif.ts'
import type { Io } from '../io.ts'
import { styleFor } from '../style.ts'
import { explainedRules } from './rule-pages.ts'

/** What lint says about a file: findings, or the issues of an invalid policy. */
export type FileResult = LintReport | InvalidFile

interface InvalidFile extends Pick<LintReport, 'file' | 'path'> {
  readonly issues: readonly PlacedIssue[]
}

/**
 * Writes the results in one of the formats of the command.
 *
 * @param results  one for each file
 * @param idle     findings about entries of a file with accepted findings
 */
export function lintText (results: readonly FileResult[], idle: readonly LintReport[], format: string | undefined, io: Io): string {
  const reports = [...results.map(reportOf), ...idle]
  switch (format) {
    case 'json': return jsonText(dataOf(results, idle))
    case 'sarif': return findingsSarif(reports, explainedRules(), VERSION)
    case 'markdown': return reports.map(report => findingsMarkdown(report, VERSION)).join('\n')
    case 'github': return findingsCommands(reports)
    default: return linesOf(results, idle, io)
  }
}

function linesOf (results: readonly FileResult[], idle: readonly LintReport[], io: Io): string {
  const paint = styleFor(io)
  const lines = [...results, ...idle].map(result => 'issues' in result ? issueLines(result.file, result.issues, paint) : findingLines(result, paint))
  const reports = [...results, ...idle].filter((result): result is LintReport => !('issues' in result))
  return [...lines, ...reports.length === 0 ? [] : [`${paint('bold', summaryText(together(reports)))}\n`]].join('')
}

/** For one file, its findings and those about entries are in one list. */
function dataOf (results: readonly FileResult[], idle: readonly LintReport[]): object {
  if (results.length > 1) return { version: 1, files: [...results, ...idle].map(result => ({ file: result.file, ...fileData(result) })) }
  const entries = idle.flatMap(({ file, findings }) => findings.map(finding => ({ ...finding, place: file })))
  const data = fileData(results[0]!)
  return { version: 1, ...data, findings: [...data.findings, ...entries] }
}

function fileData (result: FileResult) {
  return 'issues' in result
    ? { valid: false, issues: issuesData(result.issues), findings: [], ignored: [] }
    : { findings: result.findings, ignored: result.ignored }
}

/** Issues as findings, for formats that have only those. */
function reportOf (result: FileResult): LintReport {
  if (!('issues' in result)) return result
  const { file, path, issues } = result
  const findings = issues.map(({ value = null, fix: _, ...issue }): PlacedFinding => ({ ...issue, severity: 'error', place: null, value, fix: null }))
  return { file, path, isApplication: false, source: undefined, findings, ignored: [], isVerbose: false, isRefused: true }
}
