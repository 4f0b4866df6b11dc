/** Whether the guards of a route refuse a request of a page. Runs anywhere. */
import type { SentRequest } from '../../types/browser.ts'
import type { DocumentedGuard } from '../../types/documentation.ts'
import type { CorsDecision } from '../../types/decision.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'
import { refuses } from '../guard-rule.ts'
import { isInsecureOrigin } from '../standard/insecure-origin.ts'

/** The status of the response of a guard. */
export const REFUSED = 403

/**
 * Whether a guard refuses an actual request.
 *
 * @param decision   that of the policy; undefined if CORS is off
 */
export function isRefusedByGuard (guards: readonly DocumentedGuard[], sent: Pick<SentRequest, 'url' | 'headers'>, decision: CorsDecision | undefined): boolean {
  if (guards.length === 0 || decision?.allowOrigin !== undefined) return false
  const origin = sent.headers.find(([name]) => name === 'origin')?.[1]
  const headers = { origin, 'sec-fetch-site': origin !== undefined && isSameOriginSite(origin, sent.url) ? 'same-origin' : undefined }
  return guards.some(({ alsoAllow, allowMissingOrigin }) => refuses({ alsoAllowed: compileValidPolicy({ origins: alsoAllow }), allowMissingOrigin }, headers))
}

/** Whether the browser sends `Sec-Fetch-Site: same-origin`, which needs https or a loopback host: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header */
function isSameOriginSite (origin: string, url: string): boolean {
  return origin === new URL(url).origin && !isInsecureOrigin(origin)
}
