/** Formats the results of a check for a terminal: a summary of each endpoint, then the details of its findings. */
import type { CheckFinding, CheckGrade } from '../../types/check.ts'
import { countsText, noResponseText, type CheckedEndpoint, type CheckResults } from './check-results.ts'
import { SEVERITY_FORMATS } from './findings.ts'
import type { Format, Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'

/** Width of the text. The summary of an endpoint has at most 20 lines, to fit a terminal of 24. */
const COLUMNS = 80

/** Maximum number of findings in the summary of an endpoint. */
const WORST = 8

const GRADE_FORMATS: Readonly<Record<CheckGrade, Format>> = { A: 'green', B: 'cyan', C: ['yellow', 'bold'], F: ['red', 'bold'], '-': 'dim' }

/** Returns the summary of each endpoint, followed by its findings. */
export function checkText ({ endpoints, isVerbose }: CheckResults, paint: Style): string {
  return endpoints.map(endpoint => {
    const findings = isVerbose ? endpoint.findings : endpoint.findings.filter(({ severity }) => severity !== 'info')
    const parts = [summaryLines(endpoint, findings, isVerbose, paint), ...findings.map(finding => findingLines(finding, paint))]
    return parts.map(lines => lines.map(line => `${line}\n`).join('')).join('\n')
  }).join('\n')
}

function summaryLines (endpoint: CheckedEndpoint, findings: readonly CheckFinding[], isVerbose: boolean, paint: Style): string[] {
  const { url, allowed, grades, probes } = endpoint.report
  const noResponse = noResponseText(endpoint.report)
  const skipped = probes.filter(probe => probe.skipped !== null).length
  return [
    paint('bold', cut(url, COLUMNS)),
    ...labelled('readers', allowed.map(line => cut(line, COLUMNS - INDENT))),
    `  ${Object.entries(grades).map(([area, grade]) => `${area} ${paint(GRADE_FORMATS[grade], grade)}`).join('  ')}`,
    ...findings.slice(0, WORST).map(({ severity, id, message }) =>
      `  ${paint(SEVERITY_FORMATS[severity], severity.padEnd(LABEL))} ${cut(`${id}: ${message}`, COLUMNS - INDENT)}`),
    ...findings.length > WORST ? [`  ${' '.repeat(LABEL)} and ${findings.length - WORST} more`] : [],
    ...skipped === 0 ? [] : [`  ${skipped} of ${probes.length} probes were skipped`],
    ...noResponse === '' ? [] : [cut(`  ${noResponse}`, COLUMNS)],
    paint('bold', `  ${countsText(endpoint, isVerbose)}`)
  ]
}

function findingLines ({ id, severity, url, message, expected, actual, why, recommendation, reference: source, exchanges }: CheckFinding, paint: Style): string[] {
  const wrappedLines = (label: string, text: string): string[] => labelled(label, wrapped(escapeText(text), COLUMNS - INDENT))
  return [
    `${paint(SEVERITY_FORMATS[severity], severity)}: ${paint('bold', escapeText(url))}`,
    ...wrapped(escapeText(`${message} [${id}]`), COLUMNS - 2).map(line => `  ${line}`),
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
