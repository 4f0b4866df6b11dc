/** The choice of a route → its effective policy. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { fault, jsonFault, report, wholeFault, type IssueDraft } from './issue.ts'
import { nearest } from './nearest.ts'
import { checkFields, isRecord, type UncheckedPolicy } from './policy.ts'
import { finish } from './steps.ts'
import { checkNamed, checkCrossFields, judgeOf } from './cross-field.ts'

/** What a registration inherits from all outer registrations. */
export interface InheritedScope {
  /** Named policies; inner names shadow outer ones. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  /** Suffixes that are treated like public suffixes. */
  readonly privateSuffixes: readonly string[]
}

/** The context of a choice. */
export interface ChoiceContext {
  /** The effective policy without the choice, whose fields an override replaces. Undefined if CORS is disabled. */
  readonly base: UncheckedPolicy | undefined
  readonly names: ReadonlyMap<string, unknown>
  /** The names from outer registrations, which were validated with fewer suffixes. */
  readonly inherited: ReadonlyMap<string, unknown>
  readonly privateSuffixes: readonly string[]
  /** How many more unknown names get a suggestion. */
  readonly suggestions: { left: number }
}

/** The effective policy, and its name if it has one. */
export interface ResolvedChoice {
  readonly policy: CorsPolicy | false
  readonly name: string | undefined
}

const OFF: ResolvedChoice = Object.freeze({ policy: false, name: undefined })

/**
 * Resolves a name, an override or false. The fields of an override replace those of the policy that is effective without
 * it, and lists are never merged. Reports the issues of the effective policy; the result is valid only without issues.
 */
export function resolveChoice (choice: unknown, context: ChoiceContext, path: string, issues: CorsPolicyIssue[]): ResolvedChoice {
  const { base, names, inherited, privateSuffixes, suggestions } = context
  if (typeof choice === 'string') {
    // The schema rejects an empty name.
    if (!names.has(choice) && choice !== '') report(issues, path, choice, unknownName(choice, names, suggestions.left-- > 0))
    const policy = names.get(choice) as CorsPolicy
    if (policy === inherited.get(choice)) checkNamed(policy, choice, path, privateSuffixes, issues)
    return { policy, name: choice }
  }
  // False is always valid, and the schema rejects any other value.
  if (!isRecord(choice)) return OFF
  const policy: UncheckedPolicy = Object.freeze({ ...base, ...choice })
  finish(checkFields(choice, path, issues, judgeOf(policy, privateSuffixes)))
  if (!Object.hasOwn(policy, 'origins')) {
    report(issues, `${path}/origins`, undefined, wholeFault('missing-field',
      'The field "origins" is missing. CORS is disabled here, so this object does not override a policy. Add "origins" with "*" or a list of origin patterns.'))
  }
  checkCrossFields(policy, choice, path, privateSuffixes, issues)
  return { policy: policy as CorsPolicy, name: undefined }
}

/** The number of unknown names with a suggestion: each is compared with known names, and a document can have thousands of both. */
export const MAX_SUGGESTIONS = 20

/** The number of names that one is compared with. */
const MAX_COMPARED = 1000

function unknownName (name: string, names: ReadonlyMap<string, unknown>, suggests: boolean): IssueDraft {
  if (/^false$/i.test(name)) return jsonFault('unknown-policy-name', 'is a string, and no policy has that name. A route without CORS has the value false.', 'false')
  if (names.size === 0) {
    return fault('unknown-policy-name',
      'is not a policy name, because no policies are defined. Add the policy to `policies`.')
  }
  const near = suggests ? nearest(name, firstOf(names, MAX_COMPARED)) : undefined
  if (near !== undefined) return fault('unknown-policy-name', 'is not a known policy name.', near)
  const known = firstOf(names, 10).map(known => JSON.stringify(known)).join(', ')
  const subject = names.size === 1 ? 'The only known name is' : 'The known names are'
  return fault('unknown-policy-name', `is not a known policy name. ${subject} ${known}${names.size > 10 ? ', …' : ''}.`)
}

function firstOf (names: ReadonlyMap<string, unknown>, count: number): string[] {
  const first: string[] = []
  for (const name of names.keys()) if (first.push(name) === count) break
  return first
}
