/** Any value → a valid policy document, or one error with every issue. */
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { CorsPolicyIssue } from '../types/report.ts'
import { CorsPolicyError } from './errors.ts'
import { resolveChoice, type InheritedScope, type ResolvedChoice } from './validate/choice.ts'
import { checkDocument, fieldsOf } from './validate/document.ts'
import { withoutCollisions } from './validate/name-collisions.ts'
import { sortIssues } from './validate/sort-issues.ts'
import { snapshot } from './validate/snapshot.ts'
import { finish, type Steps } from './validate/steps.ts'
import { checkSchema, schemaOfChoices, schemaOfDocuments } from './validate/schema-issues.ts'

const NOTHING: InheritedScope = { names: new Map(), privateSuffixes: [] }

/** Documents that are valid without names from outer registrations. */
const validated = new WeakSet<object>()

/**
 * Validates a policy document: its shape, every value, and the effective policy of every route pattern.
 *
 * @param input  any value; every property is read once, and the result does not share objects with it
 * @param outer  from outer registrations: named policies, which `routes` and `notFound` can use and the document's own names
 *               shadow, and private suffixes, which apply in addition to the document's own
 * @param except members of the input that do not belong to the policy, and are neither read nor copied
 * @returns      a deeply frozen copy; the input itself if it is an earlier result and `outer` has no private suffixes
 * @throws       CorsPolicyError `FST_CORS_POLICY_INVALID` with every issue, in the order of the document, and nothing else
 */
export function validatePolicy (input: unknown, outer: InheritedScope = NOTHING, except?: readonly string[]): CorsPolicyDocument {
  return finish(validationSteps(input, outer, except))
}

/**
 * Validates a policy document in steps, so that a caller can do other work in between. Parameters, result and error are those of
 * `validatePolicy`.
 */
export function * validationSteps (
  input: unknown, outer: InheritedScope = NOTHING, except?: readonly string[]
): Steps<CorsPolicyDocument> {
  if (outer.privateSuffixes.length === 0 && isValidated(input)) return input
  const issues: CorsPolicyIssue[] = []
  const document = snapshot(input, '', issues, except)
  yield
  checkSchema(schemaOfDocuments(), document, '', issues, except)
  yield
  yield * checkDocument(document, outer, issues)
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', inOrder(issues, document, ''))
  if (outer.names.size === 0) validated.add(document as object)
  return document as CorsPolicyDocument
}

function isValidated (input: unknown): input is CorsPolicyDocument {
  return validated.has(input as object)
}

function inOrder (issues: readonly CorsPolicyIssue[], document: unknown, base: string): CorsPolicyIssue[] {
  return sortIssues(withoutCollisions(issues, document, base), document, base)
}

/** The choice of a route, and its issues. */
export interface ValidatedChoice extends ResolvedChoice {
  /** In the order of the choice. The policy is valid only if this is empty. */
  readonly issues: CorsPolicyIssue[]
}

/**
 * Validates a route's choice of its policy: a name, an override or false. Never throws.
 *
 * @param choice  any value
 * @param base    the effective policy without the choice, whose fields an override replaces; undefined if CORS is disabled, so
 *                that an override must be a complete policy
 * @param reach   named policies and private suffixes, including those of outer registrations
 * @param path    JSON Pointer of the choice, for the issues
 * @returns       the effective policy, frozen; false if CORS is disabled or if there are issues
 */
export function validateOverride (
  choice: unknown,
  base: CorsPolicy | undefined,
  reach: InheritedScope,
  path: string
): ValidatedChoice {
  const issues: CorsPolicyIssue[] = []
  const copy = snapshot(choice, path, issues)
  checkSchema(schemaOfChoices(), copy, path, issues)
  const resolved = resolveChoice(copy, { ...reach, base, inherited: reach.names, suggestions: { left: 1 } }, path, issues)
  if (issues.length === 0) return { ...resolved, issues }
  return { policy: false, name: undefined, issues: inOrder(issues, copy, path) }
}

/** Returns the policy at the top level of a valid document, frozen; undefined if the document has only named policies. */
export function scopePolicy (document: CorsPolicyDocument): CorsPolicy | undefined {
  return fieldsOf(document as Readonly<Record<string, unknown>>) as CorsPolicy | undefined
}
