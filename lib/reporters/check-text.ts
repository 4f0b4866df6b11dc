/** Formats the results of a check for a terminal: a summary of each endpoint, then the details of its findings. */
import type { CheckFinding } from '../../types/check.ts'
import { countsText, explainedTexts, headlineOf, noResponseText, titleOf, type CheckedEndpoint, type CheckResults } from './check-results.ts'
import { checkTable, GRADE_FORMATS } from './check-table.ts'
import { SEVERITY_FORMATS } from './findings.ts'
import type { Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'

/** Width of the text without a terminal. */
const COLUMNS = 120

/** Maximum number of findings in the summary of an endpoint, so that it fits a terminal of 24 lines. */
const WORST = 8

/** Maximum number of lines of the first sentence. */
const MAX_HEADLINE = 4

/** Returns the summary of each endpoint, followed by its findings. */
export function checkText ({ endpoints, isVerbose, notChecked }: CheckResults, paint: Style, columns = COLUMNS): string {
  const texts = endpoints.flatMap(endpoint => {
    const findings = isVerbose ? endpoint.findings : endpoint.findings.filter(({ severity }) => severity !== 'info')
    // The table has a line for each route of an application, so that the others need no summary.
    if (notChecked !== undefined && findings.length === 0 && endpoint.report.isComplete) return []
    const parts = [summaryLines(endpoint, findings, isVerbose, paint, columns), ...findings.map(finding => findingLines(finding, paint, columns))]
    return [parts.map(textOf).join('\n')]
  })
  const table = endpoints.length > 1 || notChecked !== undefined ? [textOf([...checkTable(endpoints, paint, columns), ...notCheckedLines(notChecked, columns)])] : []
  return [...texts, ...table].join('\n')
}

function notCheckedLines (notChecked: CheckResults['notChecked'] = [], columns: number): string[] {
  return notChecked.map(({ pattern, reason }) => cut(`not checked: ${pattern}, because ${reason}`, columns))
}

function textOf (lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

function summaryLines (endpoint: CheckedEndpoint, findings: readonly CheckFinding[], isVerbose: boolean, paint: Style, columns: number): string[] {
  const { url, allowed, grades, probes } = endpoint.report
  const noResponse = noResponseText(endpoint.report)
  const skipped = probes.filter(probe => probe.skipped !== null).length
  return [
    ...wrapped(escapeText(`${url}: ${headlineOf(endpoint)}`), columns - 2).slice(0, MAX_HEADLINE).map((line, i) => paint('bold', `${i === 0 ? '' : '  '}${cut(line, columns - 2)}`)),
    ...labelled('readers', allowed.map(line => cut(line, columns - INDENT))),
    `  ${Object.entries(grades).map(([area, grade]) => `${area} ${paint(GRADE_FORMATS[grade], grade)}`).join('  ')}`,
    ...findings.slice(0, WORST).map(finding =>
      `  ${paint(SEVERITY_FORMATS[finding.severity], finding.severity.padEnd(LABEL))} ${cut(`${titleOf(finding)}: ${finding.message}`, columns - INDENT)}`),
    ...findings.length > WORST ? [`  ${' '.repeat(LABEL)} and ${findings.length - WORST} more`] : [],
    ...skipped === 0 ? [] : [`  ${skipped} of ${probes.length} probes were skipped`],
    ...noResponse === '' ? [] : [cut(`  ${noResponse}`, columns)],
    paint('bold', `  ${countsText(endpoint, isVerbose)}`)
  ]
}

function findingLines (finding: CheckFinding, paint: Style, columns: number): string[] {
  const { id, severity, url, message, expected, actual, why, recommendation, reference: source, exchanges } = finding
  const wrappedLines = (label: string, text: string): string[] => labelled(label, wrapped(escapeText(text), columns - INDENT))
  return [
    `${paint(SEVERITY_FORMATS[severity], severity)}: ${paint('bold', escapeText(url))}`,
    ...wrapped(escapeText(`${message} [${id}]`), columns - 2).map(line => `  ${line}`),
    ...labelled('explains', explainedTexts(finding).map(escapeText)),
    ...labelled('expected', expected.map(escapeText)),
    ...labelled('actual', actual.map(escapeText)),
    ...wrappedLines('why', why),
    ...wrappedLines('fix', recommendation),
    ...labelled('source', [escapeText(source)]),
    ...labelled('try', [escapeText(exchanges.at(-1)!.curl)])
  ]
}

/** Width of the labels, and of the indent of the text next to them. */
const LABEL = 8
const INDENT = LABEL + 3

/** Puts a label in front of the first line, and indents the others. */
function labelled (label: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => `  ${(i === 0 ? label : '').padEnd(LABEL)} ${line}`)
}

/** Truncates a text to one line of at most `columns` columns. */
function cut (text: string, columns: number): string {
  const shown = escapeText(text)
  return shown.length <= columns ? shown : `${shown.slice(0, columns - 1)}…`
}

/** Wraps a text between words. A word that is longer than `columns` gets its own line. */
function wrapped (text: string, columns: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
