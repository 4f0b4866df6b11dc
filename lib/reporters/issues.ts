/** Issues → lines for a terminal, with the place in the file where it is known. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fragmentOf, preview } from '../errors.ts'
import type { Place } from '../json/source.ts'
import type { Style } from '../text/style.ts'
import { escapeText } from '../text/escape.ts'

/** An issue and where it is in a text. */
export type PlacedIssue = CorsPolicyIssue & Partial<Place>

/** A line for every issue, each with a line break at its end. */
export function issueLines (file: string, issues: readonly PlacedIssue[], paint: Style): string {
  return issues.map(issue => `${escapeText(placeText(file, issue))}: ${issueText(issue, paint)}\n`).join('')
}

/** The issues as JSON has them: what a module wrote that is no data, in words. */
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

function issueText ({ id, path, value, message }: PlacedIssue, paint: Style): string {
  const where = [...(path === '' ? [] : [path]), ...(value === undefined ? [] : [preview(value)])].join(' ')
  const subject = where === '' ? '' : `${paint('bold', escapeText(where))}: `
  return `${subject}${escapeText(message)} ${paint('dim', fragmentOf(id))}`
}
