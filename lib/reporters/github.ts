/** What was found → commands that GitHub's workflows show where it is: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
import type { CorsSeverity } from '../../types/report.ts'
import { shownFindings, subjectOf, summaryText, type LintReport } from './findings.ts'
import { escapeText } from '../text/escape.ts'

const COMMANDS: Readonly<Record<CorsSeverity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

/** A command for each finding, and a line for all. */
export function findingsCommands (report: LintReport): string {
  const lines = shownFindings(report).map(finding => {
    const { id, severity, place, message, line, column } = finding
    const properties = { file: report.path, line, col: column, title: id }
    const shown = Object.entries(properties).filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${property(escapeText(String(value)))}`)
    const words = [place, subjectOf(finding, report), message].filter(part => part !== null && part !== '')
    return `::${COMMANDS[severity]} ${shown.join(',')}::${data(escapeText(words.join(': ')))}\n`
  })
  return [...lines, `${summaryText(report)}\n`].join('')
}

/** What a command is told; line breaks are visible already. */
function data (text: string): string {
  return text.replaceAll('%', '%25')
}

/** Beside that, what ends a property. */
function property (text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
