/** Writes findings as GitHub workflow commands, which show them next to the code: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
import type { CorsSeverity } from '../../types/report.ts'
import { shownFindings, subjectOf, summaryText, together, type LintReport } from './findings.ts'
import { escapeText } from '../text/escape.ts'

const COMMANDS: Readonly<Record<CorsSeverity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

/** Writes a command for each finding and a summary line. */
export function findingsCommands (reports: readonly LintReport[]): string {
  return `${reports.map(commandLines).join('')}${summaryText(together(reports))}\n`
}

function commandLines (report: LintReport): string {
  const lines = shownFindings(report).map(finding => {
    const { id, severity, place, message, line, column } = finding
    const properties = { file: report.path, line, col: column, title: id }
    const shown = Object.entries(properties).filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${property(escapeText(String(value)))}`)
    const parts = [place, subjectOf(finding, report), message].filter(part => part !== null && part !== '')
    return `::${COMMANDS[severity]} ${shown.join(',')}::${data(escapeText(parts.join(': ')))}\n`
  })
  return lines.join('')
}

/** Escapes the message of a command. Line breaks are already escaped. */
function data (text: string): string {
  return text.replaceAll('%', '%25')
}

/** Escapes a property of a command, which has more special characters. */
function property (text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
