/** What becomes of a request, and what to change. */
import type { CorsExplanation, CorsNearMiss } from '../../types/explanation.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { traceRequest } from './trace.ts'
import { policyFixFor } from './policy-fix.ts'
import { failureWith } from './failure-with.ts'
import type { AskedQuestion } from './question.ts'
import { routeMisses } from './route-misses.ts'

/** More would say less. */
const SHOWN_MISSES = 3

/** Explains what becomes of a request. The result is frozen in all its depth. */
export function explanationOf (situation: PolicyResolution, question: AskedQuestion): CorsExplanation {
  const account = traceRequest(situation, question)
  const { failure } = account
  if (failure === null) return deepFreeze<CorsExplanation>({ ...account, change: null })
  const nearMisses = withRouteMisses(account.nearMisses, situation, question)
  return deepFreeze<CorsExplanation>({ ...account, nearMisses, change: policyFixFor(situation, question, failure) })
}

/** Keys of `routes` whose policy would allow the request come before entries of the policy, and others after them. */
function withRouteMisses (misses: readonly CorsNearMiss[], situation: PolicyResolution, question: AskedQuestion): CorsNearMiss[] {
  const [allowing, others]: [CorsNearMiss[], CorsNearMiss[]] = [[], []]
  for (const { miss, policy } of routeMisses(situation, question.request.url)) {
    const isAllowed = policy !== false && failureWith(situation, question, policy) === undefined
    if (isAllowed) allowing.push(miss)
    else others.push(miss)
  }
  return [...allowing, ...misses, ...others].slice(0, SHOWN_MISSES)
}
