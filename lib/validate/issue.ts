/** The kinds of issue, and how an issue is created. */
import type { CorsFix, CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../text/value-preview.ts'

import { keysOf } from '../text/json-pointer.ts'

export { keysOf }

/** Every kind of issue that a policy can have, grouped by subject. An id is stable and never reused. */
export const ISSUE_IDS = [
  // values that are not JSON data
  'value-is-missing', 'value-is-not-data', 'value-is-unreadable', 'document-has-a-cycle', 'document-is-too-deep',
  'document-is-too-large', 'key-is-unsafe',
  // the shape of a document
  'unknown-field', 'foreign-option', 'prefix-is-ignored', 'missing-field', 'wrong-type', 'origins-are-empty',
  'max-age-out-of-range', 'preflight-status-out-of-range', 'cache-control-is-invalid',
  'unknown-flag', 'cors-true-is-ambiguous', 'document-has-no-policy',
  // one origin
  'origin-is-empty', 'origin-is-too-long', 'origin-is-a-list', 'origin-is-a-regular-expression', 'origin-has-white-space',
  'origin-has-quotes', 'origin-missing-scheme', 'origin-has-invalid-scheme', 'origin-scheme-never-sent', 'origin-has-userinfo', 'origin-has-path',
  'origin-has-query', 'origin-has-fragment', 'origin-has-upper-case', 'origin-has-non-ascii-host', 'origin-has-invalid-host',
  'origin-has-non-canonical-ip', 'origin-has-default-port', 'origin-has-invalid-port', 'custom-scheme-is-exact-only',
  'wildcard-in-scheme', 'wildcard-without-domain', 'wildcard-is-misplaced', 'wildcard-on-ip-address', 'origin-is-an-address-range',
  'every-origin-in-list', 'null-origin',
  // origins with credentials
  'null-origin-with-credentials', 'wildcard-with-credentials', 'insecure-origin-with-credentials',
  'public-suffix-wildcard-with-credentials', 'shared-host-pattern-with-credentials', 'any-extension-with-credentials',
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
  // names, route patterns and suffixes
  'policy-name-is-invalid', 'unknown-policy-name', 'route-pattern-is-invalid', 'private-suffix-is-invalid',
  // a list of origins in a string
  'origin-list-empty', 'origins-text-is-wildcard'
] as const

/** The id of a kind of issue. */
export type IssueId = (typeof ISSUE_IDS)[number]

/** The maximum number of issues for one document, which limits the memory that a hostile document can use. */
export const MAX_ISSUES = 10_000

/** What is wrong with a value, before its location is known. */
export interface IssueDraft {
  readonly id: IssueId
  /** Sentences: what is wrong, then the fix. The first sentence has no subject, which is the value, unless `isWhole` is true. */
  readonly message: string
  /** Whether the message has its own subject. */
  readonly isWhole?: boolean
  /** The correct text, if it is known. */
  readonly fix?: string | undefined
  /** What the fix is: the value as text, the value as JSON, or the name of the member. Default: 'text'. */
  readonly fixes?: 'text' | 'json' | 'name'
}

/** Adds an issue to the list, unless the list is full. */
export function report (issues: CorsPolicyIssue[], path: string, value: unknown, draft: IssueDraft): void {
  if (issues.length >= MAX_ISSUES) return
  // The copy has a symbol instead of a value that is not data; the value itself has already been reported.
  const given = typeof value === 'symbol' ? undefined : value
  const { id } = draft
  const message = sentencesOf(draft, given)
  const fix = fixOf(draft, path)
  issues.push(fix === undefined ? { id, path, value: given, message } : { id, path, value: given, message, fix })
}

function fixOf ({ fix, fixes = 'text' }: IssueDraft, path: string): CorsFix | undefined {
  if (fix === undefined) return undefined
  if (fixes === 'name') return { op: 'move', from: path, path: pointer(path.slice(0, path.lastIndexOf('/')), fix) }
  return { op: 'replace', path, value: fixes === 'json' ? JSON.parse(fix) as unknown : fix }
}

/** Returns the complete sentences of a draft about a value. */
export function sentencesOf ({ message, isWhole = false }: IssueDraft, value: unknown): string {
  return isWhole ? message : `${preview(value)} ${message}`
}

/** Creates a draft whose subject is the value. If there is a fix, it ends the message: `Use "…".` */
export function fault (id: IssueId, message: string, fix?: string, caution = ''): IssueDraft {
  return fix === undefined ? { id, message } : { id, message: `${message} Use ${JSON.stringify(fix)}${caution}.`, fix }
}

/** Creates a draft whose subject is the value, and whose fix is JSON. */
export function jsonFault (id: IssueId, message: string, fix: string): IssueDraft {
  return { id, message: `${message} Use ${fix}.`, fix, fixes: 'json' }
}

/** Creates a draft whose message has its own subject, such as a field. */
export function wholeFault (id: IssueId, message: string): IssueDraft {
  return { id, message, isWhole: true }
}

/** Creates a draft about the name of a member, whose message has its own subject. */
export function nameFault (id: IssueId, message: string, fix: string): IssueDraft {
  return { ...fault(id, message, fix), isWhole: true, fixes: 'name' }
}

/** Returns the issue of a `nameFault` without its fix, because another member has the name already. */
export function withoutRename ({ fix: _fix, ...issue }: CorsPolicyIssue, target: string): CorsPolicyIssue {
  const name = JSON.stringify(keysOf(target).at(-1))
  const advice = ` Use ${name}.`
  return { ...issue, message: `${issue.message.slice(0, -advice.length)} More than one member of the object looks like ${name}. Keep one of them.` }
}

/** Appends a key to a JSON Pointer: https://www.rfc-editor.org/rfc/rfc6901.html#section-3 */
export function pointer (path: string, key: string | number): string {
  return `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
