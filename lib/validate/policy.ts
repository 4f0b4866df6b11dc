/**
 * One policy: its fields each by itself, then those that depend on each other. Works on anything; skips what has
 * no shape.
 */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { allowedHeaderFault, exposedHeaderFault } from './headers.ts'
import { fault, pointer, report, type IssueDraft } from './issue.ts'
import { methodFault } from './methods.ts'
import { diagnose } from './origin-diagnosis.ts'
import { isOriginPattern } from './origin-grammar.ts'
import { MAX_ORIGIN_LENGTH } from '../standard/origin.ts'

/** The fields of a policy, in the order of the schema. */
export const POLICY_FIELDS = [
  'origins', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'dangerouslyAllow', 'description'
] as const

/** What has the fields of a policy, or some, each with its type or not. */
export type UncheckedPolicy = { readonly [field in (typeof POLICY_FIELDS)[number]]?: unknown }

/** What is said where a policy, complete or the scope's own, does not say whose pages it is about. */
export const MISSING_ORIGINS = fault('missing-field',
  'is missing: a policy says whose pages may read its responses. Write "*" or a list of origin patterns.')

/** Whether a value is an object of plain data. */
export function isRecord (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the rest of the policy makes wrong about a valid origin pattern. */
export type Judge = (pattern: string) => IssueDraft | undefined

/**
 * Reports what is wrong with single values of a policy or an override; of a corrected origin also what would be said of it
 * next.
 */
export function checkFields (policy: UncheckedPolicy, path: string, issues: CorsPolicyIssue[], judge: Judge): void {
  checkEntries(policy.origins, `${path}/origins`, issues, text => originFault(text, judge))
  checkEntries(policy.methods, `${path}/methods`, issues, methodFault)
  checkEntries(policy.allowedHeaders, `${path}/allowedHeaders`, issues, allowedHeaderFault)
  checkEntries(policy.exposedHeaders, `${path}/exposedHeaders`, issues, exposedHeaderFault)
}

function originFault (text: string, judge: Judge): IssueDraft | undefined {
  // Longer ones have been refused by the schema.
  if (text.length > MAX_ORIGIN_LENGTH || isOriginPattern(text)) return undefined
  const found = diagnose(text)
  const next = found.fix === undefined ? undefined : judge(found.fix)
  if (next === undefined) return found
  return found.fix === 'null' ? next : { ...found, message: `${found.message} With credentials, that ${next.message}` }
}

/** Applies a check to the texts of a list; empty ones have been refused by the schema. */
export function checkEntries (list: unknown, path: string, issues: CorsPolicyIssue[], faultOf: (entry: string) => IssueDraft | undefined): void {
  if (!Array.isArray(list)) return
  for (let i = 0; i < list.length; i++) {
    const entry: unknown = list[i]
    if (typeof entry !== 'string' || entry === '') continue
    const fault = faultOf(entry)
    if (fault !== undefined) report(issues, pointer(path, i), entry, fault)
  }
}
