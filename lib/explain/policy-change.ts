/** Computes the smallest change of a policy that allows a blocked request. */
import type { CorsPolicyChange } from '../../types/explanation.ts'
import type { CorsPolicy, CorsDangerFlag } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { keysOf, locationPrefix } from '../text/json-pointer.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'
import { draftFor, flagsIn, type Draft, type Fields } from './policy-draft.ts'
import { usersOf } from './source-change.ts'
import type { Failing } from './suggest-fix.ts'
import { applyPatch } from './json-patch.ts'
import { policyLocation, type PolicyLocation } from './policy-location.ts'
import type { ResolvedQuestion } from './question.ts'
import { newFindings } from '../lint/new-findings.ts'
import { warningsFor, heirsOf, verdictOf } from './judge-change.ts'

/** Issue → the flag that allows it. */
const FLAGS: ReadonlyMap<string, CorsDangerFlag> = new Map([
  ['insecure-origin-with-credentials', 'insecure-origins'],
  ['public-suffix-wildcard-with-credentials', 'public-suffix-wildcards'],
  ['shared-host-pattern-with-credentials', 'shared-host-patterns'],
  ['null-origin', 'null-origin']
])

/** The risk of each flag. */
const DANGERS: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'an attacker on the network can inject scripts into http pages and use the user\'s credentials',
  'public-suffix-wildcards': 'anyone can register names below such a suffix',
  'shared-host-patterns': 'anyone can register a name that fits such a pattern',
  'null-origin': 'any page can have this origin'
}

type Patch = CorsPolicyChange['patch']

/** Computes the change. Its verdict is `none` if no policy can allow the request. */
export function policyChangeFor (situation: PolicyResolution, question: ResolvedQuestion, failure: Failing): CorsPolicyChange {
  if (situation.context === undefined) return noFix(noLocationMessage(situation))
  const location = policyLocation(situation.context, situation.subject.kind)
  const draft = draftFor(situation, location, question, failure)
  if (typeof draft === 'string') return noFix(draft)

  const { origin } = question.request
  const patch = patchOf(location, draft.fields)
  const changed = applyPatch(location.root, patch)
  const issues = location.issuesOf(changed)
  if (issues.length === 0) {
    const findings = newFindings(location.findingsIn(location.root), location.findingsIn(changed))
    const { policy } = situation.subject
    if (draft.flags.length > 0) return policyFix('unsafe', location, draft, { patch, flags: draft.flags, findings, origin })
    // Nothing inherits from the options of a route.
    const heirs = location.in === 'route' ? [] : heirsOf(policy, situation.context)
    const users = draft.addition === null ? [] : usersOf(draft.addition, situation.context)
    const verdict = verdictOf(policy, draft.fields as unknown as CorsPolicy, heirs, users, findings)
    return policyFix(verdict, location, draft, { patch, findings, origin })
  }

  const flags = [...new Set([...draft.flags, ...issues.flatMap(({ id }) => FLAGS.get(id) ?? [])])]
  const unsafePatch = patchWithFlags(location, draft, flags)
  const unsafe = applyPatch(location.root, unsafePatch)
  if (flags.length === 0 || location.issuesOf(unsafe).length > 0) return policyFix('rejected', location, draft, { patch, flags: draft.flags, issues, origin })
  const findings = newFindings(location.findingsIn(location.root), location.findingsIn(unsafe))
  return policyFix('unsafe', location, draft, { patch: unsafePatch, flags, findings, origin })
}

function policyFix (
  verdict: CorsPolicyChange['verdict'], location: PolicyLocation, draft: Draft,
  more: Partial<CorsPolicyChange> & Pick<CorsPolicyChange, 'patch'> & { readonly origin: string }
): CorsPolicyChange {
  const { flags = [], issues = [], findings = [], origin } = more
  const changes = [
    ...draft.messages,
    ...flags.map(flag => `Add ${JSON.stringify(flag)} to \`dangerouslyAllow\`, which is unsafe: ${DANGERS[flag]}.`)
  ]
  const consequences = [
    ...warningsFor(verdict, origin, findings),
    ...issues.slice(0, 1).map(({ path, message }) =>
      `However, the resulting policy is invalid: ${locationPrefix(path)}${message}`)
  ]
  // The value of an issue may not be JSON.
  const plain = JSON.parse(JSON.stringify(issues)) as CorsPolicyIssue[]
  const addition = draft.additionMessage === undefined ? [] : [draft.additionMessage]
  const ofPolicy = changes.length === 0 ? [] : [`In ${location.label}: ${changes.join(' ')}`]
  return {
    verdict,
    in: more.patch.length === 0 ? null : location.in,
    patch: more.patch,
    addition: draft.addition,
    flags,
    issues: plain,
    findings,
    message: [...addition, ...ofPolicy, ...consequences].join(' ')
  }
}

/** No change, and why. */
export function noFix (message: string): CorsPolicyChange {
  return { verdict: 'none', in: null, patch: [], addition: null, flags: [], issues: [], findings: [], message }
}

/** The operations that set these fields. */
function patchOf ({ root, path, written, inherited }: PolicyLocation, fields: Fields): Patch {
  const base: Fields = { ...inherited, ...(written === false ? undefined : written) }
  const changed = POLICY_FIELDS.filter(field => fields[field] !== base[field])
  if (typeof written === 'object' || path === '') {
    return changed.flatMap(field => operationsFor(`${path}/${field}`, (written as Fields | undefined)?.[field], fields[field]))
  }
  const override = Object.fromEntries(changed.map(field => [field, fields[field]]))
  if (written === false) return [{ op: 'replace', path, value: override }]
  const [parent = '', key] = keysOf(path)
  return key === undefined || parent in root
    ? [{ op: 'add', path, value: override }]
    : [{ op: 'add', path: `/${parent}`, value: { [key]: override } }]
}

/** Appends to a list if it only grows. Otherwise replaces the value. */
function operationsFor (path: string, before: unknown, after: unknown): Patch {
  if (before === undefined) return [{ op: 'add', path, value: after }]
  const grows = Array.isArray(before) && Array.isArray(after) && before.every((entry, i) => entry === after[i])
  return grows
    ? after.slice(before.length).map((value: unknown) => ({ op: 'add', path: `${path}/-`, value }))
    : [{ op: 'replace', path, value: after }]
}

function patchWithFlags (location: PolicyLocation, { fields }: Draft, flags: readonly CorsDangerFlag[]): Patch {
  const before = flagsIn(fields)
  return patchOf(location, { ...fields, dangerouslyAllow: [...before, ...flags.filter(flag => !before.includes(flag))] })
}

function noLocationMessage ({ subject, cause }: PolicyResolution): string {
  const isUnknown = subject.kind === 'unreachable' || subject.kind === 'uncertain'
  return isUnknown ? `No policy can allow this request. ${cause!}` : 'Register the plugin in a scope that covers the route.'
}
