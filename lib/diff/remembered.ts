/** What browsers and caches keep of a policy after it has changed. */
import type { CorsDiffChange, CorsDiffGrant } from '../../types/diff.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { preflightMaxAges } from '../browser/preflight-cache.ts'
import { isNoName } from './rights.ts'

/** Returns what is kept of the first policy. */
export function rememberedBy (
  before: CorsPolicy | string, gains: readonly CorsDiffGrant[], losses: readonly CorsDiffGrant[]
): CorsDiffChange['kept'] {
  const isApproved = typeof before === 'object' && losses.some(isAboutPreflights)
  return {
    preflights: isApproved ? preflightMaxAges(before.maxAge) : null,
    preflightCacheControl: isApproved ? before.preflightCacheControl ?? null : null,
    responses: [...losses.some(isAboutResponses) ? ['allow' as const] : [], ...gains.some(isAboutResponses) ? ['block' as const] : []]
  }
}

function isAboutPreflights ({ rights: { read, credentials, methods, requestHeaders } }: CorsDiffGrant): boolean {
  return read || credentials || !isNoName(methods ?? []) || !isNoName(requestHeaders)
}

function isAboutResponses ({ rights: { read, credentials, responseHeaders } }: CorsDiffGrant): boolean {
  return read || credentials || !isNoName(responseHeaders)
}
