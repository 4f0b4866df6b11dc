/** Writes findings as lines for a terminal. */
import type { CorsLintFinding, CorsSeverity } from '../../types/report.ts'
import { fragmentOf, preview } from '../errors.ts'
import type { LocatedJson, Place } from '../json/located-json.ts'
import type { Format, Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'
import { locationText } from '../text/json-pointer.ts'

/** A finding and its location in a text. */
export type PlacedFinding = CorsLintFinding & Partial<Place>

/** A finding that was accepted, with the reason. */
export type IgnoredFinding = PlacedFinding & { readonly reason: string }

/** The findings in a file. */
export interface LintReport {
  /** The name on the command line. */
  readonly file: string
  /** The path relative to the current directory, with forward slashes. */
  readonly path: string
  /** Whether the file is an application module. */
  readonly isApplication: boolean
  /** The parsed text. Undefined if the file is not JSON. */
  readonly source: LocatedJson | undefined
  readonly findings: readonly PlacedFinding[]
  readonly ignored: readonly IgnoredFinding[]
  /** Whether formats for people include findings of severity `info`. */
  readonly isVerbose: boolean
  /** Whether the findings are issues of an invalid policy. */
  readonly isRefused?: boolean
}

/** The findings that formats for people include. */
export function shownFindings (report: LintReport): readonly PlacedFinding[] {
  return report.findings.filter(finding => isShown(finding, report))
}

/** Whether formats for people include the finding. */
export function isShown ({ severity }: CorsLintFinding, { isVerbose }: Pick<LintReport, 'isVerbose'>): boolean {
  return isVerbose || severity !== 'info'
}

/** Writes a line, with a line break, for each fixed finding. */
export function fixedText (file: string, fixed: readonly PlacedFinding[], paint: Style): string {
  return fixed.map(({ id, path, value, line, column }) =>
    `${escapeText(`${file}:${line}:${column}`)}: ${paint(['green', 'bold'], 'fixed')}: ${paint('bold', escapeText(`${path} ${preview(value)}`))} ${paint('dim', fragmentOf(id))}\n`
  ).join('')
}

/** The subject of a finding: pointer and value, or a phrase for the whole file. */
export function subjectOf ({ place, path, value }: CorsLintFinding, { isApplication, isRefused = false }: LintReport): string {
  // The message of an issue contains the value.
  if (isRefused) return path === '' ? '' : locationText(path)
  const parts = [...(path === '' ? [] : [path]), ...(value === null ? [] : [preview(value)])]
  if (parts.length > 0 || place !== null) return parts.join(' ')
  return isApplication ? 'the application' : 'the policy'
}

/** Formats of severities in a terminal. */
export const SEVERITY_FORMATS: Readonly<Record<CorsSeverity, Format>> = { error: ['red', 'bold'], warning: ['yellow', 'bold'], info: ['cyan', 'bold'] }

/** Writes a line, with a line break, for each finding. */
export function findingLines (report: LintReport, paint: Style): string {
  return shownFindings(report).map(finding => `${findingLine(finding, report, paint)}\n`).join('')
}

/** The findings of several files together, for a summary. */
export function together (reports: readonly LintReport[]): Counted {
  return {
    findings: reports.flatMap(({ findings }) => findings),
    ignored: reports.flatMap(({ ignored }) => ignored),
    isVerbose: reports.some(({ isVerbose }) => isVerbose)
  }
}

function findingLine (finding: PlacedFinding, report: LintReport, paint: Style): string {
  const { id, severity, place, message, line, column } = finding
  const where = [report.file, ...(line === undefined ? [] : [line, column]), ...(place === null ? [] : [` ${place}`])].join(':')
  const subject = subjectOf(finding, report)
  const about = subject === '' ? '' : `${paint('bold', escapeText(subject))}: `
  return `${escapeText(where)}: ${paint(SEVERITY_FORMATS[severity], severity)}: ${about}${escapeText(message)} ${paint('dim', fragmentOf(id))}`
}

/** The input of the summary. */
export interface Counted {
  readonly findings: ReadonlyArray<{ readonly severity: CorsSeverity }>
  readonly ignored: readonly unknown[]
  /** Findings that are also in an earlier report, if there is one. */
  readonly known?: readonly unknown[]
  /** Whether findings of severity `info` are shown. */
  readonly isVerbose: boolean
}

/** Counts the findings of each severity, including those that are not shown. */
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
  // The part after the semicolon is only about findings of severity `info`.
  return [...parts.length === 0 ? [] : [parts.join(', ')], ...hidden].join('; ')
}
