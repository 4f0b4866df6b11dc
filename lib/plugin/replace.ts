/** Replaces the document of a registration while the application serves requests. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { CorsPolicyError } from '../errors.ts'
import { contentOf, type Scope, type ScopeContent } from '../routes/scope.ts'
import { scopePolicy, validatePolicy } from '../validate.ts'
import { issuesOfSourceNames } from '../validate/source-names.ts'
import type { Application } from './application.ts'
import { assertBooted } from './booted-application.ts'

/**
 * Validates a document, resolves it against all routes, and puts it in place of the document of a registration. All of it happens
 * in one turn: each request has the policies from before or from after.
 *
 * @param input  any value, as in `validatePolicy`
 * @returns      the previous document
 * @throws       the errors of the boot, with every issue; the policies have not changed then
 */
export function replaceDocument (application: Application, scope: Scope, input: unknown): CorsPolicyDocument {
  assertBooted(application.booted)
  const document = validatePolicy(input, scope.outer)
  const issues = issuesOfSourceNames(document, scope.sourceNames)
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  const { scopes } = application.registrations
  const before = scopes.map(({ document, policy, names, privateSuffixes }): ScopeContent => ({ document, policy, names, privateSuffixes }))
  const previous = scope.document
  // Registrations are in the order in which they were made, so that an outer one has its new names before an inner one inherits them.
  for (const other of scopes) {
    const isReplaced = other === scope
    Object.assign(other, contentOf(isReplaced ? document : other.document, isReplaced ? scopePolicy(document) : other.policy, other.outer))
  }
  try {
    application.rebuild()
  } catch (error) {
    for (const [i, other] of scopes.entries()) Object.assign(other, before[i])
    throw error
  }
  scope.version++
  scope.since = new Date()
  return previous
}
