/** The kinds of issue, and how one is reported. */
import type { CorsPolicyIssue } from '../../types/report.ts'

/** Every kind of issue that a policy can have, by subject. An id is stable and never reused. */
export const ISSUE_IDS = [
  // what is no data
  'value-is-missing', 'value-is-not-data', 'value-is-unreadable', 'document-has-a-cycle', 'document-is-too-deep',
  'document-is-too-large', 'key-is-unsafe',
  // the shape
  'unknown-field', 'foreign-option', 'prefix-is-ignored', 'missing-field', 'wrong-type', 'origins-are-empty',
  'max-age-out-of-range', 'unknown-flag', 'cors-true-is-ambiguous', 'document-has-no-policy',
  // one origin
  'origin-is-empty', 'origin-is-too-long', 'origin-is-a-list', 'origin-is-a-regular-expression', 'origin-has-white-space',
  'origin-has-quotes', 'origin-missing-scheme', 'origin-has-invalid-scheme', 'origin-scheme-never-sent', 'origin-has-userinfo', 'origin-has-path',
  'origin-has-query', 'origin-has-fragment', 'origin-has-upper-case', 'origin-has-non-ascii-host', 'origin-has-invalid-host',
  'origin-has-non-canonical-ip', 'origin-has-default-port', 'origin-has-invalid-port', 'custom-scheme-is-exact-only',
  'wildcard-in-scheme', 'wildcard-without-domain', 'wildcard-is-not-a-whole-label', 'wildcard-on-ip-address',
  'every-origin-in-list', 'null-origin',
  // origins with credentials
  'null-origin-with-credentials', 'wildcard-with-credentials', 'insecure-origin-with-credentials',
  'public-suffix-wildcard-with-credentials',
  // methods
  'method-is-not-a-token', 'method-is-a-list', 'method-wildcard', 'method-is-forbidden', 'method-has-lower-case',
  'method-unknown-to-node',
  // request headers
  'header-is-not-a-token', 'header-is-a-list', 'header-is-forbidden', 'header-belongs-to-responses',
  'header-wildcard-is-not-a-pattern', 'header-wildcard-with-credentials',
  // exposed headers
  'exposed-header-is-not-a-token', 'exposed-header-is-a-list', 'exposed-header-is-forbidden',
  'exposed-header-belongs-to-requests', 'exposed-wildcard-in-list', 'exposed-wildcard-is-not-a-pattern',
  'exposed-wildcard-with-credentials',
  // names and places
  'policy-name-is-invalid', 'unknown-policy-name', 'route-pattern-is-invalid', 'private-suffix-is-invalid',
  // a list of origins in a text
  'origin-list-empty', 'origins-text-is-wildcard'
] as const

/** The id of a kind of issue. */
export type IssueId = (typeof ISSUE_IDS)[number]

/** No document is told more at once; what a hostile one can make us remember ends here. */
export const MAX_ISSUES = 10_000

/** What is wrong with one value, before it is known where the value stands. */
export interface IssueDraft {
  readonly id: IssueId
  /** A sentence without its subject, which is the value; then what to write. */
  readonly message: string
  readonly fix?: string | undefined
}

/** Adds an issue to the list, until the list is full. */
export function report (issues: CorsPolicyIssue[], path: string, value: unknown, { id, message, fix }: IssueDraft): void {
  if (issues.length >= MAX_ISSUES) return
  // In the place of what is no data the copy has a symbol, and the value itself has been reported.
  const given = typeof value === 'symbol' ? undefined : value
  issues.push(fix === undefined ? { id, path, value: given, message } : { id, path, value: given, message, fix })
}

/** Makes a fault whose fix, where there is one, ends the message: `Write "…".` */
export function fault (id: IssueId, message: string, fix?: string, caution = ''): IssueDraft {
  return fix === undefined ? { id, message } : { id, message: `${message} Write ${JSON.stringify(fix)}${caution}.`, fix }
}

/** The keys of a JSON Pointer, in order: https://www.rfc-editor.org/rfc/rfc6901.html#section-4 */
export function keysOf (path: string): string[] {
  return path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Appends a key to a JSON Pointer: https://www.rfc-editor.org/rfc/rfc6901.html#section-3 */
export function pointer (path: string, key: string | number): string {
  return `${path}/${typeof key === 'number' ? key : key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
