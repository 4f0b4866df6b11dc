/** Validates the entries of a policy's fields. Skips values of the wrong type, which the schema reports. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { allowedHeaderFault, exposedHeaderFault } from './headers.ts'
import { fault, pointer, report, sentencesOf, wholeFault, type IssueDraft } from './issue.ts'
import { methodFault } from './methods.ts'
import { diagnose } from './origin-diagnosis.ts'
import { isOriginPattern } from './origin-grammar.ts'
import { isStepEnd, type Steps } from './steps.ts'
import { isCacheControl } from '../standard/cache-control.ts'
import { MAX_ORIGIN_LENGTH } from '../standard/origin.ts'

/** The fields of a policy, in the order of the schema. */
export const POLICY_FIELDS = [
  'origins', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'preflightStatus', 'preflightCacheControl',
  'dangerouslyAllow', 'description'
] as const

/** An object with some fields of a policy, each of any type. */
export type UncheckedPolicy = { readonly [field in (typeof POLICY_FIELDS)[number]]?: unknown }

/** The issue of a complete policy, or of the scope's policy, without origins. */
export const MISSING_ORIGINS = wholeFault('missing-field',
  'The field "origins" is missing. A policy must define the origins that can read its responses. Add "origins" with "*" or a list of origin patterns.')

const CACHE_CONTROL = fault('cache-control-is-invalid',
  'is not a list of cache directives. Use directives such as "public, max-age=600".')

/** Whether a value is an object of plain data. */
export function isRecord (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns why the other fields of the policy make a valid origin pattern invalid. */
export type Judge = (pattern: string) => IssueDraft | undefined

/** Reports the issues of single entries of a policy or an override. For an origin with a fix, also the next issue of the fixed origin. */
export function * checkFields (policy: UncheckedPolicy, path: string, issues: CorsPolicyIssue[], judge: Judge): Steps {
  yield * checkEntries(policy.origins, `${path}/origins`, issues, text => originFault(text, judge))
  yield * checkEntries(policy.methods, `${path}/methods`, issues, methodFault)
  yield * checkEntries(policy.allowedHeaders, `${path}/allowedHeaders`, issues, allowedHeaderFault)
  yield * checkEntries(policy.exposedHeaders, `${path}/exposedHeaders`, issues, exposedHeaderFault)
  const { preflightCacheControl } = policy
  if (typeof preflightCacheControl === 'string' && preflightCacheControl !== '' && !isCacheControl(preflightCacheControl)) {
    report(issues, `${path}/preflightCacheControl`, preflightCacheControl, CACHE_CONTROL)
  }
}

function originFault (text: string, judge: Judge): IssueDraft | undefined {
  // The schema rejects longer ones.
  if (text.length > MAX_ORIGIN_LENGTH || isOriginPattern(text)) return undefined
  const found = diagnose(text)
  const next = found.fix === undefined ? undefined : judge(found.fix)
  if (next === undefined) return found
  return found.fix === 'null' ? next : { ...found, message: `${found.message} With credentials, ${sentencesOf(next, found.fix)}` }
}

/** Applies a check to the strings of a list. Skips empty strings, which the schema rejects. */
export function * checkEntries (list: unknown, path: string, issues: CorsPolicyIssue[], faultOf: (entry: string) => IssueDraft | undefined): Steps {
  if (!Array.isArray(list)) return
  for (let i = 0; i < list.length; i++) {
    if (isStepEnd(i)) yield
    const entry: unknown = list[i]
    if (typeof entry !== 'string' || entry === '') continue
    const fault = faultOf(entry)
    if (fault !== undefined) report(issues, pointer(path, i), entry, fault)
  }
}
