/** Issues → lines for a terminal, with their place in the file if it is known. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fragmentOf, preview } from '../errors.ts'
import type { Place } from '../json/source.ts'
import type { Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'
import { locationText } from '../text/location.ts'

/** An issue and its place in a file. */
export type PlacedIssue = CorsPolicyIssue & Partial<Place>

/** Formats one line for each issue, with a line break at its end. */
export function issueLines (file: string, issues: readonly PlacedIssue[], paint: Style): string {
  return issues.map(issue => `${escapeText(placeText(file, issue))}: ${issueText(issue, paint)}\n`).join('')
}

/** Returns the issues as JSON data. Values that JSON cannot represent become previews. */
export function issuesData (issues: readonly PlacedIssue[]): readonly PlacedIssue[] {
  return issues.map(issue => ({ ...issue, value: dataOf(issue.value) }))
}

function dataOf (value: unknown): unknown {
  if (value === undefined) return undefined
  try {
    return JSON.parse(JSON.stringify(value, (_key, part: unknown) => isNoData(part) ? preview(part) : part))
  } catch {
    return preview(value)
  }
}

function isNoData (value: unknown): boolean {
  return ['bigint', 'function', 'symbol'].includes(typeof value) || value instanceof RegExp
}

function placeText (file: string, { line, column }: PlacedIssue): string {
  return line === undefined ? file : `${file}:${line}:${column}`
}

function issueText ({ id, path, message }: PlacedIssue, paint: Style): string {
  // The name of the file stands for the whole document.
  const where = path === '' ? '' : `${paint('bold', escapeText(locationText(path)))}: `
  return `${where}${escapeText(message)} ${paint('dim', fragmentOf(id))}`
}
