/** The issues of what is rejected. */
import { CorsPolicyError } from '../../../lib/errors.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import type { CorsPolicyIssue } from '../../../types/report.ts'

export const APP = 'https://app.example.com'

/** The issues; undefined if nothing is thrown. Anything else thrown is thrown on. */
export function issuesOf (run: () => unknown): readonly CorsPolicyIssue[] | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (!(error instanceof CorsPolicyError)) throw error
    return error.issues
  }
}

/** The ids of the issues of a document; undefined where it is accepted. */
export function idsOf (document: unknown): string[] | undefined {
  return issuesOf(() => validatePolicy(document))?.map(({ id }) => id)
}
