/** Writes issues as lines for a terminal, with their location in the file if it is known. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fragmentOf, preview } from '../errors.ts'
import type { Place } from '../json/located-json.ts'
import type { Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'
import { locationText } from '../text/json-pointer.ts'

/** An issue and its location in a text. */
export type PlacedIssue = CorsPolicyIssue & Partial<Place>

/** Writes a line, with a line break, for each issue. */
export function issueLines (file: string, issues: readonly PlacedIssue[], paint: Style): string {
  return issues.map(issue => `${escapeText(positionText(file, issue))}: ${issueText(issue, paint)}\n`).join('')
}

/** Prepares issues for JSON. Values of modules that JSON cannot represent are replaced with a description. */
export function issuesData (issues: readonly PlacedIssue[]): readonly PlacedIssue[] {
  return issues.map(issue => ({ ...issue, value: dataOf(issue.value) }))
}

function dataOf (value: unknown): unknown {
  if (value === undefined) return undefined
  try {
    return JSON.parse(JSON.stringify(value, (_key, part: unknown) => isNotJson(part) ? preview(part) : part))
  } catch {
    return preview(value)
  }
}

function isNotJson (value: unknown): boolean {
  return ['bigint', 'function', 'symbol'].includes(typeof value) || value instanceof RegExp
}

function positionText (file: string, { line, column }: PlacedIssue): string {
  return line === undefined ? file : `${file}:${line}:${column}`
}

function issueText ({ id, path, message }: PlacedIssue, paint: Style): string {
  // The name of the file stands for the whole document.
  const where = path === '' ? '' : `${paint('bold', escapeText(locationText(path)))}: `
  return `${where}${escapeText(message)} ${paint('dim', fragmentOf(id))}`
}
