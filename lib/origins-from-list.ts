/** A comma-separated string, such as an environment variable → origin patterns. */
import type { CorsPolicyIssue } from '../types/report.ts'
import { CorsPolicyError } from './errors.ts'
import { fault, report, wholeFault, type IssueDraft } from './validate/issue.ts'
import { diagnose } from './validate/origin-diagnosis.ts'
import { isOriginPattern } from './validate/origin-grammar.ts'

/**
 * Reads origin patterns from a comma-separated string, such as an environment variable. White space around entries is ignored.
 * An unset or empty variable is an error, so that it never means any origin or no origin.
 *
 * @param text  for example `https://app.example.com, https://*.example.org`
 * @returns     the patterns in the given order, frozen; for the `origins` of a policy
 * @throws      CorsPolicyError `FST_CORS_POLICY_INVALID`; its issues have the indexes of the entries as paths
 */
export function parseOrigins (text: string | undefined): readonly string[] {
  const issues: CorsPolicyIssue[] = []
  const draft = faultOfText(text)
  if (draft !== undefined) report(issues, '', text, draft)
  const entries = draft === undefined ? text!.split(',').map(entry => entry.trim()) : []
  entries.forEach((entry, i) => {
    if (!isOriginPattern(entry)) report(issues, `/${i}`, entry, diagnose(entry))
  })
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return Object.freeze(entries)
}

function faultOfText (text: unknown): IssueDraft | undefined {
  if (typeof text !== 'string' || text.trim() === '') {
    return wholeFault('origin-list-empty',
      'The list of origins is empty. Set the variable to a list of origins, separated by commas.')
  }
  if (/^(?:null|undefined)$/.test(text.trim())) {
    return fault('origin-list-empty',
      'usually means that a variable is not set. Set the variable to a list of origins, separated by commas.')
  }
  if (text.trim() === '*') {
    return fault('origins-text-is-wildcard',
      'cannot come from a variable, because it allows any origin. Use `origins: "*"` in the policy itself.')
  }
  return undefined
}
