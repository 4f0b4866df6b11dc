/** What was found → lines for a terminal. */
import type { CorsLintFinding, CorsSeverity } from '../../types/report.ts'
import { fragmentOf, preview } from '../errors.ts'
import type { JsonSource, Place } from '../json/source.ts'
import type { Format, Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'
import { locationText } from '../text/location.ts'

/** A finding and where it is in a text. */
export type PlacedFinding = CorsLintFinding & Partial<Place>

/** A finding that somebody has thought about. */
export type IgnoredFinding = PlacedFinding & { readonly reason: string }

/** What was found in a file. */
export interface LintReport {
  /** The name as it was given. */
  readonly file: string
  /** The same from the current directory, with forward slashes. */
  readonly path: string
  /** Whether it is about an application. */
  readonly isApplication: boolean
  /** Where it is JSON. */
  readonly source: JsonSource | undefined
  readonly findings: readonly PlacedFinding[]
  readonly ignored: readonly IgnoredFinding[]
  /** Whether what is merely worth knowing is wanted where people read it. */
  readonly isVerbose: boolean
  /** Whether the findings are why the policy is refused. */
  readonly isRefused?: boolean
}

/** What people are shown. */
export function shownFindings (report: LintReport): readonly PlacedFinding[] {
  return report.findings.filter(finding => isShown(finding, report))
}

/** Whether people are shown it. */
export function isShown ({ severity }: CorsLintFinding, { isVerbose }: Pick<LintReport, 'isVerbose'>): boolean {
  return isVerbose || severity !== 'info'
}

/** A line for each finding that is no more, each with a line break at its end. */
export function fixedText (file: string, fixed: readonly PlacedFinding[], paint: Style): string {
  return fixed.map(({ id, path, value, line, column }) =>
    `${escapeText(`${file}:${line}:${column}`)}: ${paint(['green', 'bold'], 'fixed')}: ${paint('bold', escapeText(`${path} ${preview(value)}`))} ${paint('dim', fragmentOf(id))}\n`
  ).join('')
}

/** What a finding is about, in the file: pointer and value; of all of it in words. */
export function subjectOf ({ place, path, value }: CorsLintFinding, { isApplication, isRefused = false }: LintReport): string {
  // The message of an issue contains the value.
  if (isRefused) return path === '' ? '' : locationText(path)
  const parts = [...(path === '' ? [] : [path]), ...(value === null ? [] : [preview(value)])]
  if (parts.length > 0 || place !== null) return parts.join(' ')
  return isApplication ? 'the application' : 'the policy'
}

/** How severities are set. */
export const SEVERITY_FORMATS: Readonly<Record<CorsSeverity, Format>> = { error: ['red', 'bold'], warning: ['yellow', 'bold'], info: ['cyan', 'bold'] }

/** A line for each finding, and one for all: each with a line break at its end. */
export function findingsText (report: LintReport, paint: Style): string {
  const lines = shownFindings(report).map(finding => findingLine(finding, report, paint))
  return [...lines, paint('bold', summaryText(report))].map(line => `${line}\n`).join('')
}

function findingLine (finding: PlacedFinding, report: LintReport, paint: Style): string {
  const { id, severity, place, message, line, column } = finding
  const where = [report.file, ...(line === undefined ? [] : [line, column]), ...(place === null ? [] : [` ${place}`])].join(':')
  const subject = subjectOf(finding, report)
  const about = subject === '' ? '' : `${paint('bold', escapeText(subject))}: `
  return `${escapeText(where)}: ${paint(SEVERITY_FORMATS[severity], severity)}: ${about}${escapeText(message)} ${paint('dim', fragmentOf(id))}`
}

/** What is counted. */
export interface Counted {
  readonly findings: ReadonlyArray<{ readonly severity: CorsSeverity }>
  readonly ignored: readonly unknown[]
  /** Those of an earlier report, where one is compared. */
  readonly known?: readonly unknown[]
  /** Whether what is merely worth knowing is shown. */
  readonly isVerbose: boolean
}

/** How many there are of each kind, those too that are not shown. */
export function summaryText ({ findings, ignored, known = [], isVerbose }: Counted): string {
  const count = (severity: CorsSeverity): number => findings.filter(finding => finding.severity === severity).length
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')]
  const parts = [
    ...errors === 0 ? [] : [`${errors} ${errors === 1 ? 'error' : 'errors'}`],
    ...warnings === 0 ? [] : [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`],
    ...infos === 0 || !isVerbose ? [] : [`${infos} info`],
    ...ignored.length === 0 ? [] : [`${ignored.length} ignored`]
  ]
  const hidden = infos === 0 || isVerbose ? [] : [`${infos} info not shown: --verbose`]
  if (parts.length + hidden.length === 0) parts.push('no findings')
  if (known.length > 0) parts.push(`${known.length} known before`)
  // What stands behind the semicolon is of these alone.
  return [...parts.length === 0 ? [] : [parts.join(', ')], ...hidden].join('; ')
}
