/** Another document for a registration: put in place, or used as its shadow document. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preparedOrigins } from '../compile/valid-policy.ts'
import { CorsPolicyError } from '../errors.ts'
import { contentOf, type Scope, type ScopeContent } from '../routes/scope.ts'
import { scopePolicy, validationSteps } from '../validate.ts'
import { issuesOfSourceNames } from '../validate/source-names.ts'
import { finish, type Steps } from '../validate/steps.ts'

/** What a document is validated for: a registration, and those inside it, which inherit names and suffixes. */
export type Registration = Pick<Scope, 'outer' | 'sourceNames'>

/**
 * Validates a document for a registration, and the documents of registrations inside it with what they would inherit from it.
 *
 * @param input   any value, as in `validatePolicy`
 * @param scopes  all registrations, in the order in which they were made
 * @throws        CorsPolicyError `FST_CORS_POLICY_INVALID` with every issue
 */
export function readDocument (registration: Registration, input: unknown, scopes: readonly Scope[] = []): CorsPolicyDocument {
  return finish(validatedFor(registration, input, scopes))
}

/** The same in steps, which also compile the lists of origins. */
export function * documentSteps (registration: Registration, input: unknown, scopes: readonly Scope[]): Steps<CorsPolicyDocument> {
  const document = yield * validatedFor(registration, input, scopes)
  for (const policy of [document, ...Object.values(document.policies ?? {})]) {
    yield
    if (typeof policy.origins === 'object') yield * preparedOrigins(policy.origins)
  }
  yield
  return document
}

function * validatedFor (registration: Registration, input: unknown, scopes: readonly Scope[]): Steps<CorsPolicyDocument> {
  const document = assertSources(registration, yield * validationSteps(input, registration.outer))
  const issues: CorsPolicyIssue[] = []
  const contents = new Map<unknown, ScopeContent>([[registration, contentOf(document, undefined, registration.outer)]])
  for (const scope of scopes) {
    const outer = contents.get(scope.outer)
    if (scope === registration || outer === undefined) continue
    contents.set(scope, contentOf(scope.document, undefined, outer))
    issues.push(...(yield * issuesInside(scope, outer)))
  }
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return document
}

/** The issues that the document of a registration has with other names and suffixes. Its own text was valid before. */
function * issuesInside ({ app, document }: Scope, outer: ScopeContent): Steps<readonly CorsPolicyIssue[]> {
  try {
    yield * validationSteps(document, outer)
    return []
  } catch (error) {
    return (error as CorsPolicyError).issues.map((issue) => ({ ...issue, message: `In the registration under ${app.prefix || '/'}: ${issue.message}` }))
  }
}

function assertSources ({ sourceNames }: Registration, document: CorsPolicyDocument): CorsPolicyDocument {
  const issues = issuesOfSourceNames(document, sourceNames)
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
