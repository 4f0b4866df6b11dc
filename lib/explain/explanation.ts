/** Combines the trace of a request with near misses and a fix. */
import type { CorsExplanation, CorsNearMiss } from '../../types/explanation.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { explainCookie } from '../cookies.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { traceRequest } from './trace.ts'
import { ADVICE_BEHIND_GUARD } from './guard-texts.ts'
import { noFix, policyChangeFor } from './policy-change.ts'
import { failureWithPolicy } from './failure-with-policy.ts'
import type { ResolvedQuestion } from './question.ts'
import { routeMisses } from './route-misses.ts'

/** More near misses would be confusing. */
const SHOWN_MISSES = 3

/** Explains a request. The result is deeply frozen. */
export function explanationOf (situation: PolicyResolution, question: ResolvedQuestion): CorsExplanation {
  const trace = traceRequest(situation, question)
  const { failure } = trace
  const { cause = null } = situation
  const cookie = question.cookie === undefined ? null : explainCookie(question.cookie)
  if (failure === null) return deepFreeze<CorsExplanation>({ ...trace, cause, change: null, cookie })
  const nearMisses = withRouteMisses(trace.nearMisses, situation, question)
  // Without an exchange, the browser has a reason of its own, which no guard changes.
  const isBehindGuard = situation.subject.policy === false && trace.guard?.allows === false && trace.exchanges.length > 0
  const change = isBehindGuard ? noFix(ADVICE_BEHIND_GUARD) : policyChangeFor(situation, question, failure)
  return deepFreeze<CorsExplanation>({ ...trace, cause, nearMisses, change, cookie })
}

/** Keys of `routes` whose policy would allow the request come before entries of the policy. Other keys come after them. */
function withRouteMisses (misses: readonly CorsNearMiss[], situation: PolicyResolution, question: ResolvedQuestion): CorsNearMiss[] {
  const [allowing, others]: [CorsNearMiss[], CorsNearMiss[]] = [[], []]
  for (const { miss, policy } of routeMisses(situation, question.request.url)) {
    const isAllowed = policy !== false && failureWithPolicy(situation, question, policy) === undefined
    if (isAllowed) allowing.push(miss)
    else others.push(miss)
  }
  return [...allowing, ...misses, ...others].slice(0, SHOWN_MISSES)
}
