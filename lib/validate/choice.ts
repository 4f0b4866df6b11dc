/** What a route says → the policy that is in effect there. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fault, report } from './issue.ts'
import { nearest } from './nearest.ts'
import { checkFields, isRecord, type UncheckedPolicy } from './policy.ts'
import { checkNamed, checkCrossFields, judgeOf } from './cross-field.ts'

/** What counts in a place, from however far out. */
export interface InheritedScope {
  /** Named policies; inner names shadow outer ones. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  /** Suffixes to treat like public ones. */
  readonly privateSuffixes: readonly string[]
}

/** Where a choice is made. */
export interface ChoiceContext {
  /** The policy that is in effect without the choice, whose fields an override replaces; undefined where CORS is off. */
  readonly base: UncheckedPolicy | undefined
  readonly names: ReadonlyMap<string, unknown>
  /** Those of the names that may have been judged by fewer suffixes. */
  readonly inherited: ReadonlyMap<string, unknown>
  readonly privateSuffixes: readonly string[]
}

/** The effective policy, and its name where it has one. */
export interface ResolvedChoice {
  readonly policy: CorsPolicy | false
  readonly name: string | undefined
}

const OFF: ResolvedChoice = Object.freeze({ policy: false, name: undefined })

/**
 * Resolves a name, an override or false. The fields of an override replace those of the policy that is in effect without
 * it, and lists are never merged. Reports what is wrong with the effective policy; the result counts only if nothing is.
 */
export function resolveChoice (choice: unknown, context: ChoiceContext, path: string, issues: CorsPolicyIssue[]): ResolvedChoice {
  const { base, names, inherited, privateSuffixes } = context
  if (typeof choice === 'string') {
    // The schema has refused an empty name.
    if (!names.has(choice) && choice !== '') report(issues, path, choice, unknownName(choice, names))
    const policy = names.get(choice) as CorsPolicy
    if (policy === inherited.get(choice)) checkNamed(policy, choice, path, privateSuffixes, issues)
    return { policy, name: choice }
  }
  // Of false there is nothing to say, and of anything else it has been said.
  if (!isRecord(choice)) return OFF
  const policy: UncheckedPolicy = Object.freeze({ ...base, ...choice })
  checkFields(choice, path, issues, judgeOf(policy, privateSuffixes))
  if (!Object.hasOwn(policy, 'origins')) {
    report(issues, `${path}/origins`, undefined, fault('missing-field',
      'is missing: CORS is off here without this object, so there is no policy whose fields it could replace. Write "*" or a list of origin patterns.'))
  }
  checkCrossFields(policy, choice, path, privateSuffixes, issues)
  return { policy: policy as CorsPolicy, name: undefined }
}

function unknownName (name: string, names: ReadonlyMap<string, unknown>) {
  if (names.size === 0) {
    return fault('unknown-policy-name',
      'names a policy, and none is defined. Write it into `policies`.')
  }
  const near = nearest(name, names.keys())
  if (near !== undefined) return fault('unknown-policy-name', 'is no policy\'s name.', near)
  const known = [...names.keys()].slice(0, 10).map(known => JSON.stringify(known)).join(', ')
  return fault('unknown-policy-name', `is no policy's name. Known are ${known}${names.size > 10 ? ' …' : ''}.`)
}
