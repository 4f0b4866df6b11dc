/** Another document for a registration: put in place, or tried. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { preparedOrigins } from '../compile/valid-policy.ts'
import { CorsPolicyError } from '../errors.ts'
import { contentOf, type Scope, type ScopeContent } from '../routes/scope.ts'
import { scopePolicy, validatePolicy, validationSteps } from '../validate.ts'
import { issuesOfSourceNames } from '../validate/source-names.ts'
import type { Steps } from '../validate/steps.ts'

/**
 * Validates a document for a registration.
 *
 * @param input  any value, as in `validatePolicy`
 * @throws       CorsPolicyError `FST_CORS_POLICY_INVALID` with every issue
 */
export function readDocument (scope: Pick<Scope, 'outer' | 'sourceNames'>, input: unknown): CorsPolicyDocument {
  return assertSources(scope, validatePolicy(input, scope.outer))
}

/** The same in steps, which also compile the lists of origins. */
export function * documentSteps (scope: Pick<Scope, 'outer' | 'sourceNames'>, input: unknown): Steps<CorsPolicyDocument> {
  const document = assertSources(scope, yield * validationSteps(input, scope.outer))
  for (const policy of [document, ...Object.values(document.policies ?? {})]) {
    yield
    if (typeof policy.origins === 'object') yield * preparedOrigins(policy.origins)
  }
  yield
  return document
}

function assertSources (scope: Pick<Scope, 'sourceNames'>, document: CorsPolicyDocument): CorsPolicyDocument {
  const issues = issuesOfSourceNames(document, scope.sourceNames)
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return document
}

/**
 * Gives a registration another document, and registrations inside it the names and suffixes that they inherit. All of it happens in one
 * turn, so no request sees a part of it.
 *
 * @param scopes  all registrations, in the order in which they were made: an outer one comes before an inner one
 * @returns       a function that undoes it
 */
export function changeDocument (scopes: readonly Scope[], scope: Scope, document: CorsPolicyDocument): () => void {
  const before = scopes.map(({ document, policy, names, privateSuffixes }): ScopeContent => ({ document, policy, names, privateSuffixes }))
  for (const other of scopes) {
    const isChanged = other === scope
    Object.assign(other, contentOf(isChanged ? document : other.document, isChanged ? scopePolicy(document) : other.policy, other.outer))
  }
  return () => {
    for (const [i, other] of scopes.entries()) Object.assign(other, before[i])
  }
}
