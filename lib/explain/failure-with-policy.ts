/** Simulates a request with another policy. */
import type { Failure } from '../../types/browser.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { simulateFetch } from '../browser/exchange.ts'
import { responseTo, underPolicy } from './responses.ts'
import type { ResolvedQuestion } from './question.ts'

/** The failure with a policy, which may be invalid. Undefined if the page can read the response. */
export function failureWithPolicy (
  situation: PolicyResolution, { request, engine, localNetwork: network, sentMethod }: ResolvedQuestion, policy: CorsPolicy
): Failure | undefined {
  const changed = underPolicy(situation, policy, sentMethod)
  return simulateFetch(request, sent => responseTo(changed, sent), { engine, network }).failure
}
