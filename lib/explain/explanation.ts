/** What becomes of a request, and what to change. */
import type { Explanation, NearMiss } from '../../types/explanation.ts'
import type { Situation } from '../../types/resolution.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { accountOf } from './trace.ts'
import { changeFor } from './policy-fix.ts'
import { failureWith } from './failure-with.ts'
import type { AskedQuestion } from './question.ts'
import { routeMisses } from './route-misses.ts'

/** More would say less. */
const SHOWN_MISSES = 3

/** Explains what becomes of a request. The result is frozen in all its depth. */
export function explanationOf (situation: Situation, question: AskedQuestion): Explanation {
  const account = accountOf(situation, question)
  const { failure } = account
  if (failure === null) return deepFreeze<Explanation>({ ...account, change: null })
  const nearMisses = withRouteMisses(account.nearMisses, situation, question)
  return deepFreeze<Explanation>({ ...account, nearMisses, change: changeFor(situation, question, failure) })
}

/** Keys of `routes` whose policy would allow the request come before entries of the policy, and others after them. */
function withRouteMisses (misses: readonly NearMiss[], situation: Situation, question: AskedQuestion): NearMiss[] {
  const [allowing, others]: [NearMiss[], NearMiss[]] = [[], []]
  for (const { miss, policy } of routeMisses(situation, question.request.url)) {
    const isAllowed = policy !== false && failureWith(situation, question, policy) === undefined
    if (isAllowed) allowing.push(miss)
    else others.push(miss)
  }
  return [...allowing, ...misses, ...others].slice(0, SHOWN_MISSES)
}
