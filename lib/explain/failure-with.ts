/** How a request fares where another policy is in effect. */
import type { Failure } from '../../types/browser.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { simulateFetch } from '../browser/exchange.ts'
import { answerTo, underPolicy } from './answer.ts'
import type { AskedQuestion } from './question.ts'

/** The failing step under a policy, valid or not; undefined where the page may read the answer. */
export function failureWith (situation: PolicyResolution, { request, engine, sentMethod }: AskedQuestion, policy: CorsPolicy): Failure | undefined {
  const changed = underPolicy(situation, policy, sentMethod)
  return simulateFetch(request, sent => answerTo(changed, sent), { engine }).failure
}
