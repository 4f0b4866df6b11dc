/** Compares two policies: who gains and who loses what. Pure, and runs anywhere. */
import type { CorsPolicyDiff } from '../types/diff.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import { collectChanges } from './diff/collect.ts'
import { namesOf, subjectsOf } from './diff/document.ts'
import { validatePolicy } from './validate.ts'

/**
 * Compares two policies or documents as sets, and not as text: the pages of which origins gain or lose reading, credentials, methods,
 * and headers, for each key of `routes`, with an example of each. Policies that allow the same have no changes, however they are
 * written. What the routes of an application choose in `config.cors` is unknown here.
 *
 * @param before  the policy or document that is in place
 * @param after   the policy or document that replaces it
 * @returns       plain JSON, frozen
 * @throws        CorsPolicyError with every issue of the first document that is invalid
 */
export function diffPolicies (before: CorsPolicy | CorsPolicyDocument, after: CorsPolicy | CorsPolicyDocument): CorsPolicyDiff {
  const [first, second] = [validatePolicy(before), validatePolicy(after)]
  const [had, has] = [namesOf(first), namesOf(second)]
  return collectChanges('document', subjectsOf(first, second), {
    added: [...has.keys()].filter(name => !had.has(name)).sort(),
    removed: [...had.keys()].filter(name => !has.has(name)).sort()
  })
}
