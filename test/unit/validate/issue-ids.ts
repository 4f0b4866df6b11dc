/** The ids of the issues of a document. */
import { CorsPolicyError } from '../../../lib/errors.ts'
import { validatePolicy } from '../../../lib/validate.ts'

export const APP = 'https://app.example.com'

/** The ids of the issues; undefined where the document is accepted. Anything else thrown is thrown on. */
export function idsOf (input: unknown): string[] | undefined {
  try {
    validatePolicy(input)
    return undefined
  } catch (error) {
    if (!(error instanceof CorsPolicyError)) throw error
    return error.issues.map(({ id }) => id)
  }
}
