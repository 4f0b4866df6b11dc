/** Applies rules to their subjects and collects findings. */
import type { CorsLintFinding } from '../../types/report.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { keysOf } from '../validate/issue.ts'
import type { ApplicationRule, DocumentRule, PolicyRule, Report, RuleFix } from './rule.ts'
import type { WrittenPolicy } from './policies.ts'
import type { LintedApplication, LintedDocument, LintedPolicy } from './rule-input.ts'

/** Limits the memory that a malicious document can use. */
export const MAX_FINDINGS = 10_000

/** Applies a rule to a policy. */
export function judgePolicy (rule: PolicyRule, written: WrittenPolicy, subject: LintedPolicy, findings: CorsLintFinding[]): void {
  if (findings.length >= MAX_FINDINGS) return
  const { place, path } = written
  if (rule.reads === 'routes' ? subject.routes === null : !setsAny(written.written, rule.reads)) return
  const isWritten = (field: string | undefined): boolean => field !== undefined && Object.hasOwn(written.written, field)
  rule.check(subject, (at, message, { fix, writtenOnly = false } = {}) => {
    const isOwn = at === '' || isWritten(at.split('/')[1])
    if (writtenOnly && !isOwn) return
    const value = valueAt(subject.policy, at)
    // An inherited field is defined elsewhere, so the finding points to the override and has no fix.
    const where = isOwn ? path + at : path
    add(findings, rule, place, where, value, message, where === path ? undefined : fix)
  })
}

/** Whether an object has one of the fields. A loop, because applications can have thousands of policies. */
function setsAny (written: object, fields: readonly string[]): boolean {
  for (const field of fields) if (Object.hasOwn(written, field)) return true
  return false
}

/** Applies a rule to a document. */
export function judgeDocument (rule: DocumentRule, place: string | null, subject: LintedDocument, findings: CorsLintFinding[]): void {
  rule.check(subject, (at, message, { fix } = {}) => {
    add(findings, rule, place, at, valueAt(subject.document, at), message, fix)
  })
}

/** Applies a rule to an application. */
export function judgeApplication (rule: ApplicationRule, subject: LintedApplication, findings: CorsLintFinding[]): void {
  const report: Report = (at, message, { place = null } = {}) => { add(findings, rule, place, at, null, message, undefined) }
  rule.check(subject, report)
}

function add (
  findings: CorsLintFinding[], { id, severity }: { readonly id: string, readonly severity: CorsLintFinding['severity'] },
  place: string | null, path: string, value: unknown, message: string, fix: RuleFix | undefined
): void {
  if (findings.length >= MAX_FINDINGS) return
  const operation: CorsLintFinding['fix'] = fix === undefined ? null : { ...fix, path }
  findings.push({ id, severity, place, path, value, message, fix: operation })
}

/** The value at a pointer. Null for a whole policy, which is not shown. */
function valueAt (root: CorsPolicy | object, path: string): unknown {
  if (path === '') return null
  return keysOf(path).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], root)
}
