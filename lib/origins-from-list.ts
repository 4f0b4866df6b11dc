/** A comma-separated text, as environment variables hold it → origin patterns. */
import type { CorsPolicyIssue } from '../types/report.ts'
import { CorsPolicyError } from './errors.ts'
import { fault, report, type IssueDraft } from './validate/issue.ts'
import { diagnose } from './validate/origin-diagnosis.ts'
import { isOriginPattern } from './validate/origin-grammar.ts'

/**
 * Reads origin patterns from a comma-separated text, such as an environment variable. White space around entries does
 * not count. An unset or empty text is refused, so that a missing variable never means every origin or none.
 *
 * @param text  for example `https://app.example.com, https://*.example.org`
 * @returns     the patterns in their order, frozen; for the `origins` of a policy
 * @throws      CorsPolicyError `FST_CORS_POLICY_INVALID`; its issues have the indexes of the entries as paths
 */
export function parseOrigins (text: string | undefined): readonly string[] {
  const issues: CorsPolicyIssue[] = []
  const whole = faultOfText(text)
  if (whole !== undefined) report(issues, '', text, whole)
  const entries = whole === undefined ? text!.split(',').map(entry => entry.trim()) : []
  entries.forEach((entry, i) => {
    if (!isOriginPattern(entry)) report(issues, `/${i}`, entry, diagnose(entry))
  })
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return Object.freeze(entries)
}

function faultOfText (text: unknown): IssueDraft | undefined {
  if (typeof text !== 'string' || text.trim() === '') {
    return fault('origin-list-empty',
      'holds no origins; is the variable set? Write origins, separated by commas.')
  }
  if (/^(?:null|undefined)$/.test(text.trim())) {
    return fault('origin-list-empty',
      'is what an unset variable becomes in a text. Write origins, separated by commas.')
  }
  if (text.trim() === '*') {
    return fault('origins-text-is-wildcard',
      'stands for every origin, and no variable says so. Write `origins: "*"` into the policy itself.')
  }
  return undefined
}
