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
  /** By the text of both policies. */
  const known = new Map<string, Collected | undefined>()
  /** By the text of the change, because different policies can change in the same way. */
  const collected = new Map<string, Collected>()
  for (const { subject, ...policies } of compared) {
    const [before, after] = [policies.before, policies.after].map(policy => usable(policy, subject)) as [ComparedPolicy, ComparedPolicy]
    const hasMethods = subject.kind !== 'route'
    const key = `${hasMethods} ${textOf(before, comparison)} → ${textOf(after, comparison)}`
    if (!known.has(key)) {
      const change = changeOf(before, after, hasMethods, comparison)
      known.set(key, change && sameIn(collected, `${comparison.of(before, after).id} ${textOfChange(change)}`, change))
    }
    known.get(key)?.subjects.push(subject)
  }
  const changes: CorsDiffChange[] = [...collected.values()].map(({ subjects, change }) => ({ subjects, ...change }))
  return deepFreeze<CorsPolicyDiff>({
    version: 1,
    kind,
    widens: changes.some(({ gains }) => gains.length > 0),
    narrows: changes.some(({ losses }) => losses.length > 0),
    changes,
    policyNames
  })
}

interface Collected {
  readonly subjects: CorsDiffSubject[]
  readonly change: Change
}

type Change = Omit<CorsDiffChange, 'subjects'>

function sameIn (collected: Map<string, Collected>, key: string, change: Change): Collected {
  let same = collected.get(key)
  if (same === undefined) collected.set(key, same = { subjects: [], change })
  return same
}

/** Everything but the origins, of which there can be many. */
function textOfChange ({ gains, losses, ...rest }: Change): string {
  return JSON.stringify({ ...rest, gains: gains.map(({ rights }) => rights), losses: losses.map(({ rights }) => rights) })
}

/** Without approval of its method, no page can use a route: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
function usable (policy: CorsPolicy | false, subject: CorsDiffSubject): ComparedPolicy {
  if (policy === false) return 'off'
  if (subject.kind !== 'route') return policy
  const { method } = subject
  const isApproved = isSafelistedMethod(method) || policy.methods === undefined || policy.methods.includes(method)
  return isApproved && !isForbiddenMethod(method) ? policy : 'method-not-allowed'
}

/** A text that is the same for policies with equal fields. Lists of origins can be long, and many overrides share one. */
function textOf (policy: ComparedPolicy, comparison: OriginComparison): string {
  if (typeof policy === 'string') return policy
  const { origins: _, description: __, ...fields } = policy
  return `${comparison.keyOf(policy)} ${JSON.stringify(fields, Object.keys(fields).sort())}`
}
