/** Subjects with their two policies → changes, in which subjects with the same change are together. */
import type { CorsDiffChange, CorsDiffSubject, CorsPolicyDiff } from '../../types/diff.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../standard/methods.ts'
import { changeOf, OriginComparison, type ComparedPolicy } from './change.ts'

/** What is compared. */
export interface Compared {
  readonly subject: CorsDiffSubject
  readonly before: CorsPolicy | false
  readonly after: CorsPolicy | false
}

/** Compares the policies of each subject. The order of the subjects is that of the changes. */
export function collectChanges (
  kind: CorsPolicyDiff['kind'], compared: Iterable<Compared>, policyNames: CorsPolicyDiff['policyNames']
): CorsPolicyDiff {
  const comparison = new OriginComparison()
  const known = new Map<string, Omit<CorsDiffChange, 'subjects'> | undefined>()
  const subjects = new Map<string, CorsDiffSubject[]>()
  for (const { subject, ...policies } of compared) {
    const [before, after] = [policies.before, policies.after].map(policy => usable(policy, subject)) as [ComparedPolicy, ComparedPolicy]
    const hasMethods = subject.kind !== 'route'
    const key = `${hasMethods} ${textOf(before, comparison)} → ${textOf(after, comparison)}`
    if (!known.has(key)) known.set(key, changeOf(before, after, hasMethods, comparison))
    if (known.get(key) === undefined) continue
    const together = subjects.get(key)
    if (together === undefined) subjects.set(key, [subject])
    else together.push(subject)
  }
  const changes = [...subjects].map(([key, list]): CorsDiffChange => ({ subjects: list, ...known.get(key)! }))
  return deepFreeze<CorsPolicyDiff>({
    version: 1,
    kind,
    widens: changes.some(({ gains }) => gains.length > 0),
    narrows: changes.some(({ losses }) => losses.length > 0),
    changes,
    policyNames
  })
}

/** Without approval of its method, no page can use a route: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
function usable (policy: CorsPolicy | false, subject: CorsDiffSubject): ComparedPolicy {
  if (policy === false) return undefined
  if (subject.kind !== 'route') return policy
  const { method } = subject
  const isApproved = isSafelistedMethod(method) || policy.methods === undefined || policy.methods.includes(method)
  return isApproved && !isForbiddenMethod(method) ? policy : undefined
}

/** A text that is the same for policies with equal fields. Lists of origins can be long, and many overrides share one. */
function textOf (policy: ComparedPolicy, comparison: OriginComparison): string {
  if (policy === undefined) return 'off'
  const { origins: _, description: __, ...fields } = policy
  return `${comparison.keyOf(policy)} ${JSON.stringify(fields, Object.keys(fields).sort())}`
}
