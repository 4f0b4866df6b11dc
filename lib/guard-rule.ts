/** Which requests an origin guard refuses: one rule for the hook and for explanations of simulated requests. Runs anywhere. */
import type { CompiledCorsPolicy } from '../types/decision.ts'
import { allowsOrigin } from './decide.ts'

/** What decides, of the options of a guard. */
export interface GuardRule {
  /** The origins of `alsoAllow`, compiled. */
  readonly alsoAllowed: CompiledCorsPolicy
  readonly allowMissingOrigin: boolean
}

/** Headers of a request by lower-case name, as Node has them. */
export type GuardedHeaders = Readonly<Record<string, string | readonly string[] | undefined>> & { readonly origin?: string | undefined }

/** Whether a guard refuses a request, unless the policy of the route allows its origin. */
export function refuses ({ alsoAllowed, allowMissingOrigin }: GuardRule, headers: GuardedHeaders): boolean {
  // Scripts cannot set this header.
  if (headers['sec-fetch-site'] === 'same-origin') return false
  const { origin } = headers
  return origin === undefined ? !allowMissingOrigin && isHandshake(headers) : !allowsOrigin(alsoAllowed, origin)
}

/** Whether a request opens a WebSocket, over HTTP/1 or HTTP/2: https://www.rfc-editor.org/rfc/rfc8441#section-5 */
export function isHandshake (headers: GuardedHeaders): boolean {
  const protocol = headers['upgrade'] ?? headers[':protocol']
  return protocol !== undefined && /websocket/i.test(String(protocol))
}
