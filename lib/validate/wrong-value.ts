/** Options outside of a policy that have a wrong value. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../text/value-preview.ts'

/**
 * Creates the issue for a wrong value.
 *
 * @param path      JSON Pointer
 * @param expected  follows "must be"
 * @param fix       whole sentences
 */
export function wrongValue (path: string, value: unknown, expected: string, fix: string): CorsPolicyIssue {
  return { id: 'wrong-type', path, value, message: `The value must be ${expected}, but it is ${preview(value)}. ${fix}` }
}
